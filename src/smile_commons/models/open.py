"""Opens the model that the settings name: on this machine, or behind an endpoint."""

from dataclasses import replace
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.models.attempt import OPENAI, Endpoint, is_loopback, shown_url
from smile_commons.models.budget import Prices
from smile_commons.models.cache import Stored, cache_folder, known_sha256
from smile_commons.models.call import Limits
from smile_commons.models.catalogue import Entry, catalogue, default_entry
from smile_commons.models.embedded import N_CTX, EmbeddedModel
from smile_commons.models.features import ROOMS, Features, Remembered, thinks_by_name
from smile_commons.models.gateway import Gateway
from smile_commons.models.gguf import parameters_of
from smile_commons.models.llama_server import require_llama
from smile_commons.models.model import Model, Profile, Style
from smile_commons.models.plugged import PluggedModel, plugged_model
from smile_commons.models.settings import LOCAL, RUN, WORLD, Settings
from smile_commons.models.weights import weights
from smile_commons.plugins import MODELS, plugins

LOG = "llama.log"
_NO_KEY = "none"
"""Sent where no key is known: servers at home ask for none, but the client insists on one."""
_LOCAL_DEADLINE, _DEADLINE = 300.0, 120.0


async def open_model(
    settings: Settings, *, run_dir: Path | None = None, name: str | None = None
) -> Model:
    """The model that the settings name, ready to be asked.

    Args:
        settings: what to open and how.
        run_dir: the run's folder, which takes the log of an embedded model.
        name: another model than ``settings.model``, such as the judge's.

    Raises:
        InputError: there is no such file, no weights, no key, or no llama.cpp; the message says
            how to get either a model on this machine or an endpoint.
        ModelError: weights are damaged; under style ``auto``, the endpoint cannot be asked.
    """
    brought = _plugged(settings, name)
    if brought is not None:
        return brought
    model = await open_unasked(settings, run_dir=run_dir, name=name)
    if isinstance(model, Gateway):
        await model.probe()
    return model


async def open_unasked(
    settings: Settings, *, run_dir: Path | None = None, name: str | None = None
) -> Gateway | EmbeddedModel:
    """The same without a question to an endpoint whose style is to be found out.

    Raises:
        InputError, ModelError: as ``open_model``; it is the model of a plug-in.
    """
    wanted = name or settings.model
    if _plugged(settings, name) is not None:
        raise InputError(f"{wanted!r} is the model of a plug-in, and not ours to be examined")
    if (entry := _entry(wanted)) is not None:
        if wanted == LOCAL and settings.model == LOCAL and settings.origin("base_url") == "flag":
            raise InputError("`base_url` needs the name of a model there: `model` NAME")
        require_llama()
        path = weights(Stored(entry, cache_folder(settings.cache_dir)))
        return _embedded(settings, run_dir, path, entry.sha256, entry)
    if wanted.lower().endswith(".gguf"):
        return _file(settings, run_dir, wanted)
    return _endpoint(settings, wanted)


def check_model(settings: Settings) -> None:
    """Finds out whether there can be a model at all; weights are joined if they must be.

    Raises:
        InputError: there is neither an endpoint nor a model on this machine; two lines say how
            to get either.
    """
    for name in dict.fromkeys((settings.model, settings.judge or settings.model)):
        if (entry := _entry(name)) is not None:
            require_llama()
            weights(Stored(entry, cache_folder(settings.cache_dir)))
        elif name.lower().endswith(".gguf"):
            if not Path(name).expanduser().is_file():
                raise InputError(f"{name}: no such file (a model file ends in .gguf)")
        elif _plugged(settings, name) is None:
            _endpoint(settings, name)


def unopened(settings: Settings, name: str | None = None) -> Model:
    """The model that the settings name, as far as it can be known without asking or loading it.

    Raises:
        InputError: there is no such file or no key; the message says how to get either.
    """
    wanted = name or settings.model
    if (entry := _entry(wanted)) is not None:
        return _embedded(settings, None, Path(entry.filename), entry.sha256, entry)
    if wanted.lower().endswith(".gguf"):
        return _file(settings, None, wanted)
    return _plugged(settings, name) or _endpoint(settings, wanted)


def is_local(settings: Settings, name: str | None = None) -> bool:
    """Whether a model runs on this machine by our own doing; a plug-in's does not."""
    wanted = name or settings.model
    return _entry(wanted) is not None or wanted.lower().endswith(".gguf")


def _entry(name: str) -> Entry | None:
    """The entry of the catalogue that a name means; None where it means a file or an endpoint."""
    return default_entry() if name == LOCAL else catalogue().get(name)


def endpoint_key(settings: Settings, url: str, *, by: str = "base_url") -> str:
    """The key for an endpoint.

    Raises:
        InputError: a world's file names the endpoint and the key is the user's own: someone
            else's world is not to send it wherever it likes.
    """
    own = settings.embeddings_api_key if by == "embeddings_base_url" else None
    key = own or settings.api_key
    if key is None:
        return _NO_KEY
    if settings.origin(by) in (RUN, WORLD) and not is_loopback(url):
        whose = "the run" if settings.origin(by) == RUN else "the world's commons.toml"
        raise InputError(
            f"{whose} names the endpoint {shown_url(url)}; your key is sent "
            f"there only if you name it too: COMMONS_{by.upper()}={shown_url(url)}"
        )
    return key.get_secret_value()


def _plugged(settings: Settings, name: str | None) -> PluggedModel | None:
    """The model of a plug-in; None where the name is one of ours, a file, or no plug-in's.

    Raises:
        InputError: the plug-in cannot be used.
    """
    if is_local(settings, name):
        return None
    return plugged_model(settings, name or settings.model, prices=prices_of(settings))


def _file(settings: Settings, run_dir: Path | None, name: str) -> EmbeddedModel:
    require_llama()
    path = Path(name).expanduser()
    if not path.is_file():
        raise InputError(f"{path}: no such file (a model file ends in .gguf)")
    sha256 = known_sha256(path, cache_folder(settings.cache_dir))
    entry = next((entry for entry in catalogue().values() if entry.sha256 == sha256), None)
    return _embedded(settings, run_dir, path, sha256, entry)


def _embedded(
    settings: Settings, run_dir: Path | None, path: Path, sha256: str, entry: Entry | None
) -> EmbeddedModel:
    known = entry or default_entry()
    profile = known.profile
    if entry is None:
        about, samplers = parameters_of(path), profile.samplers
        profile = Profile(samplers=samplers, prefill=True, n_ctx=N_CTX, parameters=about)
    style: Style = known.style if settings.style in (None, "auto") else settings.style
    return EmbeddedModel(
        path,
        name=entry.id if entry else path.stem,
        digest=sha256,
        style=style,
        profile=_tempered(profile, settings),
        deadline=settings.deadline or _LOCAL_DEADLINE,
        threads=settings.threads,
        log=run_dir / LOG if run_dir else None,
    )


def _endpoint(settings: Settings, name: str) -> Gateway:
    url = settings.base_url or OPENAI
    key = endpoint_key(settings, url)
    if key == _NO_KEY and url.startswith(OPENAI):
        brought = "".join(f"\nor `model` {p.name}, of {p.distribution}" for p in plugins(MODELS))
        raise InputError(
            f"{name!r} needs an endpoint: `base_url` URL, or OPENAI_API_KEY for OpenAI's\n"
            f"or use a model on this machine: `model` local, `model` path/to/file.gguf{brought}"
        )
    room = ROOMS[0] if thinks_by_name(name) else 0
    return Gateway(
        name=name,
        endpoint=Endpoint(url=url, key=key, model=name, read_timeout=settings.read_timeout),
        ask=settings.style or "chat",
        profile=_tempered(Profile(), settings),
        limits=Limits(deadline=settings.deadline or _DEADLINE, concurrency=settings.concurrency),
        prices=prices_of(settings),
        features=Features(room=room),
        remembered=Remembered(cache_folder(settings.cache_dir), shown_url(url), name),
    )


def check_cost(most: float | None, settings: Settings) -> None:
    """Whether a cap on cost can be kept.

    Raises:
        InputError: prices are not known.
    """
    if most and not is_local(settings) and prices_of(settings) is None:
        raise InputError(
            "`max_cost` needs prices, for a million tokens each: COMMONS_PRICE_IN and "
            "COMMONS_PRICE_OUT, or price_in and price_out in commons.toml"
        )


def prices_of(settings: Settings) -> Prices | None:
    """What an endpoint's tokens cost; None where both prices are not set."""
    if settings.price_in is None or settings.price_out is None:
        return None
    return Prices(settings.price_in, settings.price_out)


def _tempered(profile: Profile, settings: Settings) -> Profile:
    if settings.temperature is None:
        return profile
    return replace(profile, temperature=settings.temperature)

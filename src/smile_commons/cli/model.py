"""``commons model``: which models there are, which settings hold, and how to get weights."""

from pathlib import Path
from typing import Any

from smile_commons.cli import console
from smile_commons.errors import InputError, ModelError
from smile_commons.models.attempt import OPENAI, shown_url
from smile_commons.models.cache import Stored, cache_folder
from smile_commons.models.catalogue import Entry, catalogue, default_entry
from smile_commons.models.settings import Settings, load_settings

_MEGABYTE = 1_000_000


def model(*, world: Path | None = None, as_json: bool = False) -> None:
    """Prints the catalogue, the endpoint, and every setting with who set it.

    Raises:
        InputError: a settings file is wrong.
    """
    settings = _settings(world)
    models = [_shown(_stored(settings, entry)) for entry in catalogue().values()]
    endpoint = {"url": shown_url(settings.base_url or OPENAI), "key": settings.api_key is not None}
    values = {
        name: {"value": _plain(name, getattr(settings, name)), "by": settings.origin(name)}
        for name in Settings.model_fields
    }
    if as_json:
        console.emit({"models": models, "endpoint": endpoint, "settings": values})
        return
    head = ("model", "MB", "licence", "weights", "")
    rows = [(m["id"], f"{m['size'] / _MEGABYTE:.0f}", m["licence"], _state(m)) for m in models]
    notes = [entry.note for entry in catalogue().values()]
    console.say(console.table(head, [(*row, note) for row, note in zip(rows, notes, strict=True)]))
    key = "with a key" if endpoint["key"] else "no key known (OPENAI_API_KEY)"
    console.say(f"\nendpoint  {endpoint['url']}, {key}\n")
    settings_rows = [
        (name, "" if value["value"] is None else str(value["value"]), str(value["by"]))
        for name, value in values.items()
    ]
    console.say(console.table(("setting", "value", "by"), settings_rows))


def fetch(
    name: str | None = None,
    *,
    source: str | None = None,
    world: Path | None = None,
    as_json: bool = False,
) -> None:
    """Brings a model's weights into the cache and verifies them.

    Raises:
        InputError: no such model or source, or the cache cannot be written.
        ModelError: the download failed, or what came is another file.
    """
    from smile_commons.models.weights import fetch as fetched

    stored = _stored(_settings(world), _entry(name))
    path = fetched(stored, source)
    _done(stored, path, as_json)


def verify(name: str | None = None, *, world: Path | None = None, as_json: bool = False) -> None:
    """Hashes a model's weights anew.

    Raises:
        InputError: they are not in the cache.
        ModelError: they are not what the catalogue says.
    """
    from smile_commons.models.cache import progress

    stored = _stored(_settings(world), _entry(name))
    if not stored.path.is_file():
        raise InputError(f"{stored.path}: not there; commons model fetch {stored.entry.id}")
    with progress(f"verifying {stored.entry.id}", stored.entry.size) as on_bytes:
        if not stored.verify(on_bytes, anew=True):
            raise ModelError(
                f"{stored.path}: not what it should be (SHA-256 {stored.entry.sha256}); "
                f"remove it, then commons model fetch {stored.entry.id}",
                "wrong hash",
            )
    _done(stored, stored.path, as_json)


def _settings(world: Path | None) -> Settings:
    from smile_commons.world.find import find_world

    return load_settings(world=find_world(world))


def _entry(name: str | None) -> Entry:
    if name is None or name == "local":
        return default_entry()
    if name not in catalogue():
        known = ", ".join(catalogue())
        raise InputError(f"{name} is not in the catalogue (there: {known})")
    return catalogue()[name]


def _stored(settings: Settings, entry: Entry) -> Stored:
    return Stored(entry, cache_folder(settings.cache_dir))


def _shown(stored: Stored) -> dict[str, Any]:
    entry = stored.entry
    return {
        "id": entry.id,
        "title": entry.title,
        "default": entry.default,
        "size": entry.size,
        "sha256": entry.sha256,
        "licence": entry.licence,
        "style": entry.style,
        "path": str(stored.path) if stored.path.is_file() else None,
        "verified": stored.is_verified(),
        "carried": entry.carrier is not None and entry.carrier.found() is not None,
        "url": entry.url,
    }


def _state(shown: dict[str, Any]) -> str:
    if shown["verified"]:
        return "verified"
    if shown["path"]:
        return "there, not verified yet"
    return "in installed packages" if shown["carried"] else "not here"


def _done(stored: Stored, path: Path, as_json: bool) -> None:
    if as_json:
        console.emit({"id": stored.entry.id, "path": str(path), "sha256": stored.entry.sha256})
    else:
        console.say(f"{stored.entry.id} is verified: {path}")


def _plain(name: str, value: Any) -> Any:
    """As it may be shown: a secret as stars, a URL without user, password and query."""
    if isinstance(value, str) and name.endswith("url"):
        return shown_url(value)
    return value if value is None or isinstance(value, int | float) else str(value)

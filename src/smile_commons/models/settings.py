"""Settings: what was typed, the environment, the world's file, the user's file, defaults."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, ValidationError

from smile_commons.errors import InputError
from smile_commons.models.model import Wanted
from smile_commons.names import nearest

FILE = "commons.toml"
PREFIX = "COMMONS_"
FLAG, RUN, ENVIRONMENT, WORLD = "flag", "run", "environment", "world"
USER, DEFAULT = "user", "default"
LOCAL = "local"
_FROM_OPENAI = {"api_key": "OPENAI_API_KEY", "base_url": "OPENAI_BASE_URL"}
_SECRET = ("api_key", "embeddings_api_key")


class Settings(BaseModel):
    """All settings, checked; secrets show as stars wherever they are printed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    model: str = Field(default=LOCAL, min_length=1)
    """``local``, a name of the catalogue, a path that ends in .gguf, the name of a plug-in, or
    what an endpoint knows: the first of these that there is."""
    base_url: str | None = None
    """The endpoint; None is OpenAI's."""
    api_key: SecretStr | None = None
    judge: str | None = None
    """The model for ballots and judging; None is the speakers'."""
    craft: Wanted = "auto"
    """How speeches are made: for a ``small`` or a ``large`` model; ``auto``: by which it is."""
    style: Literal["auto", "script", "chat"] | None = None
    """None: ``script`` for a model on this machine, ``chat`` for an endpoint."""
    deadline: float | None = Field(default=None, gt=0, le=86_400)
    """Seconds for a call with all its retries; None: 120, or 300 for a model on this machine."""
    read_timeout: float = Field(default=60.0, gt=0, le=86_400)
    """Seconds without a byte after which an attempt is given up."""
    concurrency: int = Field(default=8, ge=1, le=1024)
    """Requests to an endpoint at once."""
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
    """What the world is written in, by code (BCP 47 in lower case): ``en``, ``de``, ``pt-br``."""
    takes: int = Field(default=3, ge=1, le=16)
    """Candidates for each speech."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """None: what the catalogue says for the model, or 0.9."""
    embeddings: str = Field(default=LOCAL, min_length=1)
    """``local``, the name of a plug-in, or an embedding model that an endpoint knows."""
    embeddings_base_url: str | None = None
    """None: the endpoint of the model."""
    embeddings_api_key: SecretStr | None = None
    """None: the model's key, where the endpoint is the model's too."""
    chroma_url: str | None = None
    """A Chroma server; None keeps the memories in the run's folder."""
    checkpoints_url: SecretStr | None = None
    """A Postgres server (``postgresql://…``) for LangGraph's checkpoints; None keeps them in the
    run's folder."""
    threads: int | None = Field(default=None, ge=1, le=1024)
    """For a model on this machine; None: as many as there are cores to use."""
    cache_dir: Path | None = None
    """Where weights are kept; None: the system's folder for caches."""
    price_in: float | None = Field(default=None, ge=0)
    """For a million tokens of prompts, in whatever currency."""
    price_out: float | None = Field(default=None, ge=0)
    """For a million tokens written."""
    table: bool = False
    """Whether all scores are printed when a play or a scoring is over, not what they come to."""
    runs: Path = Path("runs")
    """Where runs are kept."""

    _origins: dict[str, str] = PrivateAttr(default_factory=dict[str, str])

    def origin(self, name: str) -> str:
        """Who set a value: ``flag``, ``run``, ``environment``, ``world``, ``user``, ``default``."""
        return self._origins.get(name, DEFAULT)


def load_settings(
    flags: Mapping[str, Any] | None = None,
    *,
    run: Mapping[str, Any] | None = None,
    world: Path | None = None,
    environ: Mapping[str, str] | None = None,
    user_file: Path | None = None,
) -> Settings:
    """The settings, the first of these that sets a value winning.

    Args:
        flags: what was typed, by field; None values count as not typed.
        run: what a run was begun with, by field; other names in it are passed over.
        world: the world's folder, whose ``commons.toml`` is read.
        environ: for ``COMMONS_*``, ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL``; None is the
            process's own.
        user_file: None is ``commons.toml`` in the user's configuration folder.

    Raises:
        InputError: a file is not TOML, a key is unknown, a value wrong, or a world holds a key.
    """
    typed = {name: value for name, value in (flags or {}).items() if value is not None}
    layers: dict[str, tuple[Mapping[str, Any], str]] = {
        FLAG: (typed, "--"),
        RUN: ({k: v for k, v in (run or {}).items() if k in Settings.model_fields}, "run.json"),
        ENVIRONMENT: (_environment(os.environ if environ is None else environ), PREFIX),
    }
    if world is not None:
        layers[WORLD] = (_file(world / FILE, secrets=False), str(world / FILE))
    path = user_settings_file() if user_file is None else user_file
    layers[USER] = (_file(path, secrets=True), str(path))
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for layer, (given, _) in layers.items():
        for name in given.keys() - values.keys():
            values[name], origins[name] = given[name], layer
    try:
        settings = Settings(**values)
    except ValidationError as error:
        places = {name: layers[layer][1] for name, layer in origins.items()}
        raise InputError(_mistakes(error, places)) from None  # its text would show the values
    settings._origins.update(origins)  # pyright: ignore[reportPrivateUsage]
    return settings


def user_settings_file() -> Path:
    """Where the user's own settings are."""
    from platformdirs import user_config_dir

    return Path(user_config_dir("smile-commons", appauthor=False)) / FILE


def _environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {
        name: environ[variable]
        for name, variable in _FROM_OPENAI.items()
        if environ.get(variable, "").strip()
    }
    for name in Settings.model_fields:
        value = environ.get(f"{PREFIX}{name.upper()}", "").strip()
        if value:
            found[name] = value
    return dict(found)


def _file(path: Path, *, secrets: bool) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
        found = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise InputError(f"{path}: not TOML: {error}") from error
    for name in found:
        place = f"{path}:{_line_of(text, name)}"
        if name not in Settings.model_fields:
            near = nearest(name, Settings.model_fields)
            hint = f"; did you mean {near}?" if near else ""
            raise InputError(f"{place}: {name} is not a setting{hint}")
        if name in _SECRET and not secrets:
            raise InputError(f"{place}: a key does not belong into a world; set OPENAI_API_KEY")
    return found


def _line_of(text: str, name: str) -> int:
    match = re.search(rf"^\s*\[?[\"']?{re.escape(name)}\b", text, re.MULTILINE)
    return text[: match.end()].count("\n") + 1 if match else 1


def _mistakes(error: ValidationError, places: Mapping[str, str]) -> str:
    lines: list[str] = []
    for mistake in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in mistake["loc"])
        place = places.get(name, "")
        if place == PREFIX:
            name, place = f"{PREFIX}{name.upper()}", "environment"
        elif place == "--":
            name, place = f"--{name.replace('_', '-')}", "flag"
        lines.append(f"{place}: {name}: {mistake['msg']}")
    return "\n".join(lines)

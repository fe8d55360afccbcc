"""Options of a command, saved by name: ``--save NAME`` keeps them, ``--template NAME`` uses them.

A template is a small YAML file in the user's configuration folder, to be read and edited. What is
typed beside ``--template`` wins over what it says.
"""

import re
from enum import Enum
from pathlib import Path
from typing import Any, cast

import typer

from smile_commons.errors import InputError

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NOT_KEPT = ("template", "save", "replay")


def folder() -> Path:
    """Where templates are kept."""
    from platformdirs import user_config_dir

    return Path(user_config_dir("smile-commons", appauthor=False)) / "templates"


def use(ctx: typer.Context, name: str | None) -> str | None:
    """The callback of ``--template``: what it says stands for all that is not typed.

    Raises:
        InputError: there is no such template, it is another command's, or cannot be read.
    """
    if name is not None and not ctx.resilient_parsing:
        known = {param.name for param in ctx.command.params}
        ctx.default_map = {**(ctx.default_map or {}), **load(name, str(ctx.info_name), known)}
    return name


def save(ctx: typer.Context, name: str) -> Path:
    """Keeps what was typed of a command, and what its template gave, under a name.

    Raises:
        InputError: the name cannot be one, there is a secret in it, or it cannot be written.
    """
    from smile_commons.files import write_atomically
    from smile_commons.models.attempt import holds_secret

    values = {"command": str(ctx.info_name), **_typed(ctx)}
    if isinstance(url := values.get("base_url"), str) and holds_secret(url):
        raise InputError("--base-url holds a secret, and a template is a plain file; leave it out")
    path = _path(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path.parent} cannot be made: {error.strerror}") from error
    write_atomically(path, _yaml(values))
    return path


def keep(ctx: typer.Context, name: str) -> None:
    """``--save``: saves and says where."""
    from smile_commons.cli import console

    path = save(ctx, name)
    console.say(str(path))
    console.note(f"use it: commons {ctx.info_name} --template {name}")


def load(name: str, command: str, known: set[Any]) -> dict[str, Any]:
    """What a template says, by the names of a command's parameters.

    Raises:
        InputError: there is no such template, it is another command's, or cannot be read.
    """
    from smile_commons.errors import WorldError
    from smile_commons.names import did_you_mean
    from smile_commons.world.safe_yaml import parse_yaml

    path = _path(name)
    if not path.is_file():
        there = names()
        hint = did_you_mean(name, there) or (
            f"there are: {', '.join(there)}" if there else f"--save {name} makes it"
        )
        raise InputError(f"no template is called {name!r}; {hint}")
    try:
        found: Any = parse_yaml(path.read_text("utf-8"), str(path)).data
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    except WorldError as error:
        raise InputError(str(error)) from error
    if not isinstance(found, dict):
        raise InputError(f"{path}: not a template: it holds no `option: value` lines")
    values = {str(key): value for key, value in cast("dict[Any, Any]", found).items()}
    if (its := values.pop("command", command)) != command:
        raise InputError(f"{path}: a template of `commons {its}`, not of `commons {command}`")
    for option in values:
        if option not in known or option in _NOT_KEPT:
            hint = did_you_mean(option, sorted(map(str, known)))
            raise InputError(f"{path}: {option!r} is no option of `commons {command}` ({hint})")
    return values


def names() -> list[str]:
    """The names of the saved templates, in order."""
    return sorted(file.stem for file in folder().glob("*.yaml"))


def show(name: str | None, *, remove: bool = False, as_json: bool = False) -> None:
    """Prints the templates there are, or one of them; or takes one away.

    Raises:
        InputError: there is no such template.
    """
    from smile_commons.cli import console

    if name is None:
        if as_json:
            console.emit({"folder": str(folder()), "templates": names()})
        elif names():
            console.say("\n".join(names()))
        else:
            console.note(f"no templates in {folder()}; `commons play … --save NAME` makes one")
        return
    path = _path(name)
    if not path.is_file():
        raise InputError(f"no template is called {name!r} in {folder()}")
    text = path.read_text("utf-8", "replace")
    if remove:
        path.unlink()
        console.note(f"removed {path}")
        return
    if as_json:
        console.emit({"name": name, "path": str(path), "text": text})
        return
    console.say(text, end="")


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r} cannot be a template's name: a-z, 0-9, dot, - and _")
    return folder() / f"{name}.yaml"


def _typed(ctx: typer.Context) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in ctx.params.items():
        source = ctx.get_parameter_source(name)
        given = source is not None and source.name in ("COMMANDLINE", "DEFAULT_MAP")
        if given and value is not None and name not in _NOT_KEPT:
            kept[name] = _plain(value)
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def _yaml(values: dict[str, Any]) -> str:
    import yaml

    untyped: Any = yaml  # its stubs name an unknown width
    return str(untyped.safe_dump(values, sort_keys=False, allow_unicode=True))

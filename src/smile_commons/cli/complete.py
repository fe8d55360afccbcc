"""What a shell is told when somebody presses Tab: names out of folders, nothing read, fast."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer


def persona(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of the world's personas."""
    return [name for name in _files(ctx, "personas") if name.startswith(incomplete)]


def dialogue(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of the world's dialogues."""
    return [name for name in _files(ctx, "dialogues") if name.startswith(incomplete)]


def lesson(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of the world's dialogues and, where no world is named, of the lessons that ship."""
    from smile_commons.world.find import shipped_world

    shipped = (
        () if _given(ctx, "world") else (shipped_world() / "lessons").glob("*/dialogues/*.yaml")
    )
    names = {*_files(ctx, "dialogues"), *(file.stem for file in shipped)}
    return sorted(name for name in names if name.startswith(incomplete))


def run(ctx: typer.Context, incomplete: str) -> list[str]:
    """The ids of the runs, the newest first."""
    folder = Path(str(_given(ctx, "runs") or "runs"))
    names = sorted((file.parent.name for file in folder.glob("*/run.json")), key=_age, reverse=True)
    return [name for name in names if name.startswith(incomplete)]


def template(incomplete: str) -> list[str]:
    """The names of the saved templates."""
    from smile_commons.cli.templates import folder

    return sorted(file.stem for file in folder().glob("*.yaml") if file.stem.startswith(incomplete))


def _files(ctx: typer.Context, folder: str) -> Iterator[str]:
    for file in sorted((_world(ctx) / folder).glob("*.y*ml")):
        yield file.stem


def _world(ctx: typer.Context) -> Path:
    from smile_commons.world.find import FOLDERS, shipped_world

    given = _given(ctx, "world")
    if given:
        return Path(str(given))
    here = Path.cwd()
    return here if all((here / folder).is_dir() for folder in FOLDERS) else shipped_world()


def _given(ctx: typer.Context, name: str) -> Any:
    return ctx.params.get(name)


def _age(name: str) -> str:
    """The part of a run's id that tells when it began."""
    return name.partition("-20")[2] or name

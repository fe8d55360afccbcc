"""What a shell is told when somebody presses Tab: names out of folders, nothing read, fast.

All of them: typer passes on those that begin as what is typed.
"""

from pathlib import Path

import typer


def persona(ctx: typer.Context) -> list[str]:
    """The ids of the world's personas."""
    return _files(ctx, "personas")


def dialogue(ctx: typer.Context) -> list[str]:
    """The ids of the world's dialogues."""
    return _files(ctx, "dialogues")


def lesson(ctx: typer.Context) -> list[str]:
    """The ids of the world's dialogues and, where no world is named, of the lessons that ship."""
    from smile_commons.world.find import shipped_world

    lessons = shipped_world() / "lessons"
    shipped = () if ctx.params.get("world") else lessons.glob("*/dialogues/*.yaml")
    return sorted({*_files(ctx, "dialogues"), *(file.stem for file in shipped)})


def run(ctx: typer.Context) -> list[str]:
    """The ids of the runs, the newest first."""
    folder = Path(str(ctx.params.get("runs") or "runs"))
    names = (file.parent.name for file in folder.glob("*/run.json"))
    return sorted(names, key=_age, reverse=True)


def template() -> list[str]:
    """The names of the saved templates."""
    from smile_commons.cli.templates import names

    return names()


def _files(ctx: typer.Context, folder: str) -> list[str]:
    from smile_commons.world.find import FOLDERS, shipped_world

    here = Path.cwd()
    if given := ctx.params.get("world"):
        world = Path(str(given))
    else:
        world = here if all((here / name).is_dir() for name in FOLDERS) else shipped_world()
    return [file.stem for file in sorted((world / folder).glob("*.y*ml"))]


def _age(name: str) -> str:
    """The part of a run's id that tells when it began."""
    return name.partition("-20")[2] or name

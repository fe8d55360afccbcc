"""``commons check``: every mistake of a world, or what is in it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from smile_commons.cli import console
from smile_commons.cli.notes import few
from smile_commons.errors import InputError, Problem, WorldError
from smile_commons.models.settings import load_settings
from smile_commons.prompts.check import check_world
from smile_commons.world.find import find_world
from smile_commons.world.lorebook import Lorebook
from smile_commons.world.model import World
from smile_commons.world.notes import gaps


def check(*, world: Path | None = None, as_json: bool = False) -> None:
    """Prints every mistake, one a line, and exits with 2; or counts what a good world holds.

    Raises:
        InputError: there is no such folder, or its ``commons.toml`` is wrong.
    """
    from smile_commons.memory.lore_check import mistakes_in

    root = find_world(world)
    try:
        whole = check_world(root, load_settings(world=root).language)
        counts = _counts(whole)
    except WorldError as error:
        raise _told(root, error.problems, as_json=as_json) from error
    books = [book for shelf in whole.lore.values() for book in shelf]
    for said in few(one for book in books for one in _noted(book)):
        console.note(said)
    # With these a world can be played, but it is not what was meant.
    silent = [*gaps(whole), *(problem for book in books for problem in mistakes_in(book))]
    if silent:
        raise _told(root, silent, as_json=as_json)
    if as_json:
        console.emit({"world": str(root), "ok": True, "problems": [], "counts": counts})
        return
    told = ", ".join(console.counted(number, name) for name, number in counts.items() if number)
    console.say(f"{root}: no mistakes in {told}")


def check_study(path: Path, *, as_json: bool = False) -> None:
    """Prints every mistake of a study, one a line, and exits with 2; or counts its cells.

    Raises:
        InputError: there is no such file.
    """
    from smile_commons.studies.study import Study

    try:
        cells = len(Study(path).cells)
    except WorldError as error:
        raise _told(path, error.problems, as_json=as_json) from error
    if as_json:
        console.emit(
            {"study": str(path), "ok": True, "problems": list[str](), "counts": {"cell": cells}}
        )
    else:
        console.say(f"{path}: no mistakes in a study of {console.counted(cells, 'cell')}")


def _told(root: Path, problems: Sequence[Problem], *, as_json: bool) -> typer.Exit:
    """Prints mistakes, and what to end with."""
    if as_json:
        found = [asdict(problem) for problem in problems]
        console.emit({"world": str(root), "ok": False, "problems": found})
    else:
        for problem in problems:
            console.say(str(problem).replace("\n", " "))
        console.note(f"{console.counted(len(problems), 'mistake')} in {root}")
    return typer.Exit(InputError.exit_code)


def _noted(book: Lorebook) -> Iterator[str]:
    """What was mended in a book, and keys that can never be met beside others that can."""
    from smile_commons.memory.lore_why import no_regex

    yield from (f"{book.file}: {said}" for said in book.mended)
    for entry in book.entries:
        deaf = no_regex(entry)
        for key in deaf if len(deaf) < len(entry.keys) else ():  # else it is a mistake
            yield f"{book.file}: entry {entry.id}: {key!r} is no regular expression of RE2"


def _counts(world: World) -> dict[str, int]:
    acts = [act for dialogue in world.dialogues.values() for act in dialogue.acts]
    return {
        "persona": len(world.personas),
        "memory": sum(len(memories) for memories in world.memories.values()),
        "dialogue": len(world.dialogues),
        "act": len(acts),
        "beat": sum(len(act.beats) for act in acts),
        "template": len(world.templates),
        "lore entry": sum(len(book.entries) for books in world.lore.values() for book in books),
    }

"""``commons check``: every mistake of a world, or what is in it."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import typer

from smile_commons.cli import console
from smile_commons.errors import WorldError
from smile_commons.models.settings import load_settings
from smile_commons.prompts.check import check_world
from smile_commons.world.find import find_world
from smile_commons.world.model import World


def check(*, world: Path | None = None, as_json: bool = False) -> None:
    """Prints every mistake, one a line, and exits with 2; or counts what a good world holds.

    Raises:
        InputError: there is no such folder, or its ``commons.toml`` is wrong.
    """
    root = find_world(world)
    try:
        whole = check_world(root, load_settings(world=root).language)
        counts = _counts(whole)
    except WorldError as error:
        if as_json:
            problems = [asdict(problem) for problem in error.problems]
            console.emit({"world": str(root), "ok": False, "problems": problems})
        else:
            for problem in error.problems:
                console.say(str(problem).replace("\n", " "))
            console.note(f"{_plural(len(error.problems), 'mistake')} in {root}")
        raise typer.Exit(error.exit_code) from error
    for said in _deaf(whole):
        console.note(said)
    if as_json:
        console.emit({"world": str(root), "ok": True, "problems": [], "counts": counts})
        return
    told = ", ".join(_plural(number, name) for name, number in counts.items() if number)
    console.say(f"{root}: no mistakes in {told}")


def _deaf(world: World) -> Iterator[str]:
    """Keys of lore that can never be met; no mistakes, since other programs may know them."""
    from smile_commons.memory.lore_keys import no_regex

    for book in (book for books in world.lore.values() for book in books):
        for entry in book.entries:
            for key in no_regex(entry):
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


def _plural(number: int, name: str) -> str:
    if number == 1:
        return f"1 {name}"
    return f"{number} {name[:-1]}ies" if name.endswith("y") else f"{number} {name}s"

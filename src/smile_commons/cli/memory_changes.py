"""``commons memory list|add|edit|forget``: what a persona remembers, looked at and changed by hand.

Without a run it is the world's memory files that are changed; with one, that run's memories alone,
through a journal that is only appended to.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import cast

from smile_commons.api.memories import (
    canon_lines,
    change_in_run,
    change_in_world,
    entries_of,
    memories_of,
    source,
)
from smile_commons.api.worlds import world_of
from smile_commons.cli import console
from smile_commons.cli.memory import when
from smile_commons.cli.memory_lore import KIND, plain_entry, show_entries
from smile_commons.errors import InputError
from smile_commons.memory.changes import Change, Op
from smile_commons.memory.lore import entry_id
from smile_commons.memory.memory import Memory
from smile_commons.names import known
from smile_commons.runs.folder import RunFolder
from smile_commons.world.canon_edit import Written, add, edit, forget
from smile_commons.world.model import EVERYBODY

_HEAD = ("id", "kind", "weight", "when", "from")
_INDENT = "   "


def list_memories(
    *,
    persona: str,
    run: str | None,
    kind: str | None,
    runs: Path,
    world: Path | None,
    as_json: bool = False,
) -> None:
    """Prints all that a persona remembers, of the world alone or of a run.

    Raises:
        InputError: no such persona or run.
    """
    folder = RunFolder.open(run, runs) if run else None
    place = world_of(folder, world)
    memories, lines = memories_of(persona, folder, place), canon_lines(place)
    memories = [one for one in memories if kind is None or one.kind == kind]
    lore = entries_of(place, persona) if kind in (None, KIND) else []
    if as_json:
        told = [{**asdict(one), "source": source(one, lines)} for one in memories]
        known_of = [plain_entry(book, entry) for book, entry in lore]
        console.emit({"persona": persona, "run": run, "memories": told, "lore": known_of})
        return
    if memories or not lore:
        _show(memories, lines)
    if lore:
        if memories:
            console.say()
        show_entries(lore)


def _show(memories: Sequence[Memory], lines: dict[str, str]) -> None:
    rows = [
        (one.id, one.kind, f"{one.importance:.2f}", when(one), source(one, lines))
        for one in memories
    ]
    head, *printed = console.table(_HEAD, rows).split("\n")
    console.say(head)
    for line, one in zip(printed, memories, strict=True):
        console.say(line)
        console.say(console.wrap(one.text, _INDENT))


def show_memory(
    *,
    persona: str,
    id: str,
    run: str | None,
    runs: Path,
    world: Path | None,
    as_json: bool = False,
) -> None:
    """Prints one memory, or one entry of a lorebook, with all that is known of it.

    Raises:
        InputError: no such persona, run or memory.
    """
    folder = RunFolder.open(run, runs) if run else None
    place = world_of(folder, world)
    memories = {one.id: one for one in memories_of(persona, folder, place)}
    lore = {entry_id(book, entry): (book, entry) for book, entry in entries_of(place, persona)}
    known(id, [*memories, *lore], f"memory of {persona}")
    if id in memories:
        found = {**asdict(memories[id]), "source": source(memories[id], canon_lines(place))}
    else:
        found = plain_entry(*lore[id])
    if as_json:
        console.emit(found)
        return
    text = str(found.pop("text", "") or found.pop("content", ""))
    shown = {name: value for name, value in found.items() if value not in (None, "", (), 0, False)}
    for name, value in shown.items():
        many = isinstance(value, list | tuple)
        told = ", ".join(map(str, cast("Sequence[object]", value))) if many else value
        console.say(f"{name}: {told}")
    console.say(console.wrap(text, _INDENT))


def add_memory(
    *,
    persona: str,
    text: str,
    run: str | None,
    importance: float | None,
    when_: str | None,
    id: str | None,
    group: str | None,
    runs: Path,
    world: Path | None,
    as_json: bool = False,
) -> None:
    """Gives a persona (or, in a world, everybody) one memory more.

    Raises:
        InputError: no such persona or run, or the text is no memory.
    """
    if run is not None:
        if id or group:
            raise InputError("--id and --group are for a world's memory files, not for a run")
        _in_run("add", run, runs, world, persona, as_json, text=text, importance=importance,
                when=when_)  # fmt: skip
        return

    def added(old: str, file: str) -> Written:
        return add(old, file, text, importance=importance, when=when_, id=id, group=group)

    _in_world(world, persona, "added", added, as_json)


def edit_memory(
    *,
    persona: str,
    id: str,
    text: str | None,
    run: str | None,
    importance: float | None,
    when_: str | None,
    runs: Path,
    world: Path | None,
    as_json: bool = False,
) -> None:
    """Changes one memory.

    Raises:
        InputError: no such persona, run or memory, or nothing is to be changed.
    """
    if text is None and importance is None and when_ is None:
        raise InputError("nothing to change: give a text, --importance or --when")
    if run is not None:
        if when_ is not None:
            raise InputError("--when is for a world's memory files; a run's speeches have turns")
        _in_run("edit", run, runs, world, persona, as_json, id=id, text=text,
                importance=importance)  # fmt: skip
        return

    def edited(old: str, file: str) -> Written:
        return edit(old, file, id, text, importance=importance, when=when_)

    _in_world(world, persona, "changed", edited, as_json, id)


def forget_memory(
    *, persona: str, id: str, run: str | None, runs: Path, world: Path | None, as_json: bool = False
) -> None:
    """Takes one memory away.

    Raises:
        InputError: no such persona, run or memory.
    """
    if run is not None:
        _in_run("forget", run, runs, world, persona, as_json, id=id)
        return
    _in_world(world, persona, "forgotten", lambda old, file: forget(old, file, id), as_json, id)


def _in_world(
    world: Path | None,
    persona: str,
    done: str,
    change: Callable[[str, str], Written],
    as_json: bool,
    id: str | None = None,
) -> None:
    path, name, written = change_in_world(world, persona, change, id)
    told = written.memory
    if as_json:
        console.emit({"file": str(path), "memory": asdict(told), "done": done})
        return
    console.say(f"{done}: {told.id}, {name}" + (f":{told.line}" if done != "forgotten" else ""))
    if name == f"memory/{EVERYBODY}.md":
        console.note("everybody in this world remembers it" if done != "forgotten" else
                     "nobody in this world remembers it any more")  # fmt: skip


def _in_run(
    op: Op,
    run: str,
    runs: Path,
    world: Path | None,
    persona: str,
    as_json: bool,
    *,
    id: str | None = None,
    text: str | None = None,
    importance: float | None = None,
    when: str | None = None,
) -> None:
    folder = RunFolder.open(run, runs)
    change = change_in_run(
        folder, world, op, persona, id=id, text=text, importance=importance, when=when
    )
    _told(change, folder, as_json)


def _told(change: Change, folder: RunFolder, as_json: bool) -> None:
    if as_json:
        console.emit({"run": folder.id, "change": asdict(change)})
        return
    done = {"add": "added", "edit": "changed", "forget": "forgotten"}[change.op]
    console.say(f"{done}: {change.id}, {folder.id} after turn {change.turn}")

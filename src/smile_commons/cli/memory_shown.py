"""Memories and entries of lore, printed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from smile_commons.api.memories import Place, open_place, source
from smile_commons.cli import console
from smile_commons.memory.lore import Fired, entry_id
from smile_commons.memory.memory import Memory, Recalled
from smile_commons.memory.recall import PARTS
from smile_commons.runs.folder import RunFolder
from smile_commons.world.lorebook import Lorebook, LoreEntry

_INDENT = "   "


def opened(world: Path | None, folder: RunFolder | None) -> Place:
    """Where memories are looked for; says so where the run began in another world."""
    place = open_place(world, folder)
    if place.other_world:
        console.note("this is not the world as it was when this run began; canon is as it is here")
    return place


def show_recalled(found: Sequence[Recalled]) -> None:
    """Prints a line of numbers for each, and its text; the parts add up to the score."""
    rows = [
        (
            f"{place}.",
            f"{one.score:.2f}",
            *(f"{one.why[part] * one.why[f'{part}_weight']:.2f}" for part in PARTS),
            f"{one.why['redundancy']:.2f}",
            one.memory.kind,
            _when(one.memory),
        )
        for place, one in enumerate(found, start=1)
    ]
    head = ("", "score", *(f"from {part}" for part in PARTS), "alike", "kind", "when")
    _show(head, rows, [one.memory.text for one in found])


def show_memories(memories: Sequence[Memory], lines: dict[str, str]) -> None:
    """Prints a line of each, with where it comes from, and its text."""
    rows = [
        (one.id, one.kind, f"{one.importance:.2f}", _when(one), source(one, lines))
        for one in memories
    ]
    _show(("id", "kind", "weight", "when", "from"), rows, [one.text for one in memories])


def show_entries(entries: Sequence[tuple[Lorebook, LoreEntry]]) -> None:
    """Prints a line of each, with what brings it up, and its text."""
    rows = [
        (entry_id(book, entry), _keys(entry), _rules(entry), book.file) for book, entry in entries
    ]
    _show(("id", "comes up", "when", "from"), rows, [entry.content for _, entry in entries])


def show_one(found: Mapping[str, Any]) -> None:
    """Prints all that is known of a memory or an entry, and its text."""
    for name, value in found.items():
        if name in ("text", "content") or value in (None, "", (), 0, False):
            continue
        many = isinstance(value, list | tuple)
        told = ", ".join(map(str, cast("Sequence[object]", value))) if many else value
        console.say(f"{name}: {told}")
    console.paragraph(str(found.get("text") or found.get("content", "")), _INDENT)


def show_called(found: Sequence[Fired]) -> None:
    """Prints what came up, or would have, and why."""
    for one in found:
        console.say(f"{'   ' if one.dropped else 'up '}{one.id}: {one.because}")
        console.paragraph(one.text, _INDENT)


def plain_entry(book: Lorebook, entry: LoreEntry) -> dict[str, Any]:
    """An entry as JSON has it."""
    return {**asdict(entry), "id": entry_id(book, entry), "source": book.file}


def _keys(entry: LoreEntry) -> str:
    """What brings an entry up, in a few words."""
    if not entry.enabled:
        return "never: disabled"
    if entry.constant:
        return "always"
    named = ", ".join(entry.keys) or "by no key"
    if not entry.secondary:
        return named
    return f"{named} ({entry.logic} of {', '.join(entry.secondary)})"


def _rules(entry: LoreEntry) -> str:
    """What else decides whether it comes up."""
    told = [
        f"group {', '.join(entry.groups)}" if entry.groups else "",
        f"sticky {entry.sticky}" if entry.sticky else "",
        f"cooldown {entry.cooldown}" if entry.cooldown else "",
        f"delay {entry.delay}" if entry.delay else "",
        f"{entry.chance:.0%}" if entry.chance < 1 else "",
    ]
    return ", ".join(one for one in told if one)


def _show(head: Sequence[str], rows: Sequence[Sequence[str]], texts: Sequence[str]) -> None:
    """A table with a text under each of its rows."""
    first, *lines = console.table(head, rows).split("\n")
    console.say(first)
    for line, text in zip(lines, texts, strict=True):
        console.say(line)
        console.paragraph(text, _INDENT)


def _when(memory: Memory) -> str:
    """When something was, in the story's time or in the debate's."""
    if memory.kind == "canon":
        return memory.when or ""
    if memory.turn > 0:
        return f"{memory.act}, turn {memory.turn}" if memory.act else f"turn {memory.turn}"
    return memory.when or memory.origin or ""

"""Lorebook entries beside what is remembered: listed, looked up, called up by a query."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from smile_commons.cli import console
from smile_commons.memory.lore import Fired, entry_id
from smile_commons.world.lorebook import Lorebook, LoreEntry

KIND = "lore"
HEAD = ("id", "comes up", "when", "from")
_INDENT = "   "

Entries = Sequence[tuple[Lorebook, LoreEntry]]


def show_entries(entries: Entries) -> None:
    """Prints a line of each, and its text under it."""
    rows = [
        (entry_id(book, entry), keys(entry), rules(entry), book.file) for book, entry in entries
    ]
    head, *printed = console.table(HEAD, rows).split("\n")
    console.say(head)
    for line, (_, entry) in zip(printed, entries, strict=True):
        console.say(line)
        console.say(console.wrap(entry.content, _INDENT))


def show_called(found: Sequence[Fired]) -> None:
    """Prints what came up, or would have, and why."""
    for one in found:
        console.say(f"{'   ' if one.dropped else 'up '}{one.id}: {one.because}")
        console.say(console.wrap(one.text, _INDENT))


def plain_entry(book: Lorebook, entry: LoreEntry) -> dict[str, Any]:
    """An entry as JSON has it."""
    return {**asdict(entry), "id": entry_id(book, entry), "source": book.file}


def keys(entry: LoreEntry) -> str:
    """What brings an entry up, in a few words."""
    if not entry.enabled:
        return "never: disabled"
    if entry.constant:
        return "always"
    named = ", ".join(entry.keys) or "by no key"
    if not entry.secondary:
        return named
    return f"{named} ({entry.logic} of {', '.join(entry.secondary)})"


def rules(entry: LoreEntry) -> str:
    """What else decides whether it comes up."""
    told = [
        f"group {', '.join(entry.groups)}" if entry.groups else "",
        f"sticky {entry.sticky}" if entry.sticky else "",
        f"cooldown {entry.cooldown}" if entry.cooldown else "",
        f"delay {entry.delay}" if entry.delay else "",
        f"{entry.chance:.0%}" if entry.chance < 1 else "",
    ]
    return ", ".join(one for one in told if one)

"""The memories of a Markdown file: one list item, one memory.

``- [2144-11; 0.8; id=turned-away] I left by the south gate.`` The bracket may be left out, and so
may each of its parts: when it was, how much it weighs in [0, 1] (0.5 when not said), an id.
Further lines of an item are indented; headings group; lines that begin with ``>`` are commentary.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath

from smile_commons.errors import Problem
from smile_commons.world.model import EVERYBODY, CanonMemory

MIDDLING = 0.5
"""The importance of a memory that does not say."""
LONGEST = 2000

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_ITEM = re.compile(r"[-*+](?:\s+(.*))?$")
_WEIGHT = re.compile(r"[-+]?(?:[0-9]*\.[0-9]+|[0-9]{1,2})")


@dataclass(slots=True)
class Item:
    """One list item as it is written."""

    line: int
    """Of its beginning, from 1."""
    group: str | None
    """The heading under which it stands."""
    parts: list[str] = field(default_factory=list[str])
    """Its lines without mark and indent."""
    lines: list[int] = field(default_factory=list[int])
    """The number of each."""


@dataclass(slots=True)
class _Bracket:
    when: str | None = None
    importance: float | None = None
    id: str | None = None


def parse_canon(text: str, file: str) -> tuple[tuple[CanonMemory, ...], list[Problem]]:
    """The memories of a file, and every mistake in it.

    Args:
        text: its size is bounded by who read it.
        file: its name in the world; the stem says who remembers.
    """
    owner = PurePosixPath(file).stem
    problems = list[Problem]()
    memories = list[CanonMemory]()
    seen = dict[str, int]()
    for item in list_items(text, file, problems):
        memory = _memory(item, owner, file, problems)
        if memory is None:
            continue
        if memory.id in seen:
            told = f"the id {memory.id!r} is taken on line {seen[memory.id]}"
            problems.append(Problem(file, item.line, "", told, "is it the same memory twice?"))
            continue
        seen[memory.id] = item.line
        memories.append(memory)
    return tuple(memories), problems


def list_items(text: str, file: str, problems: list[Problem]) -> list[Item]:
    """The list items of a file; lines that belong to none are added to the problems."""
    items = list[Item]()
    group: str | None = None
    current: Item | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped or line.startswith(">"):
            continue
        if line.startswith("#"):
            group = stripped.lstrip("#").strip() if line.startswith("##") else None
            current = None
        elif found := _ITEM.match(line):
            current = Item(number, group, [found[1] or ""], [number])
            items.append(current)
        elif line[0] in " \t" and current is not None and not _ITEM.match(stripped):
            current.parts.append(stripped)
            current.lines.append(number)
        else:
            said = f"this line belongs to no memory: {stripped[:40]!r}"
            mend = "`- ` begins a memory, its other lines are indented; `>` begins commentary"
            problems.append(Problem(file, number, "", said, mend))
    return items


def _memory(item: Item, owner: str, file: str, problems: list[Problem]) -> CanonMemory | None:
    text = " ".join(" ".join(item.parts).split())
    bracket = _Bracket()
    if text.startswith("["):
        inside, closed, text = text[1:].partition("]")
        if not closed:
            problems.append(Problem(file, item.line, "", "the bracket is not closed", "add `]`"))
            return None
        text = text.strip()
        faults = _read(inside, bracket)
        problems += [Problem(file, item.line, field, message) for field, message in faults]
    if not text or len(text) > LONGEST:
        said = f"a memory longer than {LONGEST} characters" if text else "a memory without text"
        problems.append(Problem(file, item.line, "", said))
        return None
    return CanonMemory(
        id=bracket.id or f"{owner}-{sha256(text.encode()).hexdigest()[:8]}",
        text=text,
        owner=None if owner == EVERYBODY else owner,
        when=bracket.when,
        importance=MIDDLING if bracket.importance is None else bracket.importance,
        group=item.group,
        line=item.line,
    )


def _read(inside: str, bracket: _Bracket) -> list[tuple[str, str]]:
    """Fills in what a bracket says; returns field and message of each mistake."""
    faults = list[tuple[str, str]]()
    for part in filter(None, (part.strip() for part in inside.split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if equals and name == "id":
            if bracket.id is not None or not _ID.fullmatch(value):
                faults.append(("id", f"{value[:80]!r} is not one id made of a-z, 0-9, - and _"))
            bracket.id = value
        elif _WEIGHT.fullmatch(part):
            if bracket.importance is not None or not 0 <= float(part) <= 1:
                faults.append(("importance", f"{part[:20]} is not one number from 0 to 1"))
            else:
                bracket.importance = float(part)
        elif bracket.when is not None:
            faults.append(("when", f"is both {bracket.when[:40]!r} and {part[:40]!r}"))
        else:
            bracket.when = part
    return faults

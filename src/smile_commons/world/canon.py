"""The memory files: Markdown lists, one memory an item.

``- [14 February 2129; 0.9; id=gate-three] It rained ...``: what stands in brackets is optional,
in any order; a number is the importance, ``id=`` names it, the rest says when.
"""

import hashlib
import re

from smile_commons.errors import Problem
from smile_commons.world.model import EVERYBODY, CanonMemory

MOST_MEMORIES = 5000
LONGEST = 1000

_ITEM = re.compile(r"[-*+]\s+(?:\[([^\]]*)\]\s*)?(.*)")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def parse_canon(text: str, file: str, stem: str) -> tuple[list[CanonMemory], list[Problem]]:
    """The memories of a file, and what is wrong with it by line."""
    found: list[CanonMemory] = []
    problems: list[Problem] = []
    group: str | None = None
    for line, block in _blocks(text):
        if block.startswith("#"):
            group = block.lstrip("#").strip() if block.startswith("##") else group
            continue
        match = _ITEM.match(block)
        if match is None:
            continue  # prose between the lists is the writer's own
        try:
            found.append(_memory(match, stem, group))
        except ValueError as error:
            problems.append(Problem(file, line, "memory", str(error)))
    problems += _doubles(found, file)
    if len(found) > MOST_MEMORIES:
        problems.append(Problem(file, None, "", f"more than {MOST_MEMORIES} memories"))
    return found, problems


def _blocks(text: str) -> list[tuple[int, str]]:
    """Headings and items with their line; an indented line goes on with the item before it."""
    blocks: list[tuple[int, str]] = []
    open_item = False
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith((">", "<!--")):
            open_item = False
        elif line[0] in "-*+" and line[1:2].isspace():
            blocks.append((number, bare))
            open_item = True
        elif open_item and line[0].isspace():
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {bare}")
        else:
            blocks.append((number, bare))
            open_item = False
    return blocks


def _memory(match: re.Match[str], stem: str, group: str | None) -> CanonMemory:
    notes, text = match.group(1) or "", match.group(2).strip()
    if not text:
        raise ValueError("an item without a text")
    if len(text) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters; make two memories of it")
    when: str | None = None
    importance, name = 0.5, f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    for note in (part.strip() for part in notes.split(";")):
        if note.startswith("id="):
            name = note[3:].strip()
            if not _ID.fullmatch(name):
                raise ValueError(f"{name!r} cannot be an id: a-z, 0-9, - and _ only")
        elif re.fullmatch(r"[01](\.[0-9]+)?|\.[0-9]+", note):
            importance = float(note)
            if importance > 1:
                raise ValueError(f"the importance {note} is not between 0 and 1")
        elif note:
            when = note
    owner = None if stem == EVERYBODY else stem
    return CanonMemory(name, text, owner, when, importance, group)


def _doubles(found: list[CanonMemory], file: str) -> list[Problem]:
    seen: set[str] = set()
    problems: list[Problem] = []
    for memory in found:
        if memory.id in seen:
            problems.append(Problem(file, None, "memory", f"{memory.id} stands twice"))
        seen.add(memory.id)
    return problems

"""The memory files of a world changed one memory at a time: all else stays as it is written.

Comments, headings, order and every other item are kept byte for byte. Each function takes a file's
text and gives the new one; that it is still a memory file is checked before it is given back.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from smile_commons.errors import InputError
from smile_commons.world.canon import Item, list_items, parse_canon
from smile_commons.world.model import CanonMemory

_BRACKET = re.compile(r"\[([^\]]*)\]\s*")
_MARK = re.compile(r"([-*+])\s")


@dataclass(frozen=True, slots=True)
class Written:
    """A file after a change, and the memory that was added, changed or taken out."""

    text: str
    memory: CanonMemory


def add(
    text: str,
    file: str,
    memory: str,
    *,
    importance: float | None = None,
    when: str | None = None,
    id: str | None = None,
    group: str | None = None,
) -> Written:
    """A memory added at the end of a heading, or of the file.

    Raises:
        InputError: what is given is no memory, or is there already.
    """
    line = f"- {_written(_bracket(when, importance, id), memory)}"
    lines = text.split("\n")
    at, before = _end_of(lines, file, text, group)
    new = [*lines[:at], *before, line, *(lines[at:] or [""])]
    return Written(*_checked("\n".join(new), file, at + len(before) + 1))


def edit(
    text: str,
    file: str,
    id: str,
    memory: str | None = None,
    *,
    importance: float | None = None,
    when: str | None = None,
) -> Written:
    """A memory with another text, weight or time; what is not given stays.

    Raises:
        InputError: there is none of that id, or the new one is no memory.
    """
    item, old = _found(text, file, id)
    lines = text.split("\n")
    mark = _MARK.match(lines[item.line - 1])
    written = " ".join(item.parts)
    bracket = _BRACKET.match(written)
    kept = bracket[1] if bracket else ""
    if importance is not None or when is not None:
        named = re.search(r"\bid\s*=\s*([\w-]+)", kept)
        weight = old.importance if importance is None else importance
        kept = _bracket(old.when if when is None else when, weight, named and named[1])
    body = old.text if memory is None else memory
    lines[item.line - 1] = f"{mark[1] if mark else '-'} {_written(kept, body)}"
    return Written(*_checked(_less(lines, item.lines[1:]), file, item.line))


def forget(text: str, file: str, id: str) -> Written:
    """A file without one memory.

    Raises:
        InputError: there is none of that id.
    """
    item, old = _found(text, file, id)
    return Written(_less(text.split("\n"), item.lines), old)


def _bracket(when: str | None, importance: float | None, id: str | None) -> str:
    weight = None if importance is None else f"{importance:g}"
    return "; ".join(filter(None, (when, weight, id and f"id={id}")))


def _written(bracket: str, body: str) -> str:
    body = " ".join(body.split())
    # An empty bracket keeps one that the text begins with from being read as such.
    return f"[{bracket}] {body}" if bracket or body.startswith("[") else body


def _less(lines: Sequence[str], gone: Collection[int]) -> str:
    """The lines without those of these numbers."""
    return "\n".join(one for number, one in enumerate(lines, start=1) if number not in gone)


def _found(text: str, file: str, id: str) -> tuple[Item, CanonMemory]:
    memories, problems = parse_canon(text, file)
    by_line = {item.line: item for item in list_items(text, file, problems)}
    for memory in memories:
        if memory.id == id:
            return by_line[memory.line], memory
    raise InputError(f"{file} holds no memory {id!r}")


def _end_of(
    lines: list[str], file: str, text: str, group: str | None
) -> tuple[int, tuple[str, ...]]:
    """The index of the line before which a new item stands, and what must come before it."""
    items = [one for one in list_items(text, file, []) if group is None or one.group == group]
    if items:
        return max(items[-1].lines), ()
    while lines and not lines[-1].strip():
        lines.pop()
    if group is None:
        return len(lines), ("",) if lines else ()
    for number, line in enumerate(lines):
        if line.startswith("##") and line.lstrip("#").strip() == group:
            return number + 1, ("",)
    return len(lines), ("", f"## {group}", "")


def _checked(text: str, file: str, line: int) -> tuple[str, CanonMemory]:
    memories, problems = parse_canon(text, file)
    if problems:
        raise InputError("\n".join(map(str, problems)))
    for memory in memories:
        if memory.line == line:
            return text, memory
    raise InputError(f"{file}: this would be no memory of its own (line {line})")

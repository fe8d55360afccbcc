"""Memories as JSON lines, with whose they are: what a run takes over from an earlier one."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from smile_commons.errors import InputError
from smile_commons.memory.memory import Kind, Memory


def to_lines(memories: Iterable[tuple[str, Memory]]) -> str:
    """The lines of a file, each ``{"persona": …, "id": …, "text": …, …}``."""
    records = ({"persona": persona, **asdict(memory)} for persona, memory in memories)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read_lines(path: Path) -> list[tuple[str, Memory]]:
    """All memories of a file, with whose they are; none when there is no file.

    Raises:
        InputError: a line is not a memory; the message names file and line.
    """
    found: list[tuple[str, Memory]] = []
    for number, record in records(path):
        try:
            found.append((str(record["persona"]), _memory(record)))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}:{number}: not a memory: {error!r}") from error
    return found


def records(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Every line of a file as plain data, with its number; a torn last line is passed over.

    Raises:
        InputError: a line is not JSON; the message names file and line.
    """
    if not path.is_file():
        return
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            if number == len(lines):
                return  # no newline after it: a write that was cut off
            raise InputError(f"{path}:{number}: not JSON: {error}") from error
        yield number, record


def _memory(record: Mapping[str, Any]) -> Memory:
    if record["kind"] not in get_args(Kind):
        raise ValueError(f"kind {record['kind']!r}")
    return Memory(
        id=str(record["id"]),
        text=str(record["text"]),
        kind=record["kind"],
        turn=int(record["turn"]),
        act=record.get("act"),
        speaker=record.get("speaker"),
        importance=float(record["importance"]),
        when=record.get("when"),
        sources=tuple(record.get("sources") or ()),
        origin=record.get("origin"),
    )

"""Memories as JSON lines, with whose they are.

What a run takes over from an earlier one, and ``reflections.jsonl``: the one part of a run's
memories that cannot be derived.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from smile_commons.files import read_json_lines
from smile_commons.memory.memory import Memory

_OF_REFLECTION = ("act", "turn", "id", "text", "importance", "sources")


def to_lines(memories: Iterable[tuple[str, Memory]]) -> str:
    """The lines of a file, each ``{"persona": …, "id": …, "text": …, …}``."""
    records = ({"persona": persona, **asdict(memory)} for persona, memory in memories)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read_lines(path: Path) -> list[tuple[str, Memory]]:
    """All memories of a file, with whose they are; none when there is no file.

    Raises:
        InputError: a line is not a memory; the message names file and line.
    """
    return read_json_lines(path, lambda one: (str(one["persona"]), Memory.of(one)), "a memory")


def to_record(persona: str, reflection: Memory) -> dict[str, Any]:
    """A line of ``reflections.jsonl``, as plain data."""
    return {"persona": persona} | {name: getattr(reflection, name) for name in _OF_REFLECTION}


def read_reflections(path: Path) -> list[tuple[str, Memory]]:
    """All reflections of a file, with whose they are; none when there is no file.

    A torn last line is passed over.

    Raises:
        InputError: a line is not a reflection; the message names file and line.
    """
    return read_json_lines(path, _reflection, "a reflection")


def _reflection(record: Mapping[str, Any]) -> tuple[str, Memory]:
    fields = {name: record[name] for name in _OF_REFLECTION}
    return str(record["persona"]), Memory.of({**fields, "kind": "reflection"})

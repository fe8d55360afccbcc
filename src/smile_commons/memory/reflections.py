"""The lines of a run's ``reflections.jsonl``: the one part of a memory that cannot be derived."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smile_commons.errors import InputError
from smile_commons.memory.lines import records
from smile_commons.memory.memory import Memory


def to_record(persona: str, reflection: Memory) -> dict[str, Any]:
    """One line, as plain data."""
    return {
        "persona": persona,
        "act": reflection.act,
        "turn": reflection.turn,
        "id": reflection.id,
        "text": reflection.text,
        "importance": reflection.importance,
        "sources": list(reflection.sources),
    }


def from_record(record: Mapping[str, Any]) -> tuple[str, Memory]:
    """Whose reflection a line is, and the reflection.

    Raises:
        KeyError, TypeError, ValueError: a field is missing or of the wrong kind.
    """
    return str(record["persona"]), Memory(
        id=str(record["id"]),
        text=str(record["text"]),
        kind="reflection",
        turn=int(record["turn"]),
        act=record["act"],
        importance=float(record["importance"]),
        sources=tuple(record["sources"]),
    )


def read_reflections(path: Path) -> list[tuple[str, Memory]]:
    """All reflections of a file, with whose they are; none when there is no file.

    A torn last line is passed over.

    Raises:
        InputError: a line is not a reflection; the message names file and line.
    """
    found: list[tuple[str, Memory]] = []
    for number, record in records(path):
        try:
            found.append(from_record(record))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}:{number}: not a reflection: {error!r}") from error
    return found

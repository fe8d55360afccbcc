"""What is remembered and what is recalled, as plain data; memories as JSON lines.

Such lines are what a run takes over from an earlier one, and ``reflections.jsonl``: the one part of
a run's memories that cannot be derived.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, get_args

from smile_commons.files import read_json_lines

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Vectors = NDArray[float32]
    """One vector (dimension,) or several (n, dimension), each of unit length."""

Kind = Literal["canon", "episode", "reflection"]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how near their meanings are."""

    @property
    def name(self) -> str:
        """Names the model and everything that bears on its vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """The vectors (n, dimension) of the texts, in their order, each of unit length."""
        ...


@dataclass(frozen=True, slots=True)
class Memory:
    """One thing that a persona remembers."""

    id: str
    """No two memories of a persona share it."""
    text: str
    kind: Kind
    turn: int = 0
    """Number of the speech that it is of, or after which it was thought; 0 for canon."""
    act: str | None = None
    speaker: str | None = None
    """The id of who said it; None where nobody did."""
    importance: float = 0.5
    """In [0, 1]."""
    when: str | None = None
    """In the story's own time, as it is written."""
    sources: tuple[str, ...] = ()
    """The ids of the memories that a reflection is drawn from."""
    origin: str | None = None
    """Where it was made, if not in this run and not by the world: an earlier run's id, or
    ``hand`` or ``interview`` (``smile_commons.memory.changes``)."""

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """The memory of plain data; unknown keys are passed over.

        Raises:
            KeyError, TypeError, ValueError: a field is missing or of the wrong kind.
        """
        if record["kind"] not in get_args(Kind):
            raise ValueError(f"kind {record['kind']!r}")
        return cls(
            id=str(record["id"]),
            text=str(record["text"]),
            kind=record["kind"],
            turn=int(record["turn"]),
            importance=float(record["importance"]),
            sources=tuple(record.get("sources") or ()),
            **{name: record.get(name) for name in ("act", "speaker", "when", "origin")},
        )


@dataclass(frozen=True, slots=True)
class Recalled:
    """A memory that came up, and why."""

    memory: Memory
    score: float
    """In [0, 1]: the weighted mean of relevance, recency and importance."""
    why: Mapping[str, float]
    """``relevance``, ``recency`` and ``importance``, each in [0, 1], with the share of each in
    the score as ``relevance_weight`` and so on (they add up to 1); and ``redundancy`` in [0, 1],
    how like it is to what came up before it, which bears on the choice and not on the score."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; only their proportions matter."""

    relevance: float = 1.0
    recency: float = 0.4
    importance: float = 0.5


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

"""What a director said while a scene was played, one line each: ``directions.jsonl``.

A direction belongs to a session: ``before`` a speech is given to anybody, or ``review`` of one
that was given and is not yet written down. Sessions are named by turn and by how often that turn's
speech was struck, so a node that runs again after a crash finds the directions it had, and a replay
gives the run again.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self

from smile_commons.files import read_json_lines

When = Literal["before", "review"]
Do = Literal[
    "go",
    "next",
    "direct",
    "whisper",
    "note",
    "narrate",
    "retake",
    "choose",
    "edit",
    "undo",
    "sit",
    "stand",
    "quit",
    "again",
    "end",
]


@dataclass(frozen=True, slots=True)
class Direction:
    """One thing that a director asked for."""

    n: int
    """Its place in the run, from 1."""
    when: When
    turn: int
    """Of the speech that is to come (``before``) or is looked at (``review``)."""
    do: Do
    struck: int = 0
    """How many versions of that turn's speech were struck before."""
    who: str | None = None
    text: str = ""
    to: tuple[str, ...] = ()
    move: str | None = None
    alone: bool = False
    """Whether the next speech is a whisper."""
    voice: bool = False
    """Whether it is to be given in the persona's own voice above all."""
    number: int | None = None
    """Of a take, from 1; of speeches; of lines that a note stands from the end."""
    event: Mapping[str, Any] | None = None
    """A speech that was struck, or that is to be given again."""
    at: str = ""

    @property
    def ends(self) -> bool:
        """Whether the session is over with it."""
        return self.do in ("go", "undo")

    def to_json(self) -> str:
        """The direction as one JSON line; what it does not use is left out."""
        known = {name: value for name, value in asdict(self).items() if value not in (None, "", ())}
        return json.dumps(known, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The direction of a parsed line; unknown keys are passed over."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["to"] = tuple(data.get("to") or ())
        return cls(**known)


def read_directions(path: Path) -> list[Direction]:
    """All directions of a run, a torn last line passed over.

    Raises:
        InputError: a line is not a direction; the message names file and line.
    """
    return read_json_lines(path, Direction.from_dict, "a direction")

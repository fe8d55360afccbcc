"""What was put into a run's memories by hand, changed or taken away: ``memory.jsonl``.

The file is only ever appended to, and is applied after everything else that memories are made of,
so that they can be made anew with it::

    {"op": "add", "persona": "ezra", "id": "hand-1", "text": "…", "importance": 0.7, "turn": 6,
     "origin": "hand", "at": "…"}
    {"op": "edit", "persona": "ezra", "id": "episode-00004", "text": "…", "turn": 6, "at": "…"}
    {"op": "forget", "persona": "ezra", "id": "episode-00004", "turn": 6, "at": "…"}

``turn`` is the last speech before the change: a branch from an earlier one does without it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self, get_args

from smile_commons.files import read_json_lines
from smile_commons.memory.memory import Memory

FILE = "memory.jsonl"
HAND = "hand"
INTERVIEW = "interview"

Op = Literal["add", "edit", "forget"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change to what one persona remembers of a run."""

    op: Op
    persona: str
    id: str
    turn: int
    """Number of the last speech before it."""
    text: str | None = None
    """The new text; None for ``forget``, and where only the importance changes."""
    importance: float | None = None
    """In [0, 1]; None: as it is, or 0.5."""
    when: str | None = None
    origin: str | None = None
    """Of what is added: ``hand`` or ``interview``."""
    at: str = ""
    """ISO-8601."""

    def to_json(self) -> str:
        """The change as one JSON line, without the newline."""
        fields = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(fields, ensure_ascii=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The change of a parsed line; unknown keys are passed over.

        Raises:
            TypeError, ValueError: it is none.
        """
        change = cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})
        if change.op not in get_args(Op):
            raise ValueError(f"op {change.op!r}")
        if change.op == "add" and not change.text:
            raise ValueError("nothing to add")
        return change


def read_changes(path: Path) -> list[Change]:
    """All changes of a file, a torn last line passed over; none when there is no file.

    Raises:
        InputError: a line is not a change; the message names file and line.
    """
    return read_json_lines(path, Change.from_dict, "a change of a memory")


def changed(
    persona: str, memories: Iterable[Memory], changes: Sequence[Change], *, turn: int | None = None
) -> list[Memory]:
    """What a persona remembers after the changes, in order; pure.

    Args:
        persona: whose memories they are.
        memories: as they were lived.
        changes: of the whole run; those of others are passed over.
        turn: as of after that speech; None: now.
    """
    by_id = {memory.id: memory for memory in memories}
    for change in changes:
        if change.persona != persona or (turn is not None and change.turn > turn):
            continue
        old = by_id.get(change.id)
        if change.op == "forget":
            by_id.pop(change.id, None)
        elif change.op == "edit" and old is not None:
            given = {"text": change.text, "importance": change.importance}
            new: dict[str, Any] = {name: one for name, one in given.items() if one is not None}
            by_id[change.id] = replace(old, **new)
        elif change.op == "add":
            by_id[change.id] = _added(change)
    return list(by_id.values())


def fresh_id(changes: Sequence[Change], persona: str, origin: str) -> str:
    """An id that no earlier addition of that persona has, forgotten ones included."""
    count = sum(
        change.op == "add" and change.persona == persona and (change.origin or HAND) == origin
        for change in changes
    )
    return f"{origin}-{count + 1}"


def _added(change: Change) -> Memory:
    return Memory(
        id=change.id,
        text=change.text or "",
        kind="episode",
        turn=change.turn,
        importance=0.5 if change.importance is None else change.importance,
        when=change.when,
        origin=change.origin or HAND,
    )

"""What a class room keeps of a lesson: the lines of its files, as plain data.

Everything stands in ``room/`` of the run's folder. No line holds a name, an address or a time finer
than the phase; a seat is a number drawn by lot.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from smile_commons.files import read_json_lines

FOLDER = "room"
"""In a run's folder."""
VOTES, QUEUE, STATEMENT_VOTES = "votes.jsonl", "queue.jsonl", "statement_votes.jsonl"
ROSTER = "roster.jsonl"

VotePhase = Literal["before", "after"]
ItemKind = Literal["question", "statement"]
ItemState = Literal["held", "approved", "asked", "answered", "refused"]
Reason = Literal["repeats", "off", "names", "hurts", "later"]
REASONS: tuple[Reason, ...] = ("repeats", "off", "names", "hurts", "later")
"""For which a question is refused: it repeats another, is off the subject, names somebody, hurts
somebody, or there is no time now."""
Choice = Literal["agree", "disagree", "pass"]

POSITIONS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""What can be voted: against, rather against, undecided, rather for, for."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One line of ``votes.jsonl``: what a seat says of one article; its last line counts."""

    seat: str
    phase: VotePhase
    round: int
    """From 1; a vote that is opened once more has the next number."""
    article: str
    position: float | None
    """In [-1, 1]; None: no answer, which is not the same as undecided (0)."""
    reason: str = ""
    change: str = ""
    """After the debate: what would change their mind."""
    late: bool = False
    """Given to the vote before when a line of the debate was out: never in a pair."""
    erased: bool = False
    """The seat took this vote back: none of its earlier lines counts."""
    key: str = ""
    """Of the form that was sent, drawn by lot: sent twice it counts once."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The vote of a parsed line; unknown keys are passed over."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def to_dict(self) -> dict[str, Any]:
        """As its line has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of ``queue.jsonl``: a question or a statement as it stands from then on."""

    id: str
    kind: ItemKind
    seat: str
    """Who asks; empty: the teacher, or a seat that is erased."""
    text: str
    state: ItemState
    reason: Reason | None = None
    """Why it was refused."""
    to: str | None = None
    """The persona it was put to."""
    how: Literal["narration", "moderator", "whisper"] | None = None
    """How an approved question came into the debate."""
    flags: tuple[str, ...] = ()
    """Kinds of flags that the guard raised."""
    into: str | None = None
    """The question that it was merged into."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The item of a parsed line; unknown keys are passed over."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["flags"] = tuple(data.get("flags") or ())
        return cls(**known)

    def to_dict(self) -> dict[str, Any]:
        """As its line has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class StatementVote:
    """One line of ``statement_votes.jsonl``; a seat's last line on a statement counts."""

    seat: str
    statement: str
    choice: Choice | None
    """None: taken back."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The vote of a parsed line; unknown keys are passed over."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def to_dict(self) -> dict[str, Any]:
        """As its line has it."""
        return asdict(self)


Line = TypeVar("Line")


def _read(folder: Path, name: str, build: Callable[[Any], Line]) -> list[Line]:
    return read_json_lines(folder / name, build, f"a line of {name}")


def read_votes(folder: Path) -> list[Vote]:
    """All lines of ``votes.jsonl`` in a ``room/`` folder, in order; none where there is no file.

    Raises:
        InputError: a line is no vote; the message names file and line.
    """
    return _read(folder, VOTES, Vote.from_dict)


def read_items(folder: Path) -> list[Item]:
    """Questions and statements as they stand last, in the order in which they came.

    Raises:
        InputError: a line is none; the message names file and line.
    """
    latest: dict[str, Item] = {}
    for one in _read(folder, QUEUE, Item.from_dict):
        latest[one.id] = one
    return list(latest.values())


def read_statement_votes(folder: Path) -> list[StatementVote]:
    """All lines of ``statement_votes.jsonl``, in order.

    Raises:
        InputError: a line is none; the message names file and line.
    """
    return _read(folder, STATEMENT_VOTES, StatementVote.from_dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one seat says of one article, of all its lines."""

    before: Vote | None
    after: Vote | None

    @property
    def is_pair(self) -> bool:
        """Whether both are positions, and the first was given before the debate began."""
        return (
            self.before is not None
            and self.after is not None
            and self.before.position is not None
            and self.after.position is not None
            and not self.before.late
        )


def standing(votes: list[Vote]) -> dict[tuple[str, str], Standing]:
    """What counts, by seat and article: each seat's last line of a phase, in its last round that
    was not erased. Where a vote before was late, an earlier one in time counts instead.
    """
    last: dict[tuple[str, str, str], Vote] = {}
    for one in votes:
        key = (one.seat, one.article, one.phase)
        if one.erased:
            last.pop(key, None)
        elif not (one.late and key in last and not last[key].late):
            last[key] = one
    keys = dict.fromkeys((seat, article) for seat, article, _ in last)
    return {
        (seat, article): Standing(
            last.get((seat, article, "before")), last.get((seat, article, "after"))
        )
        for seat, article in keys
    }

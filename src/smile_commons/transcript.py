"""What a forum leaves behind, as plain data: events, takes, ballots, and their JSON lines.

``transcript.jsonl`` holds one event a line and is only ever appended to; so does
``ballots.jsonl``. The field names are a contract that others script against.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from smile_commons.files import read_json_lines

REVISIONS = "revisions.jsonl"
"""Beside the transcript: lines that were taken again, only ever appended to."""

FORMS = 4
"""In how many forms a ballot is asked unless otherwise said: in four wordings."""
MOST_FORMS = 8
"""In four wordings, with two sets of examples."""

Kind = Literal["speech", "act", "narration"]


@dataclass(frozen=True, slots=True)
class Take:
    """One candidate of a speech."""

    text: str
    chosen: bool = False
    rank: float | None = None
    """The higher the better; None when it was dropped before ranking."""
    dropped: str | None = None
    """Why it was dropped (``refusal``, ``copy`` …)."""
    why: Mapping[str, float] = field(default_factory=dict[str, float])
    """The parts of the rank."""
    by: Literal["agent", "human"] | None = None
    """Who wrote it; None where that was not noted."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The take of a parsed line; unknown keys are passed over."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})


@dataclass(frozen=True, slots=True)
class UsedMemory:
    """A memory that was recalled for a speech, and why it came up."""

    id: str
    text: str
    score: float
    why: Mapping[str, float] = field(default_factory=dict[str, float])
    because: str = ""
    """Of lore: what brought it up, in words."""


@dataclass(frozen=True, slots=True)
class _Line:
    def to_json(self) -> str:
        """One JSON line, without the newline."""
        line = _fields_of(self)
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=_fields_of)


def _fields_of(value: Any) -> dict[str, Any]:
    """The fields of one of these, as they are: JSON asks for those of what is in them."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Event(_Line):
    """One line of a transcript: a speech, an act's opening or a narrator's line."""

    turn: int
    """Number of the speech, from 1; an act's opening carries that of the speech before it."""
    act: str
    kind: Kind
    speaker: str | None
    text: str
    to: tuple[str, ...] = ()
    move: str | None = None
    on: str | None = None
    """What the move is about."""
    article: str | None = None
    heard_by: tuple[str, ...] = ()
    """Who was there, the speaker included; only they can remember it."""
    visible_to: tuple[str, ...] = ()
    """Of a whisper: whom it is meant for; none: everybody who is there."""
    direction: str | None = None
    """How it was to be given, where a director said so."""
    why: str | None = None
    """Why the moderator gave this speaker the floor."""
    say: str | None = None
    """The notes that the speech was given, in the speaker's own words."""
    length: str | None = None
    """The class of length it was given: ``retort``, ``line`` or ``speech``."""
    decided: Literal["for", "against"] | None = None
    """Of a decision that was open: which way the persona went."""
    stance: Mapping[str, str] | None = None
    """What of the speaker's card bore on it: ``wants``, ``wont``, ``view``; the ``cause`` it gives
    way for and ``because`` of whom; the red line for which an order was ``refused``."""
    memories: tuple[UsedMemory, ...] = ()
    takes: tuple[Take, ...] = ()
    by: Literal["agent", "human"] | None = None
    usage: Mapping[str, float] | None = None
    at: str = ""
    mind: str | None = None
    """What the speaker wants and fears there, in a sentence; not spoken, and nobody hears it."""

    @property
    def is_turn(self) -> bool:
        """Whether it took a turn: a speech, or a persona's silence in the place of one."""
        return self.kind == "speech" or self.move is not None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The event of a parsed line; unknown keys are passed over.

        Raises:
            KeyError, TypeError, ValueError: a field is missing or of the wrong kind.
        """
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["to"] = tuple(data.get("to") or ())
        known["heard_by"] = tuple(data.get("heard_by") or ())
        known["memories"] = tuple(UsedMemory(**m) for m in data.get("memories") or ())
        known["visible_to"] = tuple(data.get("visible_to") or ())
        known["takes"] = tuple(Take.from_dict(t) for t in data.get("takes") or ())
        return cls(**known)


def made_by(event: Event) -> str:
    """Whose words a line is: ``ai``, ``ai_edited``, ``person``, ``person_edited`` or ``class``."""
    if event.kind == "narration" and event.by == "human":
        return "class"
    by_agent = any(take.by != "human" for take in event.takes)
    if event.by == "human":
        if not event.takes:
            return "person"
        return "ai_edited" if by_agent else "person_edited"
    return "ai"


@dataclass(frozen=True, slots=True)
class Revision(_Line):
    """One line of ``revisions.jsonl``: a speech that was taken again when its act was over."""

    turn: int
    after: int
    """Number of the last speech of the act."""
    fault: str
    """What was wrong with the line."""
    event: Event
    """The speech as it stands from then on; its earlier takes stand before the new ones."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The revision of a parsed line.

        Raises:
            KeyError, TypeError, ValueError: a field is missing or of the wrong kind.
        """
        event = Event.from_dict(data["event"])
        return cls(int(data["turn"]), int(data["after"]), str(data["fault"]), event)


@dataclass(frozen=True, slots=True)
class Ballot(_Line):
    """What one persona says in private of one article, and of its negation."""

    after_turn: int
    persona: str
    article: str
    position: float | None
    """In [-1, 1]: what sets the article apart from its negation; None when unscored."""
    distribution: Mapping[str, float]
    negation: Mapping[str, Any] | None = None
    """``position`` and ``distribution`` of the answer to the negation."""
    inconsistency: float | None = None
    """``|p(article) + p(negation)|``: 0 when both answers agree, 2 when it says yes to both."""
    unscored: str | None = None
    reason: str | None = None
    alone: float | None = None
    """The position by the article alone."""
    forms: tuple[float | None, ...] = ()
    """The position by each form of the question, always in the same order; None: unscored in it."""
    stage: str = "opening"
    """``opening``, ``turn``, ``act``, ``final`` or ``retest``."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The ballot of a parsed line; unknown keys are passed over."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["forms"] = tuple(data.get("forms") or ())
        return cls(**known)


def read_events(path: Path) -> list[Event]:
    """All events of a ``transcript.jsonl`` as they stand, a torn last line passed over.

    Speeches that were taken again after their act stand in their new version, in their old place.

    Raises:
        InputError: a line is not an event; the message names file and line.
    """
    return revised(read_spoken(path), read_revisions(path.with_name(REVISIONS)))


def revised(events: Sequence[Event], revisions: Sequence[Revision]) -> list[Event]:
    """The events with these speeches in their new version."""
    new = {one.turn: one.event for one in revisions}
    return [new.get(one.turn, one) if one.kind == "speech" else one for one in events]


def read_revisions(path: Path) -> list[Revision]:
    """All lines of a ``revisions.jsonl``, a torn last line passed over; none without the file.

    Raises:
        InputError: a line is not a revision; the message names file and line.
    """
    return read_json_lines(path, Revision.from_dict)


def read_spoken(path: Path) -> list[Event]:
    """All events of a ``transcript.jsonl`` as they were first spoken.

    Raises:
        InputError: a line is not an event; the message names file and line.
    """
    return read_json_lines(path, Event.from_dict)


def read_ballots(path: Path) -> list[Ballot]:
    """All ballots of a ``ballots.jsonl``, a torn last line passed over.

    Raises:
        InputError: a line is not a ballot; the message names file and line.
    """
    return read_json_lines(path, Ballot.from_dict)

"""``scores.json`` as everything reads it: reports, tables, lists, notebooks.

Only what they need is named here; fields that a newer version adds are passed over, and those
that an older one did not write are empty. Parts that are written as they are read, scoring makes.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from smile_commons.errors import InputError
from smile_commons.transcript import Ballot

Interval = tuple[float, float]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Scope(_Part):
    """What a score is about; None: all of them."""

    persona: str | None = None
    article: str | None = None
    act: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it is about the debate as a whole."""
        return self == Scope()


class Control(_Part):
    """The same score where what it is to show cannot be, and what is left beside that."""

    kind: str
    """``retest``: the ballots asked again with no debate between; ``opening``: as it was before
    anything was heard; ``sham``: after a debate about
    something unrelated; ``shuffled``: the speeches in random order; ``swapped``: given to others
    than spoke them, or set against the card of another; ``negated``: read on the contraries;
    ``floor``: by noise alone; ``chance``: told by speakers exchanged at random."""
    value: float | None = None
    difference: float | None = None
    """Score minus control, over the items that both could be computed from."""
    interval: Interval | None = None
    """95 % of the difference."""
    p: float | None = None
    """How often a difference as far from 0 comes about where there is none; two-sided."""
    reason: str | None = None
    """Why a value or an interval is missing."""
    decides: bool = True
    """Whether a score that does not stand clear of it counts as not shown."""


class LeftOut(_Part):
    """What could not be judged, a ballot or a speech; it counts neither as 0 nor as undecided."""

    persona: str
    article: str
    stage: str
    reason: str


class Score(_Part):
    """One score."""

    id: str
    version: int = 1
    scope: Scope = Scope()
    value: float | None = None
    start: float | None = None
    interval: Interval | None = None
    uncertain: str | None = None
    control: Control | None = None
    further_controls: tuple[Control, ...] = ()
    p: float | None = None
    p_adjusted: float | None = None
    family: str | None = None
    shown: bool | None = None
    undecided: str | None = None
    unscored: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    n: int | None = None

    @property
    def controls(self) -> tuple[Control, ...]:
        """All of its controls, the main one first."""
        return (() if self.control is None else (self.control,)) + self.further_controls

    def words(self) -> tuple[str, str]:
        """Value and interval as a table has them; what could not be scored says why."""
        value = f"unscored: {self.unscored}" if self.value is None else f"{self.value:+.2f}"
        interval = "" if self.interval is None else "{:+.2f} to {:+.2f}".format(*self.interval)
        return value, interval


class Definition(_Part):
    """What a score means."""

    id: str
    version: int = 1
    title: str = ""
    words: str = ""
    formula: str = ""
    range: tuple[float, float] = (-1.0, 1.0)
    source: str = ""
    side: str = "either"
    control: str = ""
    differs: str = ""


class Position(_Part):
    """Where a persona stood on an article at one time."""

    channel: str
    """``ballot``, ``speech`` or ``stated``."""
    persona: str
    article: str
    turn: int
    position: float | None = None
    stage: str | None = None
    unscored: str | None = None
    distribution: dict[str, float] = {}


class Point(_Part):
    """One score of the whole at one time."""

    id: str
    turn: int
    value: float | None = None
    interval: Interval | None = None


class Effect(_Part):
    """One speech, one listener, one article."""

    turn: int
    speaker: str
    listener: str
    article: str
    side: float = 0.0
    """Where the speech stands, in [-1, 1]; its sign is what ``toward`` counts by."""
    share: float = 0.0
    """Of the listener's change, in [0, 1]."""
    change: float = 0.0
    """The listener's, between the ballots around the speech, in [-2, 2]."""
    between: tuple[int, int] | None = None
    """After which turns those ballots were taken."""
    influence: float = 0.0
    """The part of the change that falls to this speech, in [-2, 2]."""
    interval: Interval | None = None
    shown: bool | None = None
    """Whether the change that it shares stands clear of what talk does, beside all other changes
    of the run (Holm); None where that is not known."""


class Mark(_Part):
    """What one speech counts in a score of consistency."""

    id: str
    turn: int
    persona: str
    value: float | None = None
    quote: str | None = None
    against: str | None = None
    """The line of the card, or the earlier speech, that it was held against."""
    excuse: str | None = None
    """Why a contradiction counts as none."""


class Answered(_Part):
    """What one answer of an interview counts; it stands at no turn."""

    id: str
    turn: None = None
    persona: str
    stage: str
    """When it was answered: ``again``, ``during``, ``after`` or ``pressed``."""
    question: str
    value: float | None = None
    quote: str
    against: str
    """The answer to the same question before the debate."""


class Unread(_Part):
    """A speech and article that the judge could not tell."""

    turn: int
    persona: str
    article: str
    reason: str


class Addressed(_Part):
    """A sentence that gave the judge orders, and was not read."""

    turn: int
    persona: str
    quote: str


class Judge(_Part):
    """Which judge read the speeches, and what is known of it."""

    name: str = ""
    digest: str | None = None
    reliability: dict[str, Any] | None = None
    withheld: dict[str, str] = {}
    cost: dict[str, float | None] = {}


class Controls(_Part):
    """Which controls were run."""

    run: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()
    note: str | None = None


class Results(_Part):
    """All that scoring found."""

    scores: tuple[Score, ...]
    judge: Judge | None = None
    controls: Controls | None = None
    definitions: dict[str, Definition] = {}
    positions: tuple[Position, ...] = ()
    series: tuple[Point, ...] = ()
    influence: tuple[Effect, ...] = ()
    consistency: tuple[Mark | Answered, ...] = ()
    unread: tuple[Unread, ...] = ()
    addressed: tuple[Addressed, ...] = ()

    @property
    def marks(self) -> list[Mark]:
        """What speeches count in scores of consistency."""
        return [one for one in self.consistency if isinstance(one, Mark)]

    @property
    def answers(self) -> list[Answered]:
        """What answers of interviews count."""
        return [one for one in self.consistency if isinstance(one, Answered)]

    @classmethod
    def of(cls, data: Any, file: str, ballots: Sequence[Ballot] = ()) -> Self:
        """The results in a parsed ``scores.json``.

        Args:
            data: what the file holds.
            file: its name, for messages.
            ballots: the run's; they stand for the positions where an older file has none.

        Raises:
            InputError: a field is missing or of the wrong kind; file and field are named.
        """
        try:
            found = cls.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(step) for step in first["loc"])
            raise InputError(f"{file}: {field}: {first['msg']}; score it again") from error
        if found.positions or not ballots:
            return found
        return found.model_copy(update={"positions": tuple(map(_of_ballot, ballots))})

    def find(self, id: str, persona: str | None = None, article: str | None = None) -> Score | None:
        """The score of that id and scope, of the whole run."""
        wanted = Scope(persona=persona, article=article)
        return next((s for s in self.scores if s.id == id and s.scope == wanted), None)

    def title(self, id: str) -> str:
        """What a score is called in a table."""
        definition = self.definitions.get(id)
        return definition.title if definition and definition.title else id.replace("-", " ")


def read_results(path: Path, ballots: Sequence[Ballot] = ()) -> Results:
    """The results in a run's ``scores.json``.

    Raises:
        InputError: it is not there or cannot be read; file and field are named.
    """
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}; score the run first") from error
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}; score it again") from error
    return Results.of(data, str(path), ballots)


def read_scores(path: Path) -> tuple[Score, ...]:
    """The scores of a run; none when it was not scored.

    Raises:
        InputError: the file cannot be read.
    """
    return read_results(path).scores if path.is_file() else ()


def whole(scores: Iterable[Score]) -> tuple[Score, ...]:
    """The scores of the whole debate, not of a persona, an article or an act."""
    return tuple(score for score in scores if score.scope.whole)


def _of_ballot(ballot: Ballot) -> Position:
    return Position(
        channel="ballot",
        persona=ballot.persona,
        article=ballot.article,
        turn=ballot.after_turn,
        position=ballot.position,
        stage=ballot.stage,
        unscored=ballot.unscored,
        distribution=dict(ballot.distribution),
    )

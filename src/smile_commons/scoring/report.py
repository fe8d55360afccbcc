"""The rows of the table that stands at the end of a play."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.score import Interval, Scope, Score

NOT_SHOWN = "not shown"
OF_PERSONAS = ("movement", "convergence", "stated-movement", "gap", "influence", "caving", "voice")
"""Scores that the table has by persona too."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: of the whole cast, or the movement of one persona."""

    id: str
    title: str
    persona: str | None
    value: float | None
    interval: Interval | None
    control: float | None
    """The same score where there is nothing to be found."""
    against: str
    """The kind of control: the one it is least clear of, or the first."""
    shown: bool | None
    note: str
    """``shown``, ``not shown``, or why neither can be said."""


def summary(scores: Sequence[Score]) -> list[Row]:
    """The scores of the whole, then what each persona has of its own."""
    return [_row(score) for score in sorted(tabled(scores), key=lambda one: not one.scope.whole)]


def tabled(scores: Iterable[Score]) -> list[Score]:
    """The scores that the table has a row for, in their order."""
    return [
        score
        for score in scores
        if score.scope.whole
        or (score.id in OF_PERSONAS and score.scope == Scope(persona=score.scope.persona))
    ]


def _row(score: Score) -> Row:
    return Row(
        id=score.id,
        title=DEFINITIONS[score.id].title,
        persona=score.scope.persona,
        value=score.value,
        interval=score.interval,
        control=score.level,
        against=score.against,
        shown=score.shown,
        note=_note(score),
    )


def _note(score: Score) -> str:
    if score.value is None:
        return f"unscored: {score.unscored}"
    if score.shown is None:
        return score.undecided or "no control"
    return "shown" if score.shown else NOT_SHOWN

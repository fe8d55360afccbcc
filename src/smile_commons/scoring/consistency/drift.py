"""Drift: whether a persona moves away from its card as the debate goes on."""

from collections.abc import Mapping, Sequence

from smile_commons.scoring.consistency.slopes import Slope, common_slope
from smile_commons.scoring.intervals import FEWEST, Interval
from smile_commons.scoring.score import Control, Scope, Score, scopes
from smile_commons.scoring.stated.readings import Readings
from smile_commons.scoring.subject import Persona

PER = 10
"""Turns."""
COVERS = "the slopes under which the order of the speeches would leave no trace, by shuffling them"
TOO_FEW = f"fewer than {FEWEST} speeches to lay a slope through"
NO_INTERVAL = "so few speeches rise or fall throughout by chance"
NO_CARD = "there is no opening position on a card to drift from"
Point = tuple[str, int, float]
"""Persona, turn, value."""


def score_drift(points: Sequence[Point], personas: Sequence[str]) -> list[Score]:
    """Slope of the evidence for contradicting the card, of the whole and by persona.

    Args:
        points: persona, turn and log-odds.
        personas: whose slopes are wanted.
    """
    return _slopes("drift", [(who, who, turn, value) for who, turn, value in points], personas, "")


def score_stated_drift(readings: Readings, personas: Mapping[str, Persona]) -> list[Score]:
    """Slope of the distance between what single speeches say and the positions of the card.

    Single speeches and no running means: in these each point holds the one before it, and order
    leaves a trace where there is none.
    """
    points = [
        (one.persona, f"{one.persona} {one.article}", one.turn, abs(one.position - opening))
        for one in readings.spoken
        if one.persona in personas
        and (opening := personas[one.persona].openings.get(one.article)) is not None
    ]
    return _slopes("stated-drift", points, list(personas), "" if points else NO_CARD)


def _slopes(
    id: str, points: Sequence[tuple[str, str, int, float]], personas: Sequence[str], nothing: str
) -> list[Score]:
    """Points are persona, series, turn and value; every series has a level of its own."""
    return [
        _slope(id, scope, [p[1:] for p in points if scope.persona in (None, p[0])], nothing)
        for scope in scopes(personas)
    ]


def _slope(id: str, scope: Scope, points: Sequence[Point], nothing: str) -> Score:
    series = dict[str, list[tuple[int, float]]]()
    for name, turn, value in points:
        series.setdefault(name, []).append((turn, value))
    found = common_slope(list(series.values()))
    if found is None or found.points < FEWEST:
        return Score(id=id, scope=scope, value=None, unscored=nothing or TOO_FEW)
    reason = NO_INTERVAL if found.interval is None else None
    return Score(
        id=id,
        scope=scope,
        value=PER * found.value,
        interval=_less(found.interval, 0.0),
        uncertain=reason or COVERS,
        control=_shuffled(found, reason),
        n=found.points,
    )


def _shuffled(found: Slope, reason: str | None) -> Control:
    return Control(
        kind="shuffled",
        value=PER * found.shuffled,
        difference=PER * (found.value - found.shuffled),
        interval=_less(found.interval, found.shuffled),
        p=None if reason else found.p,
        reason=reason,
    )


def _less(interval: Interval | None, level: float) -> Interval | None:
    return interval and (PER * (interval[0] - level), PER * (interval[1] - level))

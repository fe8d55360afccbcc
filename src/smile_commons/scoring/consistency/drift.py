"""Drift: whether a persona moves away from its card as the debate goes on.

A common slope of several series, each with a level of its own, and whether order makes it: the
median of all slopes between two points of one series (Sen 1968; of several series: Hirsch,
Slack and Smith 1982), so that nobody's level counts as a change. How far it may be off is told by
the series in random order, each within itself (Kendall 1938): the count of pairs that rise, less
those that fall, is beyond what order makes by chance in one shuffle of twenty at most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.intervals import FEWEST, SEED
from smile_commons.scoring.score import Control, Interval, Scope, Score, scopes
from smile_commons.scoring.stated.readings import Readings
from smile_commons.scoring.subject import Persona

Floats = NDArray[np.float64]

SHUFFLES = 2000
_AT_ONCE = 2_000_000
"""Differences that are held in memory."""
Series = Sequence[tuple[int, float]]
"""Turns and values."""


@dataclass(frozen=True, slots=True)
class Slope:
    """A slope a turn, beside the same in random order."""

    value: float
    interval: Interval | None
    """95 %; None with too few points: by chance in more than one order of twenty all would rise."""
    p: float
    """How often as many pairs rise, or fall, in random order; two-sided."""
    shuffled: float
    """Mean over the shuffles."""
    points: int


def common_slope(series: Sequence[Series]) -> Slope | None:
    """The slope of several series; None where no series has points at two turns."""
    kept = [_Pairs.of(one) for one in series if len({turn for turn, _ in one}) > 1]
    if not kept:
        return None
    runs = np.concatenate([one.runs for one in kept])
    slopes = np.concatenate([one.rises(one.values) for one in kept]) / runs
    rng = np.random.default_rng(SEED)
    counts, medians = list[Floats](), list[Floats]()
    rows = max(1, min(SHUFFLES, _AT_ONCE // len(runs)))
    for start in range(0, SHUFFLES, rows):
        size = min(rows, SHUFFLES - start)
        rises = np.concatenate([one.shuffled(rng, size) for one in kept], axis=1)
        counts.append(np.sign(rises).sum(axis=1))
        if not start:
            medians.append(np.median(rises / runs, axis=1))
    by_chance = np.abs(np.concatenate(counts))
    as_many = int((by_chance >= abs(np.sign(slopes).sum())).sum())
    return Slope(
        float(np.median(slopes)),
        _interval(np.sort(slopes), by_chance),
        (1 + as_many) / (1 + SHUFFLES),
        float(medians[0].mean()),
        sum(len(one.values) for one in kept),
    )


def _interval(slopes: Floats, counts: Floats) -> Interval | None:
    """The slopes that would leave order no trace: between two ranks of the sorted slopes.

    Args:
        slopes: of all pairs, sorted.
        counts: by how many more pairs rise than fall, or the other way, in random orders.
    """
    beyond = float(np.quantile(counts, 0.95, method="higher"))
    low = int((len(slopes) - beyond) // 2) - 1
    if low < 0:
        return None
    return float(slopes[low]), float(slopes[-1 - low])


@dataclass(frozen=True, slots=True)
class _Pairs:
    """One series as pairs of points at different turns."""

    values: Floats
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    runs: Floats
    """Turns between the two."""

    @classmethod
    def of(cls, series: Series) -> "_Pairs":
        whole = sorted(series)
        turns = np.array([turn for turn, _ in whole], dtype=np.float64)
        first, second = np.triu_indices(len(whole), 1)
        apart = turns[second] - turns[first]
        there = apart > 0
        values = np.array([value for _, value in whole], dtype=np.float64)
        return cls(values, first[there], second[there], apart[there])

    def rises(self, values: Floats) -> Floats:
        """What lies between the two values of each pair, along the last axis."""
        return values[..., self.second] - values[..., self.first]

    def shuffled(self, rng: np.random.Generator, times: int) -> Floats:
        """The same in random order, one row a time."""
        return self.rises(rng.permuted(self.values[None, :].repeat(times, axis=0), axis=1))


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
        control=Control(
            kind="shuffled",
            value=PER * found.shuffled,
            difference=PER * (found.value - found.shuffled),
            interval=_less(found.interval, found.shuffled),
            p=None if reason else found.p,
            reason=reason,
        ),
        n=found.points,
    )


def _less(interval: Interval | None, level: float) -> Interval | None:
    return interval and (PER * (interval[0] - level), PER * (interval[1] - level))

"""A map of opinions: who answers alike stands near, and groups only where chance makes none.

The answers to the statements, agree 1, disagree -1, pass 0, with a statement's mean where somebody
has not answered it, on their first two axes (principal components). Whoever answered few is moved
outwards by the square root of what is missing, as Polis does it (Small et al. 2021, Recerca 26:2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.room.hiding import FEWEST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PEOPLE, STATEMENTS, ANSWERS = 8, 4, 4
"""Fewer people or statements make no map; fewer answers put nobody on it."""
PERMUTATIONS, LEVEL = 99, 0.05
_MOST_GROUPS = 4

Answers = Mapping[str, Mapping[str, float]]
"""By seat, then by statement: 1 agree, -1 disagree, 0 pass."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One person, without a name."""

    x: float
    y: float
    group: int | None


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """Where a class stands to one another."""

    dots: tuple[Dot, ...]
    """In an order drawn by lot."""
    groups: int
    """0: no groups are shown, for chance would make as much of an axis, or one would be small."""
    p: float
    """How often answers dealt out anew, statement by statement, make as strong a first axis."""
    explained: tuple[float, float]
    """Shares of all difference that the two axes hold."""


@dataclass(frozen=True, slots=True)
class _Placed:
    seats: tuple[str, ...]
    dots: tuple[Dot, ...]
    groups: int
    p: float
    explained: tuple[float, float]


def opinion_map(answers: Answers, *, seed: int = 1) -> OpinionMap | None:
    """The map, or None where there are too few people or statements."""
    import numpy as np

    placed = _placed(answers, seed)
    if placed is None:
        return None
    order: list[int] = np.random.default_rng(seed).permutation(len(placed.dots)).tolist()
    dots = tuple(placed.dots[one] for one in order)
    return OpinionMap(dots, placed.groups, placed.p, placed.explained)


def own_dot(answers: Answers, seat: str, *, seed: int = 1) -> Dot | None:
    """Where one seat stands on the map, for that seat alone; None: it is not on it."""
    placed = _placed(answers, seed)
    if placed is None or seat not in placed.seats:
        return None
    return placed.dots[placed.seats.index(seat)]


def group_of(answers: Answers, *, seed: int = 1) -> dict[str, int]:
    """Each seat's group; none where no groups are shown."""
    placed = _placed(answers, seed)
    if placed is None or not placed.groups:
        return {}
    pairs = zip(placed.seats, placed.dots, strict=True)
    return {seat: dot.group for seat, dot in pairs if dot.group is not None}


def _placed(answers: Answers, seed: int) -> _Placed | None:
    import numpy as np

    statements = sorted({one for given in answers.values() for one in given})
    enough = min(ANSWERS, len(statements))
    seats = sorted(seat for seat, given in answers.items() if len(given) >= enough)
    if len(seats) < PEOPLE or len(statements) < STATEMENTS:
        return None
    table = np.array(
        [[answers[seat].get(one, np.nan) for one in statements] for seat in seats],
        dtype=np.float64,
    )
    table = table[:, np.isfinite(table).any(axis=0)]
    filled = _filled(table)
    if not np.any(filled):
        return None
    axes, shares = _axes(filled)
    missing = np.sqrt(table.shape[1] / np.isfinite(table).sum(axis=1))
    places = (filled @ axes.T) * missing[:, None]
    p = _chance(table, shares[0], seed)
    groups = _groups(places, seed) if p <= LEVEL else None
    dots = tuple(
        Dot(round(float(x), 2), round(float(y), 2), None if groups is None else int(groups[at]))
        for at, (x, y) in enumerate(places)
    )
    number = 0 if groups is None else int(groups.max()) + 1
    return _Placed(tuple(seats), dots, number, p, (round(shares[0], 3), round(shares[1], 3)))


def _filled(table: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Each statement about its mean, which stands where nothing was answered."""
    import numpy as np

    centred = table - np.nanmean(table, axis=0)
    return np.nan_to_num(centred, nan=0.0)


def _axes(filled: "NDArray[np.float64]") -> "tuple[NDArray[np.float64], tuple[float, float]]":
    """The first two axes, each turned so that its largest part is positive, and their shares."""
    import numpy as np

    _, strengths, turned = np.linalg.svd(filled, full_matrices=False)
    axes = turned[:2]
    largest = axes[np.arange(2), np.abs(axes).argmax(axis=1)]
    axes = axes * np.where(largest < 0, -1.0, 1.0)[:, None]
    shares = strengths**2 / (strengths**2).sum()
    return axes, (float(shares[0]), float(shares[1]))


def _chance(table: "NDArray[np.float64]", share: float, seed: int) -> float:
    """How often the first axis is as strong where each statement's answers are dealt out anew."""
    import numpy as np

    rng = np.random.default_rng(seed)
    answered = np.isfinite(table)
    as_strong = 0
    for _ in range(PERMUTATIONS):
        dealt = table.copy()
        for column in range(table.shape[1]):
            who = answered[:, column]
            dealt[who, column] = rng.permutation(table[who, column])
        as_strong += _axes(_filled(dealt))[1][0] >= share - 1e-12
    return (1 + as_strong) / (1 + PERMUTATIONS)


def _groups(places: "NDArray[np.float64]", seed: int) -> "NDArray[np.intp] | None":
    """Two to four groups of near dots, as many as stand apart best; None if one would be small."""
    import numpy as np
    from sklearn import cluster, metrics

    clusters: Any = cluster
    measures: Any = metrics
    best: NDArray[np.intp] | None = None
    score = -1.0
    distinct = len(np.unique(places, axis=0))
    for number in range(2, min(_MOST_GROUPS, distinct - 1) + 1):
        labels = clusters.KMeans(number, n_init=10, random_state=seed).fit(places).labels_
        if np.bincount(labels).min() < FEWEST:
            continue
        found = float(measures.silhouette_score(places, labels))
        if found > score:
            best, score = labels, found
    if best is None:
        return None
    _, first = np.unique(best, return_index=True)
    return np.argsort(np.argsort(first))[best]

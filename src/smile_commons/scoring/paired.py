"""Where two ways of a debate left everybody, set against each other: one pair of runs, or many.

A difference is that of the second way to the first. Of many pairs it is the mean of the pairs'
differences, since the two of a pair have their past, their seed and all but one thing in common.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from smile_commons.scoring import convergence
from smile_commons.scoring.ballots import last_asked
from smile_commons.scoring.intervals import of_difference, of_mean, over_units
from smile_commons.scoring.score import Interval
from smile_commons.transcript import Ballot

if TYPE_CHECKING:
    from smile_commons.scoring.convergence import Table

Source = Literal["ballot", "stated"]
Cell = tuple[str, str]
"""A persona and an article."""

COVERS_PAIRS = "over pairs: how far it hangs on which performances there were"
COVERS_ARTICLES = "over articles: how far it hangs on which were asked; not on the performance"
COVERS_SPEECHES = "over speeches and forms of the question; not over performances"
SAME = "the same in both"
ONE_PAIR = "one pair of performances has none"
TOO_FEW = "too few to tell"
ALIKE = "all pairs differ by the same"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run left everybody."""

    source: Source
    """What the positions were read from: private ballots, or what was said."""
    positions: Mapping[Cell, float]
    """Each in [-1, 1]."""
    intervals: Mapping[Cell, Interval] = field(default_factory=dict[Cell, Interval])
    """95 % of each, where there are any."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the second way has more than the first; personas and articles: None is all."""

    id: Literal["position", "agreement"]
    """``position``: the mean position, in [-1, 1]; ``agreement``: see ``convergence``."""
    persona: str | None
    article: str | None
    a: float
    b: float
    """Of both ways; over many pairs their means."""
    value: float
    """``b - a``, in [-2, 2]."""
    interval: Interval | None
    """95 %."""
    covers: str
    """What the interval covers or, without one, why there is none."""
    n: int
    """Pairs of runs."""


def standing_of(
    ballots: Sequence[Ballot],
    stated: Mapping[Cell, tuple[float, Interval | None]],
    source: Source | None = None,
) -> Standing | None:
    """Where a run left everybody: by its last ballots or, without any, by what was said.

    Args:
        ballots: the run's; only those after a speech count.
        stated: the stated positions that were scored, with their intervals.
        source: that one alone; None: the first that there is.
    """
    if source != "stated":
        given = last_asked(ballots).ballots
        found = {cell: one.position for cell, one in given.items() if one.position is not None}
        if found:
            return Standing("ballot", found)
    if source != "ballot" and stated:
        spread = {cell: interval for cell, (_, interval) in stated.items() if interval}
        return Standing("stated", {cell: value for cell, (value, _) in stated.items()}, spread)
    return None


def differences(
    pairs: Sequence[tuple[Standing, Standing]], weights: Mapping[str, float] | None = None
) -> list[Difference]:
    """What the second way has more than the first: of all, by persona, by article, by both.

    Only positions that both runs of a pair have are compared; a pair without any is left out. One
    pair says nothing of another performance, so its intervals are over articles or speeches.

    Args:
        pairs: of runs, each read from the same source.
        weights: of articles, by id; 1 where none is named.
    """
    import numpy as np

    cells = list(dict.fromkeys(cell for pair in pairs for one in pair for cell in one.positions))
    personas = list(dict.fromkeys(persona for persona, _ in cells))
    articles = list(dict.fromkeys(article for _, article in cells))
    tables = np.full((len(pairs), 2, len(personas), len(articles)), np.nan)
    for number, pair in enumerate(pairs):
        for persona, article in set(pair[0].positions) & set(pair[1].positions):
            row, column = personas.index(persona), articles.index(article)
            for side in (0, 1):
                tables[number, side, row, column] = pair[side].positions[persona, article]
    heavy = np.array([(weights or {}).get(article, 1.0) for article in articles])
    found = [
        _difference("position", *scope, tables[:, :, rows][..., columns], heavy[columns], pairs)
        for scope, rows, columns in _scopes(personas, articles)
    ]
    if len(personas) > 1:
        found.insert(1, _difference("agreement", None, None, tables, heavy, pairs))
    return [one for one in found if one is not None]


def _scopes(
    personas: list[str], articles: list[str]
) -> "Iterator[tuple[tuple[str | None, str | None], list[int], list[int]]]":
    rows, columns = list(range(len(personas))), list(range(len(articles)))
    yield (None, None), rows, columns
    yield from (((persona, None), [row], columns) for row, persona in enumerate(personas))
    yield from (((None, article), rows, [column]) for column, article in enumerate(articles))
    for row, persona in enumerate(personas):
        for column, article in enumerate(articles):
            yield (persona, article), [row], [column]


def _difference(
    id: Literal["position", "agreement"],
    persona: str | None,
    article: str | None,
    tables: "Table",
    weights: "Table",
    pairs: Sequence[tuple[Standing, Standing]],
) -> Difference | None:
    """One scope; ``tables``: pairs by the two sides by personas by articles."""
    import numpy as np

    parts = convergence.agreement if id == "agreement" else convergence.mean_position
    told = parts(tables, weights).mean()
    there = np.isfinite(told).all(axis=1)
    if not there.any():
        return None
    a, b = told[there].mean(axis=0).tolist()
    between = told[there, 1] - told[there, 0]
    if len(between) > 1:
        interval, covers = _over_pairs(between)
    else:
        place = int(np.argmax(there))
        interval, covers = _of_one(parts, persona, article, tables[place], weights, pairs[place])
    value = float(between.mean())
    return Difference(id, persona, article, a, b, value, interval, covers, len(between))


def _over_pairs(between: "Table") -> tuple[Interval | None, str]:
    import numpy as np

    if np.ptp(between) == 0:
        return None, ALIKE
    return of_mean(between), COVERS_PAIRS


def _of_one(
    parts: Any,
    persona: str | None,
    article: str | None,
    tables: "Table",
    weights: "Table",
    pair: tuple[Standing, Standing],
) -> tuple[Interval | None, str]:
    """Of one pair: over the speeches a stated position is made of, or over the articles."""
    import numpy as np

    if not np.nan_to_num(tables[1] - tables[0]).any():
        return None, SAME
    if persona and article:
        spread = [one.intervals.get((persona, article)) for one in pair]
        if spread[0] and spread[1]:
            values = [one.positions[persona, article] for one in pair]
            return of_difference((values[1], spread[1]), (values[0], spread[0])), COVERS_SPEECHES
    if article:
        return None, ONE_PAIR
    first, second = parts(tables[0], weights), parts(tables[1], weights)
    interval = over_units(len(weights), lambda picked: second.mean(picked) - first.mean(picked))
    return (interval, COVERS_ARTICLES) if interval else (None, TOO_FEW)

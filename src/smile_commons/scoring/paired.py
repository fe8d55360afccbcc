"""Where two ways of a debate left everybody, set against each other: one pair of runs, or many.

A difference is that of the second way to the first. Of many pairs it is the mean of the pairs'
differences, since the two of a pair have their past, their seed and all but one thing in common.
All differences of many pairs are one family of tests (``families``), in which those of all, by
persona, by article and of single positions have a quarter of the level each at first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from smile_commons.scoring import convergence
from smile_commons.scoring.convergence import Parts, Table
from smile_commons.scoring.families import LEVEL, evenly, holm
from smile_commons.scoring.figures import Part, parts
from smile_commons.scoring.intervals import Spread, of_difference
from smile_commons.scoring.score import Interval, Scope
from smile_commons.scoring.standing import Standing

COVERS_PAIRS = "over pairs: how far it hangs on which performances there were"
COVERS_ARTICLES = "over articles: how far it hangs on which were asked; not on the performance"
COVERS_SPEECHES = "over speeches and forms of the question; not over performances"
SAME = "the same in both"
ONE_PAIR = "one pair of performances has none"
TOO_FEW = "too few to tell"
ALIKE = "all pairs differ by the same"
ALIKE_ARTICLES = "all articles differ by the same"
FEWEST_PAIRS = 3
"""With two, a test asks for differences that two plays never have, or have by rounding."""
FEWEST_ARTICLES = 3
_NOTHING = 1e-12
"""Below this a difference is what rounding leaves."""
RULE = (
    "clear: p by Student's t on the differences of the pairs, held by Holm's method over all "
    "differences of the comparison; those of all, by persona, by article and of single positions "
    "have a quarter of the 5 % each at first"
)


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
    family: str = ""
    """What it is told with: ``of all``, ``by persona``, ``by article``, ``single positions``."""
    p: float | None = None
    """How often a mean so far from 0 comes about by chance, taken alone; None of one pair."""
    p_adjusted: float | None = None
    """The same with all differences of the comparison in mind (``RULE``)."""
    clear: bool | None = None
    """Whether that is at most ``families.LEVEL``; None with fewer than ``FEWEST_PAIRS`` pairs."""


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
    scopes = list(parts(personas, articles))
    found = [_difference("position", part, tables, heavy, pairs) for part in scopes]
    if len(personas) > 1:
        found.insert(1, _difference("agreement", scopes[0], tables, heavy, pairs))
    return _held([one for one in found if one is not None])


def _held(found: list[Difference]) -> list[Difference]:
    """The same, each with its family and whether it is clear with the others in mind."""
    named = [replace(one, family=_family(one)) for one in found]
    tested = {place: one.p for place, one in enumerate(named) if one.p is not None}
    held = holm(tested, evenly({place: named[place].family for place in tested}))
    return [
        replace(one, p_adjusted=held[place], clear=held[place] <= LEVEL)
        if place in held and one.n >= FEWEST_PAIRS
        else replace(one, p_adjusted=held.get(place))
        for place, one in enumerate(named)
    ]


def _family(one: Difference) -> str:
    if one.persona and one.article:
        return "single positions"
    return "by persona" if one.persona else "by article" if one.article else "of all"


def _difference(
    id: Literal["position", "agreement"],
    part: Part,
    whole: Table,
    heavy: Table,
    pairs: Sequence[tuple[Standing, Standing]],
) -> Difference | None:
    """One scope; ``whole``: pairs by the two sides by personas by articles."""
    persona, article = part.scope.persona, part.scope.article
    tables, weights = part.of(whole), heavy[part.columns]
    means = convergence.agreement if id == "agreement" else convergence.mean_position
    told = means(tables, weights).mean()
    there = np.isfinite(told).all(axis=1)
    if not there.any():
        return None
    a, b = told[there].mean(axis=0).tolist()
    between = told[there, 1] - told[there, 0]
    p = None
    if len(between) > 1:
        interval, covers, p = _over_pairs(between)
    else:
        place = int(np.argmax(there))
        interval, covers = _of_one(means, part.scope, tables[place], weights, pairs[place])
    value = float(between.mean())
    return Difference(id, persona, article, a, b, value, interval, covers, len(between), p=p)


def _over_pairs(between: Table) -> tuple[Interval | None, str, float]:
    """Interval, what it covers, and p, by Student's t.

    The bootstrap is too narrow for the few pairs there are: of five normal differences it holds the
    mean in 84 of 100 cases. Where all differ by the same, p is that of exchanging the two of each.
    """
    if np.ptp(between) < _NOTHING:
        moved = abs(float(between[0])) > _NOTHING
        return None, ALIKE, float(2.0 ** (1 - len(between))) if moved else 1.0
    count, value = len(between), float(between.mean())
    spread = Spread(float(between.var(ddof=1)) / count, count - 1)
    return spread.interval(value), COVERS_PAIRS, spread.p_value(value)


def _of_one(
    means: Callable[[Table, Table], Parts],
    scope: Scope,
    tables: Table,
    weights: Table,
    pair: tuple[Standing, Standing],
) -> tuple[Interval | None, str]:
    """Of one pair: over the speeches a stated position is made of, or over the articles."""
    if not np.nan_to_num(tables[1] - tables[0]).any():
        return None, SAME
    if scope.persona and scope.article:
        cell = scope.persona, scope.article
        spread = [one.intervals.get(cell) for one in pair]
        if spread[0] and spread[1]:
            values = [one.positions[cell] for one in pair]
            return of_difference((values[1], spread[1]), (values[0], spread[0])), COVERS_SPEECHES
    if scope.article:
        return None, ONE_PAIR
    return _over_articles(means(tables[0], weights), means(tables[1], weights))


def _over_articles(first: Parts, second: Parts) -> tuple[Interval | None, str]:
    """Of the mean of the articles' differences, by Student's t on as many as weigh alike (Kish)."""
    there = (first.bottom > 0) & (second.bottom > 0)
    if there.sum() < FEWEST_ARTICLES:
        return None, TOO_FEW
    share = first.bottom[there] / first.bottom[there].sum()
    between = second.top[there] / second.bottom[there] - first.top[there] / first.bottom[there]
    value, together = float(share @ between), float(share @ share)
    if np.ptp(between) < _NOTHING:
        return None, ALIKE_ARTICLES
    variance = float(share @ (between - value) ** 2) / (1 - together) * together
    return Spread(variance, 1 / together - 1).interval(value), COVERS_ARTICLES

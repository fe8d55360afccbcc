"""How sure a figure of ballots is: what the forms of the question do to it, and what talk does.

Two things would come out otherwise another time. The *forms* that were asked are some of many: a
figure is computed without each in turn (the jackknife), always within the same form at all times,
so that what a form does to a persona's ballot on an article falls out of a change. And a ballot
moves when anything at all stands in its record: how far, the *retest* tells, the same ballots with
talk about nothing in question. Its differences from the opening, over all personas and articles,
are what a single ballot is shaken by. The larger of the two counts.

Personas and articles are those that there are and no sample: nothing is resampled over them, so
that one article is enough.
"""

from collections.abc import Callable, Sequence

import numpy as np

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.intervals import Spread, jackknife

Figure = Callable[[Sequence[Table]], Table]
"""A score as a function of its tables, each behind the same leading axes."""

_STEP = 1e-3
"""Of a position, for the slope of a figure."""


def common(*tables: Table) -> list[Table]:
    """The tables with a gap in each form where one of them has one: like is set against like.

    Each is forms by personas by articles. A form that one of them was not asked in at all falls
    away. What is left with less than half of its forms, or with one where there are several, is a
    gap altogether.
    """
    there = np.all([np.isfinite(table) for table in tables], axis=0)
    asked = there.any(axis=(1, 2))
    if asked.any():
        there, tables = there[asked], tuple(table[asked] for table in tables)
    forms = len(there)
    kept = there & (there.sum(axis=0) >= max(min(2, forms), forms / 2))
    return [np.where(kept, table, np.nan) for table in tables]


def over_forms(table: Table) -> Table:
    """The mean over forms, the first axis but two; NaN where there is none."""
    there = np.isfinite(table)
    count = there.sum(axis=-3)
    total = np.where(there, table, 0.0).sum(axis=-3)
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def noise_of(opening: Table, retest: Table) -> Spread | None:
    """What talk about nothing in question does to one ballot; None with fewer than two of them."""
    first, again = common(opening, retest)
    moved = (over_forms(again) - over_forms(first)).ravel()
    moved = moved[np.isfinite(moved)]
    if len(moved) < 2:
        return None
    return Spread(float(np.var(moved, ddof=1)), len(moved) - 1)


def spread_of(
    figure: Figure, tables: Sequence[Table], shaken: Sequence[bool], noise: Spread
) -> Spread | None:
    """How sure a figure is; None with a single form, or where it is not defined without one.

    Args:
        figure: of the means over forms.
        tables: as ``common`` gives them.
        shaken: of each table, whether its records hold anything besides the opening's.
        noise: of one ballot.
    """
    by_forms = jackknife(_without_each(figure, tables))
    if by_forms is None:
        return None
    slope = _slope(figure, [over_forms(table) for table in tables], shaken)
    by_talk = Spread(noise.variance * slope, noise.df)
    return max(by_forms, by_talk, key=lambda one: one.variance)


def _without_each(figure: Figure, tables: Sequence[Table]) -> Table:
    """The figure without each form in turn."""
    forms = range(len(tables[0]))
    kept = [[form for form in forms if form != out] for out in forms]
    return figure([over_forms(np.stack([table[some] for some in kept])) for table in tables])


def _slope(figure: Figure, means: Sequence[Table], shaken: Sequence[bool]) -> float:
    """The sum of squares of what a figure changes by with each single position."""
    total = 0.0
    for which in (number for number, is_shaken in enumerate(shaken) if is_shaken):
        cells = np.argwhere(np.isfinite(means[which]))
        steps = np.zeros((len(cells), *means[which].shape))
        steps[np.arange(len(cells)), cells[:, 0], cells[:, 1]] = _STEP
        ends = [
            figure([mean + sign * steps if n == which else mean + 0 * steps
                    for n, mean in enumerate(means)])
            for sign in (1, -1)
        ]  # fmt: skip
        total += float(np.sum(((ends[0] - ends[1]) / (2 * _STEP)) ** 2))
    return total

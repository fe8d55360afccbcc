"""How far a class moved on one article: the mean of its pairs, with an interval and a test."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.room.hiding import FEWEST, HiddenTable, Shown, hidden, hidden_counts, stays_open

UNDECIDED = 0.2
"""Positions nearer to 0 than this are undecided; who moved by more than this, moved."""
TOLD_FROM = 10
"""Pairs, at least, to show a shift where the share who moved is hidden: of fewer, interval and test
say how many moved."""
UNITED = 0.9
"""A mean beyond this would tell everybody's vote."""
RESAMPLES = 9999

Pair = tuple[float, float]
"""A person's position before and after, in [-1, 1]."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What a class's pairs moved by, in the mean; positions from -1 to 1."""

    before: float
    after: float
    mean: float
    """``after - before``, in [-2, 2]."""
    low: float
    high: float
    """95 % interval over people, by the bootstrap, widened for few of them."""
    p: float
    """How often signs drawn by lot would move the mean as far; two-sided."""
    n: int


@dataclass(frozen=True, slots=True)
class Movement:
    """All that is shown of one article's pairs."""

    table: HiddenTable
    """Rows: before; columns: after; each against, undecided, for."""
    shift: Shift | None
    moved: float | None
    """Share who moved by more than ``UNDECIDED``; None where few did, or few did not."""


def side(position: float) -> int:
    """0: against, 1: undecided, 2: for."""
    return 0 if position <= -UNDECIDED else 2 if position >= UNDECIDED else 1


def movement(pairs: Sequence[Pair], *, seed: int = 1) -> Movement:
    """What may be shown of the pairs of one article, so that nobody's vote can be worked out.

    Args:
        pairs: one of each person who voted before and after.
        seed: of what is drawn; the same pairs and seed give the same figures.
    """
    counts = matrix(pairs)
    table = hidden(counts)
    if len(pairs) < FEWEST:
        return Movement(table, None, None)
    shift = shift_of(pairs, seed=seed)
    crossed = sum(abs(after - before) > UNDECIDED for before, after in pairs)
    parts, _ = hidden_counts([crossed, len(pairs) - crossed])
    moved: Shown = None if None in parts else crossed
    if moved is None and len(pairs) < TOLD_FROM:
        shift = None
    if shift is not None and (moved is not None):
        known = _Known.of(pairs, shift=True, moved=moved)
        if stays_open(counts, table, known.allows):
            return Movement(table, shift, moved / len(pairs))
    if (
        len(pairs) >= TOLD_FROM
        and shift is not None
        and stays_open(counts, table, _Known.of(pairs, shift=True, moved=None).allows)
    ):
        return Movement(table, shift, None)
    return Movement(table, None, None)


def matrix(pairs: Sequence[Pair]) -> list[list[int]]:
    """How many went from which side to which; rows before, columns after."""
    counts = [[0, 0, 0] for _ in range(3)]
    for before, after in pairs:
        counts[side(before)][side(after)] += 1
    return counts


def shift_of(pairs: Sequence[Pair], *, seed: int = 1) -> Shift | None:
    """The mean shift; None under ``FEWEST`` pairs, or where a mean would tell everybody's vote.

    The interval is the bootstrap's percentiles, set further out for few people as Hesterberg has
    it (2015, The American Statistician 69:371, expanded percentiles). The test draws the signs of
    the differences (Fisher 1935); up to 13 people all of them are gone through.
    """
    import numpy as np
    from scipy import stats

    if len(pairs) < FEWEST:
        return None
    table = np.array(pairs, dtype=np.float64)
    before, after = table.mean(axis=0)
    if max(abs(before), abs(after)) > UNITED:
        return None
    moves = table[:, 1] - table[:, 0]
    n, mean = len(moves), float(moves.mean())
    low = high = mean
    p = 1.0
    if np.ptp(moves) > 0 or mean:
        untyped: Any = stats
        rng = np.random.default_rng(seed)
        if np.ptp(moves) > 0:
            drawn = untyped.bootstrap(
                (moves,), np.mean, n_resamples=RESAMPLES, method="percentile", rng=rng
            ).bootstrap_distribution
            reach = math.sqrt(n / (n - 1)) * float(untyped.t.ppf(0.975, n - 1))
            tail = 100 * float(untyped.norm.cdf(-reach))
            low, high = (float(one) for one in np.percentile(drawn, (tail, 100 - tail)))
        p = float(
            untyped.permutation_test(
                (moves,), np.mean, permutation_type="samples", n_resamples=RESAMPLES, rng=rng
            ).pvalue
        )
    told = (float(before), float(after), mean, low, high)
    return Shift(*(round(one, 3) for one in told), p=round(min(p, 1.0), 4), n=n)


@dataclass(frozen=True, slots=True)
class _Known:
    """What one who sees means and shares knows of the table; votes are halves from -1 to 1."""

    before: float | None
    after: float | None
    """Sums of the positions."""
    moved: int | None

    @classmethod
    def of(cls, pairs: Sequence[Pair], *, shift: bool, moved: int | None) -> "_Known":
        sums = [sum(pair[when] for pair in pairs) if shift else None for when in (0, 1)]
        return cls(sums[0], sums[1], moved)

    def allows(self, table: Any) -> bool:
        """Whether people at steps of one half could have made it."""
        for total, margin in ((self.before, table.sum(axis=1)), (self.after, table.sum(axis=0))):
            against, _, favour = (int(one) for one in margin)
            if total is not None and not (
                favour / 2 - against <= total + 1e-9 and total - 1e-9 <= favour - against / 2
            ):
                return False
        crossed = int(table.sum() - table.trace())
        within = int(table[0, 0] + table[2, 2])
        return self.moved is None or crossed <= self.moved <= crossed + within

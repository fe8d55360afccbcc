"""How far a difference of two shares may be off, where both are of the same speeches.

Speeches of one persona are held against the same card, so they share what the judge makes of
that card: over a cast of three and more the persona is what varies, and Student's t over the
personas holds, where intervals over speeches fall to .85 (``benchmarks/coverage_consistency.py``).
Of one persona, or where no speech differs, Newcombe's interval for paired shares, which is none
too narrow where both shares are 1.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.intervals import Spread, of_share, scipy_stats
from smile_commons.scoring.score import Interval

FEWEST_GROUPS = 3
"""Of two personas Student's t tells nothing: its quantile is 12.7."""


@dataclass(frozen=True, slots=True)
class Apart:
    """How far two figures of the same speeches are apart."""

    interval: Interval
    """95 % of the difference."""
    p: float
    """How often a difference as far from 0 comes about where there is none; two-sided."""


def paired_shares(
    own: Sequence[float], other: Sequence[float], whose: Sequence[Hashable] = ()
) -> Apart | None:
    """The difference of two shares of the same speeches; None without any.

    Args:
        own: 1 or 0 a speech.
        other: the same by the control.
        whose: by speech, the persona; none: all are one persona's.
    """
    if not own:
        return None
    apart = np.asarray(own, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    if len(set(whose)) >= FEWEST_GROUPS and len(set(apart.tolist())) > 1:
        mean, spread = float(apart.mean()), by_group(apart, whose)
        low, high = spread.interval(mean)
        return Apart((max(-1.0, low), min(1.0, high)), spread.p_value(mean))
    up, down = int((apart > 0).sum()), int((apart < 0).sum())
    p = float(scipy_stats().binomtest(up, up + down).pvalue) if up + down else 1.0
    return Apart(newcombe(own, other), p)


def newcombe(own: Sequence[float], other: Sequence[float]) -> Interval:
    """95 % interval of a difference of paired shares.

    Newcombe 1998, Statistics in Medicine 17:2635, his method 10: from Wilson's intervals of
    both shares, and how far they go together.
    """
    n = len(own)
    both = sum(a * b for a, b in zip(own, other, strict=True))
    one, two = sum(own), sum(other)
    first, second = of_share(round(one), n), of_share(round(two), n)
    assert first is not None and second is not None
    p, q = one / n, two / n
    phi = _together(n, both, one, two)
    low = _joined(p - first[0], second[1] - q, phi)
    return p - q - low, p - q + _joined(first[1] - p, q - second[0], phi)


def by_group(values: NDArray[np.float64], groups: Sequence[Hashable]) -> Spread:
    """How far the mean of values may be off where groups of them are what was sampled.

    By what the groups' sums lie off the mean of all, each as heavy as it has values.
    """
    names = list(dict.fromkeys(groups))
    group = np.array([names.index(one) for one in groups])
    sums = np.bincount(group, values - values.mean(), minlength=len(names))
    between = len(names) / (len(names) - 1) * float((sums**2).sum())
    return Spread(between / len(values) ** 2, len(names) - 1)


def _joined(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one**2 - 2 * phi * one * other + other**2))


def _together(n: int, both: float, one: float, two: float) -> float:
    """The phi coefficient, drawn towards 0 where it is above."""
    margins = one * (n - one) * two * (n - two)
    if margins <= 0:
        return 0.0
    cross = both * (n - one - two + both) - (one - both) * (two - both)
    return (max(0.0, cross - n / 2) if cross > 0 else cross) / math.sqrt(margins)

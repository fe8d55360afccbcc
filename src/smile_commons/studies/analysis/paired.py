"""Differences of pairs: Student's t, signs exchanged, and sizes of effects with their intervals."""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

Interval = tuple[float, float]

EXACT = 15
"""So many signs or fewer are exchanged in every way there is."""
DRAWS = 9_999
SEED = 2145


@dataclass(frozen=True, slots=True)
class Test:
    """An estimate with what it is told by."""

    estimate: float
    se: float
    """Standard error; 0 where all differences are the same."""
    df: float
    p: float
    """Two-sided, against 0."""
    ci: Interval | None


def paired_t(between: "Values", level: float = 0.95) -> Test:
    """Student's t on differences; with all of them the same, p is that of exchanging signs."""
    n, mean = len(between), float(between.mean())
    sd = float(between.std(ddof=1))
    if sd < 1e-12:
        return Test(mean, 0.0, n - 1, 2.0 ** (1 - n) if abs(mean) > 1e-12 else 1.0, None)
    return of_t(mean, sd / math.sqrt(n), n - 1, level)


def welch(a: "Values", b: "Values", level: float = 0.95) -> Test:
    """Of the means of two independent samples, ``b`` less ``a`` (Welch 1947).

    Where neither varies p is that of exchanging labels: only as they are, or all of them
    exchanged, do they lie as far apart.
    """
    parts = [float(x.var(ddof=1)) / len(x) for x in (a, b)]
    estimate, variance = float(b.mean() - a.mean()), sum(parts)
    if variance < 1e-24:
        ways = math.comb(len(a) + len(b), len(a)) / (1 + (len(a) == len(b)))
        p = 1.0 if abs(estimate) < 1e-12 else 1 / ways
        return Test(estimate, 0.0, len(a) + len(b) - 2, p, None)
    below = sum(part**2 / (len(x) - 1) for part, x in zip(parts, (a, b), strict=True))
    return of_t(estimate, math.sqrt(variance), variance**2 / below, level)


def of_t(estimate: float, se: float, df: float, level: float) -> Test:
    """An estimate over its standard error, by Student's t."""
    from scipy import stats

    t: Any = stats.t
    p = float(2 * t.sf(abs(estimate) / se, df))
    half = float(t.ppf((1 + level) / 2, df)) * se
    return Test(estimate, se, df, p, (estimate - half, estimate + half))


def sign_p(between: "Values", groups: "NDArray[np.intp] | None" = None) -> tuple[float, bool]:
    """How often exchanging the two of each pair gives a mean as far from 0; and whether exactly.

    Fisher 1935, *The Design of Experiments*, section 21. Up to ``EXACT`` signs all ways are gone
    through; of more, ``DRAWS`` are drawn, and the one there is counts among them (Phipson and Smyth
    2010), so that p is never 0.

    Args:
        between: the differences.
        groups: of each difference, the cluster whose signs go together; None: each has its own.
    """
    import numpy as np

    sums = between if groups is None else np.bincount(groups, weights=between)
    seen = abs(float(sums.sum())) - 1e-12
    if len(sums) <= EXACT:
        signs = np.array(list(product((1.0, -1.0), repeat=len(sums))))
        return float((abs(signs @ sums) >= seen).mean()), True
    signs = np.random.default_rng(SEED).choice((1.0, -1.0), size=(DRAWS, len(sums)))
    return float(((abs(signs @ sums) >= seen).sum() + 1) / (DRAWS + 1)), False


def label_p(a: "Values", b: "Values") -> tuple[float, bool]:
    """The same where there are no pairs: who belongs to which side is drawn anew."""
    from scipy import stats

    def apart(x: Any, y: Any, axis: int = 0) -> Any:
        return y.mean(axis=axis) - x.mean(axis=axis)

    ways = math.comb(len(a) + len(b), len(a))
    import numpy as np

    library: Any = stats
    found = library.permutation_test(
        (a, b), apart, n_resamples=DRAWS, vectorized=True, rng=np.random.default_rng(SEED)
    )
    return float(found.pvalue), ways <= DRAWS


def dz(between: "Values", level: float = 0.95) -> tuple[float, Interval] | None:
    """Cohen's d of differences: their mean over their standard deviation; with its interval.

    By the noncentral t (Cumming and Finch 2001; Goulet-Pelletier and Cousineau 2018). None where
    all differences are the same.
    """
    n, sd = len(between), float(between.std(ddof=1))
    if sd < 1e-12:
        return None
    value = float(between.mean()) / sd
    root = math.sqrt(n)
    low, high = noncentral(value * root, n - 1, level)
    return value, (low / root, high / root)


def noncentral(t: float, df: float, level: float) -> Interval:
    """The noncentrality parameters of which a t as large, and as small, is as rare as that."""
    from scipy import optimize

    library: Any = optimize
    tail, wide = (1 - level) / 2, 10 + 3 * abs(t)

    def end(aim: float) -> float:
        def off(nc: float) -> float:
            return noncentral_cdf(t, df, nc) - aim

        return float(library.brentq(off, t - wide, t + wide))

    return end(1 - tail), end(tail)


def noncentral_cdf(t: float, df: float, nc: float) -> float:
    """P(T <= t) of the noncentral t: P(Z + nc <= t S), averaged over S, a chi over sqrt(df).

    scipy's own has no value far from the middle, where effects are large.
    """
    scale, weights = _chi(df)
    from scipy import special

    library: Any = special
    return float(weights @ library.ndtr(t * scale - nc))


@lru_cache(maxsize=64)
def _chi(df: float) -> "tuple[Values, Values]":
    """Values of a chi over sqrt(df) with their weights (Gauss and Legendre, in its quantiles)."""
    import numpy as np
    from scipy import stats

    chi2: Any = stats.chi2
    nodes, weights = np.polynomial.legendre.leggauss(400)
    return np.sqrt(chi2.ppf((nodes + 1) / 2, df) / df), weights / 2


def d_av(a: "Values", b: "Values") -> float | None:
    """The difference of the means over the mean standard deviation of both (Cumming 2012)."""
    middle = float(a.std(ddof=1) + b.std(ddof=1)) / 2
    return float(b.mean() - a.mean()) / middle if middle > 1e-12 else None


def d_pooled(a: "Values", b: "Values") -> float | None:
    """Cohen's d of two independent samples: over the pooled standard deviation."""
    df = len(a) + len(b) - 2
    pooled = ((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / df
    return float((b.mean() - a.mean()) / math.sqrt(pooled)) if pooled > 1e-24 else None


def unbiased(d: float | None, df: float) -> float | None:
    """Hedges' g: ``d`` less its bias in small samples, by the exact factor (Hedges 1981)."""
    from scipy import special

    if d is None or df < 2:
        return None
    log: Any = special.gammaln
    return d * math.exp(float(log(df / 2)) - float(log((df - 1) / 2))) / math.sqrt(df / 2)


def cliffs_delta(a: "Values", b: "Values") -> float:
    """P(b > a) - P(b < a) over all of one side with all of the other (Cliff 1993); in [-1, 1]."""
    import numpy as np

    ordered = np.sort(a)
    below = np.searchsorted(ordered, b, side="left").sum()
    above = len(a) * len(b) - np.searchsorted(ordered, b, side="right").sum()
    return float(below - above) / (len(a) * len(b))


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Two one-sided tests against a smallest effect of interest (Schuirmann 1987)."""

    sesoi: float
    p_above: float
    """Of an effect as low as ``-sesoi``: small where it lies above."""
    p_below: float
    """Of an effect as high as ``sesoi``."""
    p: float
    """The larger of both."""
    interval: Interval | None
    """Of the level at which both tests hold: 90 % for 5 %."""
    equivalent: bool
    """Whether the effect is shown to be smaller than ``sesoi``, to either side."""


def tost(test: Test, sesoi: float, alpha: float = 0.05) -> Equivalence:
    """Whether an effect is shown to be smaller than the smallest that matters."""
    from scipy import stats

    t: Any = stats.t
    if test.se == 0.0:  # all alike: as rare as that all signs are what they are, and never 0
        rare = 0.5 ** (test.df + 1)
        p_above, p_below = (rare if inside else 1.0 for inside in
                            (test.estimate > -sesoi, test.estimate < sesoi))  # fmt: skip
        p = max(p_above, p_below)
        return Equivalence(sesoi, p_above, p_below, p, None, p <= alpha)
    above = float(t.sf((test.estimate + sesoi) / test.se, test.df))
    below = float(t.cdf((test.estimate - sesoi) / test.se, test.df))
    half = float(t.ppf(1 - alpha, test.df)) * test.se
    p = max(above, below)
    ends = (test.estimate - half, test.estimate + half)
    return Equivalence(sesoi, above, below, p, ends, p <= alpha)

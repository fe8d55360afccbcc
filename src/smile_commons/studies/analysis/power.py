"""How often a comparison would find an effect: by formula, and by drawing studies."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.studies.analysis.clustered import FEWEST
from smile_commons.studies.analysis.paired import noncentral_cdf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

SEED = 2145
MOST = 100_000
"""Blocks that are looked at before it is said that no number will do."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """In how many clusters (dialogues, casts) blocks lie, and how alike those of one are."""

    count: int
    icc: float = 0.0
    """Share of the variance of the differences that lies between clusters, in [0, 1)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a comparison is made of."""

    sd: float
    """Of the pairs' differences or, without pairs, of one run's outcome."""
    alpha: float = 0.05
    paired: bool = True
    clusters: Clusters | None = None

    def error(self, n: int) -> tuple[float, float]:
        """Standard error of the estimate of ``n`` blocks (without pairs: runs a level), and df."""
        if not self.paired:
            return self.sd * math.sqrt(2 / n), 2 * n - 2
        if self.clusters is None:
            return self.sd / math.sqrt(n), n - 1
        size = n / self.clusters.count
        inflated = 1 + (size - 1) * self.clusters.icc
        return self.sd * math.sqrt(inflated / n), self.clusters.count - 1

    def power(self, n: int, effect: float) -> float:
        """How often p is below ``alpha``, two-sided, where the effect is so large.

        The noncentral t (Cohen 1988, chapter 2); with clusters on the clusters' means.
        """
        from scipy import stats

        least = FEWEST if self.clusters else 2
        se, df = self.error(n)
        if n < 2 or df < 1 or (self.clusters and self.clusters.count < least):
            return 0.0
        t: Any = stats.t
        critical, shift = float(t.ppf(1 - self.alpha / 2, df)), effect / se
        below = noncentral_cdf(-critical, df, shift)
        return 1 - noncentral_cdf(critical, df, shift) + below

    def needed(self, effect: float, power: float) -> int | None:
        """The fewest blocks with that power, as many in each cluster; None: no number has it."""
        step = self.clusters.count if self.clusters else 1
        low, high = 0, 4
        while self.power(high * step, effect) < power:
            low, high = high, high * 2
            if high * step > MOST:
                return None
        while high - low > 1:
            middle = (low + high) // 2
            there = self.power(middle * step, effect) >= power
            low, high = (low, middle) if there else (middle, high)
        return high * step

    def detectable(self, n: int, power: float) -> float | None:
        """The smallest effect that ``n`` blocks find so often; None: none at all."""
        se, _ = self.error(n)
        low, high = 0.0, se
        while self.power(n, high) < power:
            low, high = high, high * 2
            if high > 1e6 * se:
                return None
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if self.power(n, middle) >= power else (middle, high)
        return high

    def simulated(self, n: int, effect: float, draws: int = 4_000, seed: int = SEED) -> float:
        """The same by drawing studies of normal outcomes and testing each as it would be tested."""
        import numpy as np
        from scipy import stats

        rng = np.random.default_rng(seed)
        t: Any = stats.t
        if not self.paired:
            a = rng.normal(0.0, self.sd, (draws, n))
            b = rng.normal(effect, self.sd, (draws, n))
            library: Any = stats
            p = library.ttest_ind(a, b, axis=1, equal_var=False).pvalue
            return float((p < self.alpha).mean())
        between = self._drawn(rng, n, effect, draws)
        units = between.shape[1]
        mean, spread = between.mean(axis=1), between.std(axis=1, ddof=1)
        p = 2 * t.sf(abs(mean) / (spread / math.sqrt(units)), units - 1)
        return float((p < self.alpha).mean())

    def _drawn(self, rng: "np.random.Generator", n: int, effect: float, draws: int) -> "Values":
        """Differences, studies by blocks; with clusters the means of clusters."""
        import numpy as np

        if self.clusters is None:
            return rng.normal(effect, self.sd, (draws, n))
        count, rho = self.clusters.count, self.clusters.icc
        sizes = [n // count + (place < n % count) for place in range(count)]
        shared = rng.normal(0.0, self.sd * math.sqrt(rho), (draws, count))
        own = [
            rng.normal(effect, self.sd * math.sqrt(1 - rho), (draws, max(size, 1))).mean(axis=1)
            for size in sizes
        ]
        return np.column_stack(own) + shared

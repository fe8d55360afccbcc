"""Intervals by the bootstrap, always from the same seed: the same ballots, the same interval."""

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from smile_commons.scoring.score import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 4000
FEWEST = 4
"""Resampling fewer than this says nothing: an interval over two or three is too narrow."""
SEED = 2145


def over_units(
    units: int, statistic: "Callable[[NDArray[np.intp]], NDArray[np.float64]]"
) -> Interval | None:
    """95 % percentile interval of ``statistic`` when ``units`` are drawn again with replacement.

    ``statistic`` takes indices of the units, drawn along the last axis, and gives one figure
    for each row. None with fewer than ``FEWEST`` units, or where a figure is not defined
    in more than one draw of twenty.
    """
    import numpy as np
    from scipy import stats

    if units < FEWEST:
        return None

    def figure(picked: "NDArray[np.float64]", axis: int = -1) -> "NDArray[np.float64]":
        return statistic(np.moveaxis(picked, axis, -1).astype(np.intp))

    scipy_stats: Any = stats  # untyped
    with warnings.catch_warnings():
        # Where some draws are not defined it warns of its own interval, which is not used.
        warnings.simplefilter("ignore", scipy_stats.DegenerateDataWarning)
        drawn = scipy_stats.bootstrap(
            (np.arange(units, dtype=np.float64),),
            figure,
            n_resamples=RESAMPLES,
            vectorized=True,
            method="percentile",
            rng=np.random.default_rng(SEED),
        ).bootstrap_distribution
    return percentiles(drawn)


def percentiles(drawn: "NDArray[np.float64]") -> Interval | None:
    """The middle 95 % of drawn figures; None where more than one in twenty is not defined."""
    import numpy as np

    defined = drawn[np.isfinite(drawn)]
    if not len(defined) or len(defined) < 0.95 * len(drawn):
        return None
    low, high = np.percentile(defined, (2.5, 97.5))
    return float(low), float(high)


def of_share(hits: int, of: int) -> Interval | None:
    """95 % interval of a share of independent items (Wilson 1927); None without any."""
    from scipy import stats

    if not of:
        return None
    found: Any = stats.binomtest(hits, of).proportion_ci(method="wilson")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return float(found.low), float(found.high)

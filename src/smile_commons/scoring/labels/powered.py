"""Means of labels, with the judge's readings of everything to make them surer.

Prediction-powered inference (Angelopoulos et al. 2023, *Science* 382; with power tuning, PPI++,
arXiv 2311.01453): the mean of the judge's readings of all, less their mean error on what a person
labelled. However wrong the judge is, the interval covers what labelling everything would give; a
good judge only makes it narrower.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

FEWEST = 30
"""Labels; with fewer a normal interval is not to be trusted."""
MISSING = (
    "labels are there, but the library that corrects by them is not: "
    "pip install 'smile-commons[analysis]'"
)
_FINE = 1e-3


@dataclass(frozen=True, slots=True)
class Powered:
    """An estimate that labels and readings give together."""

    value: float
    interval: tuple[float, float]
    """95 %."""
    effective: float
    """How many labels alone would give an interval as narrow."""


def mean(
    labelled: "Values",
    read: "Values",
    unlabelled: "Values",
    bounds: tuple[float, float] = (0.0, 1.0),
) -> Powered:
    """The mean of a value over everything.

    Args:
        labelled: the value by the person, of what was labelled.
        read: the same by the judge.
        unlabelled: by the judge, of all that was not labelled; two or more.
        bounds: between which the value lies.

    Raises:
        InputError: the library is not installed.
    """
    import numpy as np

    of = np.ones_like
    return ratio((labelled, of(labelled)), (read, of(read)), (unlabelled, of(unlabelled)), bounds)


def ratio(
    labelled: "tuple[Values, Values]",
    read: "tuple[Values, Values]",
    unlabelled: "tuple[Values, Values]",
    bounds: tuple[float, float] = (-1.0, 1.0),
) -> Powered:
    """The ratio of two means, as of positions to how often anything was said: top and bottom.

    The value is where the mean of (top - value * bottom) is 0, the interval the values round it at
    which the interval of that mean holds 0 (Fieller's method), both within ``bounds``. Arguments as
    for ``mean``, each a pair.

    Raises:
        InputError: the library is not installed.
    """
    from scipy import optimize

    untyped: Any = optimize
    at = _Equation(labelled, read, unlabelled)
    lowest, highest = bounds
    if _point(*at(lowest)) <= 0:
        value = lowest
    elif _point(*at(highest)) >= 0:
        value = highest
    else:

        def point(theta: float) -> float:
            return _point(*at(theta))

        value = float(untyped.brentq(point, lowest, highest, xtol=1e-4))
    padded = at.padded(bounds)
    found = _accepted(value, bounds, lambda theta: _interval(*padded(theta)))
    alone = _accepted(value, bounds, lambda theta: _interval(*padded(theta), tuning=0.0))
    return Powered(value, found, len(labelled[0]) * _gain(alone, found))


@dataclass(frozen=True, slots=True)
class _Equation:
    """top - value * bottom: by the person, and by the judge on the same and on the rest."""

    labelled: "tuple[Values, Values]"
    read: "tuple[Values, Values]"
    unlabelled: "tuple[Values, Values]"

    def __call__(self, value: float) -> "tuple[Values, Values, Values]":
        (y, v), (r, s), (u, w) = self.labelled, self.read, self.unlabelled
        return y - value * v, r - value * s, u - value * w

    def padded(self, bounds: tuple[float, float]) -> "_Equation":
        """With one label more at each bound, which the judge reads as it reads on the whole.

        As Agresti and Coull 1998 do for shares: without them, labels that are nearly all alike
        would make an interval of nearly no width.
        """
        import numpy as np

        (y, v), (r, s) = self.labelled, self.read
        return _Equation(
            (np.append(y, bounds), np.append(v, (1.0, 1.0))),
            (np.append(r, [r.mean()] * 2), np.append(s, [s.mean()] * 2)),
            self.unlabelled,
        )


def _accepted(
    value: float,
    bounds: tuple[float, float],
    interval: "Callable[[float], tuple[float, float]]",
) -> tuple[float, float]:
    """The span of values round ``value`` that the data do not speak against."""

    def accepts(theta: float) -> bool:
        low, high = interval(theta)
        return low <= 0 <= high

    ends = list[float]()
    for bound in bounds:
        inside, outside = value, bound
        if accepts(bound):
            inside = bound
        while abs(outside - inside) > _FINE:
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if accepts(middle) else (inside, middle)
        ends.append(outside)
    return ends[0], ends[1]


def _gain(alone: tuple[float, float], powered: tuple[float, float]) -> float:
    """How much narrower an interval is, as a share of sample sizes."""
    return ((alone[1] - alone[0]) / (powered[1] - powered[0])) ** 2


def _point(labelled: "Values", read: "Values", unlabelled: "Values") -> float:
    import numpy as np

    tuning = _tuning(read, unlabelled)
    found = _ppi().ppi_mean_pointestimate(labelled, read, unlabelled, lam=tuning)
    return float(np.squeeze(found))


def _interval(
    labelled: "Values", read: "Values", unlabelled: "Values", tuning: float | None = None
) -> tuple[float, float]:
    """95 %, widened to what Student's t asks for with so many labels.

    ``tuning`` 0 leaves the readings out; None weighs them by how well they fit.
    """
    import numpy as np

    if tuning is None:
        tuning = _tuning(read, unlabelled)
    found = _ppi().ppi_mean_ci(labelled, read, unlabelled, alpha=_alpha(len(labelled)), lam=tuning)
    low, high = (float(np.squeeze(end)) for end in found)
    return low, high


def _tuning(read: "Values", unlabelled: "Values") -> float | None:
    """0 for a judge that reads the same everywhere: the library would divide by its variance."""
    import numpy as np

    return 0.0 if np.ptp(np.concatenate((read, unlabelled))) == 0 else None


def _alpha(count: int) -> float:
    """The level at which a normal interval is as wide as Student's t makes one of 95 %.

    The library takes normal quantiles and divides by n where n - 1 is due; with 30 labels that
    costs a percent of coverage.
    """
    import math

    from scipy import stats

    scipy_stats: Any = stats  # untyped
    wide = scipy_stats.t.ppf(0.975, count - 1) * math.sqrt(count / (count - 1))
    return float(2 * scipy_stats.norm.sf(wide))


def _ppi() -> Any:
    try:
        import ppi_py
    except ImportError as error:
        raise InputError(MISSING) from error
    return ppi_py

"""How far readers agree beyond chance."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.intervals import over_units
from smile_commons.scoring.score import Interval


def alpha(units: Sequence[Sequence[str]]) -> tuple[float, Interval | None] | None:
    """Krippendorff's alpha for nominal labels, and its 95 % interval (bootstrap over units).

    1: they agree in everything; 0: as often as by chance; below: less. Units may have any number
    of labels; those with fewer than two say nothing and are left out. From Krippendorff 2011
    (*Computing Krippendorff's Alpha-Reliability*, part C), with ``o`` and ``n`` summed by unit:
    1 - (n - 1) * sum of disagreeing pairs / (n^2 - sum over labels of n_c^2).

    Returns:
        None where it is not defined: nobody labelled the same, or only one label was given.
    """
    counted = [Counter(unit) for unit in units if len(unit) > 1]
    labels = sorted({label for unit in counted for label in unit})
    if len(labels) < 2:
        return None
    counts = np.array([[unit[label] for label in labels] for unit in counted], dtype=np.float64)
    given = counts.sum(axis=1)
    apart = (given**2 - (counts**2).sum(axis=1)) / (given - 1)

    def figure(picked: NDArray[np.intp]) -> NDArray[np.float64]:
        by_label = counts[picked].sum(axis=-2)
        n = by_label.sum(axis=-1)
        chance = n**2 - (by_label**2).sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return 1 - (n - 1) * apart[picked].sum(axis=-1) / chance

    value = float(figure(np.arange(len(counted))[np.newaxis, :])[0])
    return value, over_units(len(counted), figure)

"""How well verdicts and labels agree, each figure with its 95 % interval.

Values come from scikit-learn; intervals resample items, 4,000 times, with the same formulas over
confusion matrices. Expected calibration error is our own: scikit-learn has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.scoring.intervals import over_units
from smile_commons.scoring.judge.reliability import Figure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]

BINS = 10
"""Of the expected calibration error, equally wide."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Verdicts against labels, both as places among the classes."""

    accuracy: Figure
    macro_f1: Figure
    kappa: Figure
    ece: Figure


def measure(
    truth: Sequence[str], said: Sequence[str], confidence: Sequence[float], classes: Sequence[str]
) -> Measured:
    """Accuracy, macro-F1 over the classes there are, Cohen's kappa, calibration error.

    Args:
        truth: the labels.
        said: the judge's label of each item.
        confidence: what it gave to that label, in [0, 1].
        classes: all labels that may occur.
    """
    import numpy as np
    from sklearn import metrics as sklearn_metrics

    metrics: Any = sklearn_metrics  # untyped
    place = {label: number for number, label in enumerate(classes)}
    true, told = (np.array([place[x] for x in xs]) for xs in (truth, said))
    sure, right = np.asarray(confidence, dtype=np.float64), (true == told).astype(np.float64)
    k, n = len(classes), len(true)

    def table(picked: "Places") -> "Floats":
        flat = true[picked] * k + told[picked]
        return _counted(flat, k * k).reshape(*flat.shape[:-1], k, k)

    return Measured(
        accuracy=Figure(
            float(metrics.accuracy_score(true, told)),
            over_units(n, lambda picked: right[picked].mean(axis=-1)),
        ),
        macro_f1=Figure(
            float(metrics.f1_score(true, told, average="macro", zero_division=0.0)),
            over_units(n, lambda picked: macro_f1(table(picked))),
        ),
        kappa=Figure(
            _finite(metrics.cohen_kappa_score(true, told)),
            over_units(n, lambda picked: kappa(table(picked))),
        ),
        ece=Figure(
            float(calibration_error(right, sure)),
            over_units(n, lambda picked: calibration_error(right[picked], sure[picked])),
        ),
    )


def difference(one: Sequence[bool], other: Sequence[bool]) -> Figure:
    """How much oftener the one is right than the other, over the same items."""
    import numpy as np

    gain = np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    return Figure(
        float(gain.mean()), over_units(len(gain), lambda picked: gain[picked].mean(axis=-1))
    )


def auc(positive: Sequence[bool], evidence: Sequence[float]) -> Figure | None:
    """How often a positive item has more evidence than a negative one; ties count half.

    None where all are of one kind.
    """
    import numpy as np
    from scipy import stats
    from sklearn import metrics as sklearn_metrics

    metrics: Any = sklearn_metrics  # untyped
    scipy_stats: Any = stats
    yes, value = np.asarray(positive, dtype=bool), np.asarray(evidence, dtype=np.float64)
    if yes.all() or not yes.any():
        return None

    def drawn(picked: "Places") -> "Floats":
        ranks = scipy_stats.rankdata(value[picked], axis=-1)
        some = yes[picked]
        p = some.sum(axis=-1).astype(np.float64)
        q = some.shape[-1] - p
        with np.errstate(invalid="ignore", divide="ignore"):
            return ((ranks * some).sum(axis=-1) - p * (p + 1) / 2) / (p * q)

    return Figure(float(metrics.roc_auc_score(yes, value)), over_units(len(yes), drawn))


def calibration_error(right: "Floats", sure: "Floats") -> "Floats":
    """Mean over ten bins of |share that is right - mean confidence|, weighted by items.

    Along the last axis; in [0, 1]. Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017.
    """
    import numpy as np

    bins = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
    gap = np.zeros(right.shape[:-1], dtype=np.float64)
    for number in range(BINS):
        gap += np.abs(((right - sure) * (bins == number)).sum(axis=-1))
    return gap / right.shape[-1]


def macro_f1(table: "Floats") -> "Floats":
    """Mean F1 over the classes that occur, of confusion matrices (..., truth, said)."""
    import numpy as np

    hits = np.diagonal(table, axis1=-2, axis2=-1)
    both = table.sum(axis=-1) + table.sum(axis=-2)
    there = both > 0
    f1 = np.where(there, 2 * hits / np.maximum(both, 1), 0.0)
    return f1.sum(axis=-1) / np.maximum(there.sum(axis=-1), 1)


def kappa(table: "Floats") -> "Floats":
    """Cohen's kappa of confusion matrices (..., truth, said); NaN where it is not defined."""
    import numpy as np

    n = table.sum(axis=(-2, -1))
    hits = np.diagonal(table, axis1=-2, axis2=-1).sum(axis=-1) / n
    chance = (table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1) / n**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return (hits - chance) / (1 - chance)


def _counted(flat: "Places", cells: int) -> "Floats":
    import numpy as np

    rows = flat.reshape(-1, flat.shape[-1])
    shifted = rows + np.arange(len(rows))[:, None] * cells
    counts = np.bincount(shifted.ravel(), minlength=len(rows) * cells)
    return counts.reshape(*flat.shape[:-1], cells).astype(np.float64)


def _finite(value: float) -> float:
    return float(value) if value == value else 0.0

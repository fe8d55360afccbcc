"""How far readers agree beyond chance: people among themselves, and the judge with a person."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.intervals import over_units
from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS, UNDECIDED
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.score import Interval, Score
from smile_commons.scoring.stated.readings import Reading, Readings


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


ID = "stated-label-alpha"
NOT_READ = "the judge read nothing of what is labelled"
ALIKE = "person and judge gave one label to everything: there is no chance to compare with"
COVERS = "over the labelled speeches and articles, which need be no sample of the others"
_SIDES = {"-1": OPPOSES, "0": UNDECIDED, "1": SUPPORTS}


def score_agreed(readings: Readings, labels: Mapping[Key, Label]) -> list[Score]:
    """Alpha of person and judge, of what both have read; none where there is no judge.

    Args:
        readings: what the judge read.
        labels: by turn and article.
    """
    if not (readings.spoken or readings.silent or readings.unread):
        return []
    read = {(one.turn, one.article): one for one in readings.spoken}
    unread = {(one.turn, one.article) for one in readings.unread}
    units = [
        (label.label, _heard(read.get(key))) for key, label in labels.items() if key not in unread
    ]
    found = alpha(units) if units else None
    if found is None:
        reason = ALIKE if units else NOT_READ
        return [Score(id=ID, value=None, unscored=reason, n=len(units))]
    value, interval = found
    return [Score(id=ID, value=value, interval=interval, uncertain=COVERS, n=len(units))]


def _heard(reading: Reading | None) -> str:
    """The judge's likeliest label."""
    if reading is None:
        return SILENT
    side = max(reading.distribution, key=lambda key: reading.distribution[key])
    return _SIDES[side]

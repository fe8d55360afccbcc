"""How far the judge agrees with the labels that a person gave, whichever those are."""

from collections.abc import Mapping

from smile_commons.scoring.judge.task import OPPOSES, SILENT, SUPPORTS, UNDECIDED
from smile_commons.scoring.labels.agreement import alpha
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.readings import Reading, Readings

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

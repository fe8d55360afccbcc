"""How well verdicts and labels agree, each figure with its 95 % interval over topics.

Items of one topic share words and a writer's mood. Taken one by one they give intervals that are
too narrow: where judges differ by topic (sd .2) they hold the truth in 85 to 87 of 100 cases,
Student's t over topics in 94. So topics are left out one by one (the jackknife: Tukey 1958), and
the interval is Student's; over equally large topics that is the t interval of their means.

An item that was not answered is a wrong answer: it counts in accuracy, macro-F1 and kappa, and
lies in the middle for the AUC. Formulas are those of scikit-learn over confusion matrices; expected
calibration error is our own, for scikit-learn has none.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.intervals import jackknife, scipy_stats
from smile_commons.scoring.judge.reliability import Figure

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

FEWEST = 5
"""Topics without which there is no interval."""
GROUPS = 60
"""Of more topics so many groups are made, at random, and left out one by one (Kott 2001)."""
SEED = 2145


def over_topics(
    topics: Sequence[str],
    statistic: Callable[[Places], float],
    low: float = -math.inf,
    high: float = math.inf,
) -> Figure:
    """A figure with its 95 % interval over topics.

    Args:
        topics: of each item.
        statistic: of the items at these places; NaN where it is not defined.
        low: the least that it can be.
        high: the most that it can be.
    """
    places = np.arange(len(topics))
    value = float(statistic(places))
    group = _groups(topics)
    count = len(set(group.tolist()))
    if count < FEWEST or not math.isfinite(value):
        return Figure(value, None)
    without = np.array([statistic(places[group != one]) for one in range(count)])
    spread = jackknife(without)
    if spread is None:
        return Figure(value, None)
    least, most = spread.interval(value)
    return Figure(value, (max(low, least), min(high, most)))


def _groups(topics: Sequence[str]) -> Places:
    """The number of the group of each item: its topic's, or that of several topics together."""
    names = sorted(set(topics))
    if len(names) > GROUPS:
        random.Random(SEED).shuffle(names)
    number = {name: place % GROUPS for place, name in enumerate(names)}
    return np.array([number[topic] for topic in topics], dtype=np.intp)


BINS = 10
"""Of the expected calibration error, equally wide."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Verdicts against labels."""

    accuracy: Figure
    """Each label counts alike."""
    macro_f1: Figure
    kappa: Figure
    ece: Figure | None
    """Over what was answered; None: nothing was."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Labels as places among the classes, with the topics of the items."""

    truth: Places
    classes: int
    topics: Sequence[str]

    def accuracy(self, said: Places) -> Figure:
        """Mean over the labels of the share that is right (balanced accuracy)."""
        return over_topics(self.topics, lambda at: self.right(said, at), 0, 1)

    def ahead(self, said: Places, other: Places) -> Figure:
        """How much that is more than another's, over the same items."""
        return over_topics(
            self.topics, lambda at: self.right(said, at) - self.right(other, at), -1, 1
        )

    def right(self, said: Places, at: Places) -> float:
        """The share that is right among these items, each label counting alike."""
        truth = self.truth[at]
        hits = np.bincount(truth[said[at] == truth], minlength=self.classes)
        there = np.bincount(truth, minlength=self.classes)
        return float((hits[there > 0] / there[there > 0]).mean()) if len(truth) else float("nan")


def coded(truth: Sequence[str], classes: Sequence[str], topics: Sequence[str]) -> Coded:
    """The labels as numbers."""
    return Coded(places(truth, classes), len(classes), topics)


def places(labels: Sequence[str | None], classes: Sequence[str]) -> Places:
    """Labels as places among the classes; whatever is none of them is the place after the last."""
    number = {label: at for at, label in enumerate(classes)}
    return np.array([number.get(str(one), len(classes)) for one in labels], dtype=np.intp)


def measure(truth: Coded, said: Places, sure: Sequence[float]) -> Measured:
    """Accuracy, macro-F1 over the classes there are, Cohen's kappa, calibration error.

    Args:
        truth: the labels.
        said: the judge's, as ``places`` gives them.
        sure: what it gave to its label, in [0, 1].
    """
    k, confidence = truth.classes + 1, np.asarray(sure, dtype=np.float64)
    answered = np.flatnonzero(said < truth.classes)
    right = (said == truth.truth).astype(np.float64)
    named = [truth.topics[int(at)] for at in answered.tolist()]

    def table(at: Places) -> Floats:
        counts = np.bincount(truth.truth[at] * k + said[at], minlength=k * k)
        return counts.reshape(k, k).astype(np.float64)

    def gap(at: Places) -> float:
        return float(calibration_error(right[answered[at]], confidence[answered[at]]))

    return Measured(
        accuracy=truth.accuracy(said),
        macro_f1=over_topics(truth.topics, lambda at: macro_f1(table(at)), 0, 1),
        kappa=over_topics(truth.topics, lambda at: kappa(table(at)), -1, 1),
        ece=over_topics(named, gap, 0, 1) if len(answered) else None,
    )


def auc(positive: Sequence[bool], evidence: Sequence[float], topics: Sequence[str]) -> Figure:
    """How often a positive item has more evidence than a negative one; ties count half.

    NaN where all are of one kind.
    """
    one = area(positive, evidence)
    return over_topics(topics, one, 0, 1)


def auc_ahead(
    positive: Sequence[bool],
    evidence: Sequence[float],
    other: Sequence[float] | None,
    topics: Sequence[str],
) -> Figure:
    """How much that is more than another's over the same items; None: than chance."""
    mine = area(positive, evidence)
    theirs = area(positive, [0.0] * len(evidence) if other is None else other)
    return over_topics(topics, lambda at: mine(at) - theirs(at), -1, 1)


def area(positive: Sequence[bool], evidence: Sequence[float]) -> Any:
    """The AUC as a function of the places of items."""
    yes, value = np.asarray(positive, dtype=bool), np.asarray(evidence, dtype=np.float64)

    def of(at: Places) -> float:
        some = yes[at]
        p, q = int(some.sum()), int((~some).sum())
        if not p or not q:
            return float("nan")
        ranks = scipy_stats().rankdata(value[at])
        return float((ranks[some].sum() - p * (p + 1) / 2) / (p * q))

    return of


def calibration_error(right: Floats, sure: Floats) -> float:
    """Mean over ten bins of |share that is right - mean confidence|, weighted by items.

    In [0, 1]. Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017.
    """
    bins = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
    gaps = np.bincount(bins, weights=right - sure, minlength=BINS)
    return float(np.abs(gaps).sum() / len(right)) if len(right) else float("nan")


def macro_f1(table: Floats) -> float:
    """Mean F1 over the classes that occur, of a confusion matrix (truth, said).

    Its last row and column are what was not answered, which is no class.
    """
    hits = np.diagonal(table)[:-1]
    both = (table.sum(axis=1) + table.sum(axis=0))[:-1]
    there = both > 0
    return float((2 * hits[there] / both[there]).mean()) if there.any() else float("nan")


def kappa(table: Floats) -> float:
    """Cohen's kappa of a confusion matrix; 0 where it is not defined, for all are of one kind."""
    n = float(table.sum())
    if not n:
        return float("nan")
    chance = float((table.sum(axis=1) * table.sum(axis=0)).sum()) / n**2
    return (float(np.trace(table)) / n - chance) / (1 - chance) if chance < 1 else 0.0

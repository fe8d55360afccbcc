"""What a battery found: one value with how sure it is, and the intervals of such values."""

from collections.abc import Sequence
from dataclasses import dataclass

Interval = tuple[float, float]
OF_LINES = "Wilson's over lines, as if they were drawn independently"
OF_PAIRS = "Wilson's with as many cases as there are lines: pairs of one line go together"
OF_QUESTIONS = "Wilson's with as many cases as there are questions: one asked again goes together"
OF_BOTH = "from Wilson's intervals of both shares: their lower ends together, their upper ends"
OF_ITEMS = "Student's t over the items of the dimension"
OF_GRADES = "Student's t over the answers"
OF_TIMES = "Newcombe's for paired shares, the same probes before and after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One value of one metric, for one persona of one run."""

    part: str = ""
    """What of the metric: a dimension, a time; empty: all of it."""
    value: float | None
    interval: Interval | None = None
    """95 %; for these lines and answers, not for another debate."""
    uncertain: str = ""
    """How the interval came about, or why there is none."""
    n: int = 0
    """Lines, pairs, answers that it was computed from."""
    of: int = 0
    """How many there would have been, had all been asked about."""
    unanswered: int = 0
    """Questions that the judge answered with something else, or the persona with nothing."""
    unscored: str = ""
    """Why there is no value."""


def nothing(why: str, *, unanswered: int = 0, part: str = "") -> Measured:
    """That there is no value."""
    return Measured(part=part, value=None, unscored=why, unanswered=unanswered)


def share(
    hits: Sequence[bool | None],
    *,
    cases: int | None = None,
    uncertain: str,
    of: int | None = None,
    part: str = "",
) -> Measured:
    """The share of what holds, among what was answered.

    Args:
        hits: whether; None: not answered.
        cases: independent ones among them; None: each.
        uncertain: how the interval comes about.
        of: how many there would have been.
        part: what of the metric.
    """
    told = [one for one in hits if one is not None]
    left = len(hits) - len(told)
    if not told:
        return nothing("the judge answered nothing that counts", unanswered=left, part=part)
    value = sum(told) / len(told)
    return Measured(
        part=part,
        value=value,
        interval=wilson(value, min(len(told), cases or len(told))),
        uncertain=uncertain,
        n=len(told),
        of=of if of is not None else len(hits),
        unanswered=left,
    )


def wilson(value: float, n: int) -> Interval | None:
    """Wilson's interval of a share of ``n`` cases, which need not be a whole number of hits."""
    if n < 1:
        return None
    z = 1.959963984540054
    middle = (value + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)) ** 0.5
    return max(0.0, round(middle - half, 12)), min(1.0, round(middle + half, 12))


def harmonic(one: float, other: float) -> float:
    """The harmonic mean; 0 where one of them is."""
    return 2 * one * other / (one + other) if one + other > 0 else 0.0


def mean(
    values: Sequence[float], *, low: float, high: float, uncertain: str, part: str = "",
    unanswered: int = 0, of: int | None = None,
) -> Measured:  # fmt: skip
    """A mean with Student's interval, cut to what it can be."""
    import numpy as np

    from smile_commons.scoring.intervals import of_mean

    if not values:
        return nothing("no answer could be rated", unanswered=unanswered, part=part)
    # Alike up to rounding is alike: an interval of noise would tell of certainty.
    same = float(np.ptp(values)) < 1e-9
    ends = None if same else of_mean(np.asarray(values, dtype=np.float64))
    return Measured(
        part=part,
        value=float(np.mean(values)),
        interval=None if ends is None else (max(low, ends[0]), min(high, ends[1])),
        uncertain="one answer, or all alike: nothing to tell it by" if ends is None else uncertain,
        n=len(values),
        of=of if of is not None else len(values) + unanswered,
        unanswered=unanswered,
    )

"""The same readings in other orders and from other mouths: what a score would be by chance.

If nobody moved, the order of a persona's speeches tells nothing, so that any other would have done
(Fisher's randomisation test). A score is set beside what it is in many such orders.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.intervals import SEED
from smile_commons.scoring.score import Control
from smile_commons.scoring.stated.positions import Tables, Units, tables

TIMES = 999
TOO_FEW = "too few speeches: in many orders it would be as far from chance"


@dataclass(frozen=True, slots=True)
class Permuted:
    """The tables of many permutations, along a first axis."""

    shuffled: Tables
    """The speeches in random order."""
    swapped: Tables
    """Given to random speakers, each as many as it had."""


def permuted(units: Units, times: int = TIMES) -> Permuted:
    """Permutes the speeches; the same readings give the same permutations."""
    rng = np.random.default_rng(SEED)
    orders = [rng.permutation(units.speeches) for _ in range(times)]
    speakers = [rng.permutation(units.speaker) for _ in range(times)]
    return Permuted(
        _stack([tables(units, order=order) for order in orders]),
        _stack([tables(units, speaker=speaker) for speaker in speakers]),
    )


def against(kind: str, value: float, drawn: Table, *, decides: bool = True) -> Control:
    """A control made of the score in each permutation.

    The p-value counts the permutations that are as far from their mean, the score as it was among
    them (Phipson and Smyth 2010, so that it is never 0). The interval of the difference is the
    permutations' own, turned round. Without an interval where the score could not stand out.
    """
    control = partial(Control, kind=kind, decides=decides)
    defined = drawn[np.isfinite(drawn)]
    if len(defined) < 0.95 * len(drawn):
        return control(value=None, reason=TOO_FEW)
    level = float(defined.mean())
    apart, most = np.abs(defined - level), float(np.abs(defined - level).max())
    if most < _SAME:  # in every order it is the same: nothing moved
        return control(value=level, difference=0.0, interval=(0.0, 0.0), p=1.0)
    if float(np.mean(apart >= most - _SAME)) > 0.05:
        return control(value=level, difference=value - level, reason=TOO_FEW)
    as_far = int(np.sum(apart >= abs(value - level) - _SAME))
    low, high = np.percentile(defined - level, (2.5, 97.5))
    return control(
        value=level,
        difference=value - level,
        interval=(value - level - float(high), value - level - float(low)),
        p=(1 + as_far) / (1 + len(defined)),
    )


_SAME = 1e-9
"""Two permutations that are no further apart than this come out alike."""


def _stack(drawn: list[Tables]) -> Tables:
    rows = zip(*((one.start, one.end, one.count) for one in drawn), strict=True)
    return Tables(*map(np.stack, rows))

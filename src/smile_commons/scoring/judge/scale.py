"""What an answer is worth: how far it lies from the middle of a fixed, balanced set.

A model leans, each form of a question in its own way: one calls almost everything support. The
mean log-odds over as many lines of one side as of the other is that leaning, and their spread the
measure for what is far from it. Neither the raw zero, nor the mean of the lines that are judged,
which would erase a debate in which all agree.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 2
"""Lines of each side that have to be answered, or nothing can be told of the form."""
_LEAST_SPREAD = 0.05


@dataclass(frozen=True, slots=True)
class Scale:
    """The leaning of one form, and its spread, in log-odds."""

    offset: float
    spread: float
    sign: int = 1
    """-1: the model answers the question upside down."""

    def standard(self, log_odds: float) -> float:
        """How many spreads an answer lies from the middle."""
        return self.sign * (log_odds - self.offset) / self.spread


def scale_of(
    first: Sequence[float], second: Sequence[float], *, turned: bool = False
) -> Scale | None:
    """The scale of one form from its answers over the balanced set; None: too few were answered.

    Args:
        first: log-odds of the lines with the task's first label, those that were answered. The
            middle lies between the means of both, so that it stays there when more of the one
            than of the other were not.
        second: of the lines with the second.
        turned: whether the lines are to decide which way round the answers are read.
    """
    if min(len(first), len(second)) < FEWEST:
        return None
    high, low = sum(first) / len(first), sum(second) / len(second)
    mean = (high + low) / 2
    variance = (_around(first, mean) + _around(second, mean)) / 2
    spread = max(math.sqrt(variance), _LEAST_SPREAD)
    return Scale(mean, spread, -1 if turned and high < low else 1)


def _around(log_odds: Sequence[float], mean: float) -> float:
    return sum((x - mean) ** 2 for x in log_odds) / len(log_odds)


Scales = Mapping[str, Scale]
"""By the id of a form; one that the model does not answer has none."""


def logistic(x: float) -> float:
    """1 / (1 + e^-x)."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = math.exp(x)
    return e / (1 + e)

"""What an answer is worth: how far it lies from the middle of a fixed, balanced set.

A model leans, each form of a question in its own way: one calls almost everything support. The
mean log-odds over as many lines of one side as of the other is that leaning, and their spread the
measure for what is far from it. Neither the raw zero, nor the mean of the lines that are judged,
which would erase a debate in which all agree.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


def scale_of(log_odds: Sequence[float], firsts: Sequence[bool] | None = None) -> Scale:
    """The scale of one form from its answers over the balanced set.

    Args:
        log_odds: the answers.
        firsts: which of the lines have the task's first label, where that is to decide which way
            round the answers are read; None: as they stand.

    Raises:
        ValueError: there are fewer than four.
    """
    if len(log_odds) < 4:
        raise ValueError("a scale needs four answers or more")
    mean = sum(log_odds) / len(log_odds)
    variance = sum((x - mean) ** 2 for x in log_odds) / len(log_odds)
    sides = [1 if one else -1 for one in firsts or ()]
    pull = sum((x - mean) * side for x, side in zip(log_odds, sides, strict=False))
    return Scale(mean, max(math.sqrt(variance), _LEAST_SPREAD), -1 if pull < 0 else 1)


Scales = Mapping[str, Scale]
"""By the id of a form."""


def logistic(x: float) -> float:
    """1 / (1 + e^-x)."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = math.exp(x)
    return e / (1 + e)

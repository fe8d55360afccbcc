"""One answer of a model as the shares of two sides, and what it is worth.

A model leans, each form of a question in its own way: one calls almost everything support. The
mean log-odds over as many lines of one side as of the other is that leaning, and their spread the
measure for what is far from it. Neither the raw zero, nor the mean of the lines that are judged,
which would erase a debate in which all agree.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_MASS = 0.5
"""With less on both sides together the model did not answer."""
FLOOR = 1e-4
"""Added to both sides of a log-odds: a word that was not listed is not impossible."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The words that count for each side, in small letters."""

    first: Collection[str]
    second: Collection[str]

    @property
    def named(self) -> str:
        """All the words, in one fixed spelling."""
        return "|".join(",".join(sorted(words)) for words in (self.first, self.second))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model gave to each side of a question."""

    first: float
    second: float
    floor: float = FLOOR

    @property
    def mass(self) -> float:
        """What both sides had together, in [0, 1]."""
        return min(1.0, self.first + self.second)

    @property
    def log_odds(self) -> float:
        """ln first / second; finite."""
        total = self.first + self.second
        if total <= 0:
            return 0.0
        return math.log((self.first / total + self.floor) / (self.second / total + self.floor))


def from_logprobs(logprobs: Mapping[str, float], sides: Sides) -> Answer:
    """The answer of a first token's log-probabilities."""
    return _sum(((token, math.exp(value)) for token, value in logprobs.items()), sides, FLOOR)


def from_texts(texts: Collection[str], sides: Sides) -> Answer:
    """The answer of repeated sampling: the share of each side; half an answer is the floor."""
    return _sum(((text, 1 / len(texts)) for text in texts), sides, 0.5 / len(texts))


def shares(parts: Iterable[tuple[str, float]], options: Sequence[Collection[str]]) -> list[float]:
    """What the texts give to each option together, by the words that count for it."""
    found = [0.0] * len(options)
    for text, share in parts:
        word = _first_word(text)
        for place, words in enumerate(options):
            if _is_one(word, words):
                found[place] += share
                break
    return found


def _sum(parts: Iterable[tuple[str, float]], sides: Sides, floor: float) -> Answer:
    first, second = shares(parts, (sides.first, sides.second))
    return Answer(round(first, 6), round(second, 6), floor)


def _first_word(text: str) -> str:
    words = text.strip(" \t\n\"'“”‘’*_.,:;!()-").casefold().split()
    return words[0].rstrip("\"'”’*_.,:;!)") if words else ""


def _is_one(word: str, names: Collection[str]) -> bool:
    """Whether it is one of the words, or a token that one of them begins with."""
    return any(word == name or (len(word) > 2 and name.startswith(word)) for name in names)


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

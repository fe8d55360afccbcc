"""One answer of a model as the shares of two sides."""

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

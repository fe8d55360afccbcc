"""One answer to a ballot as a distribution over against, undecided and for."""

import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smile_commons.models.reply import Choice, Reply

LABELS: Mapping[str, tuple[str, ...]] = {
    "1": ("yes", "aye"),
    "0": ("blank", "abstain", "undecided", "neither"),
    "-1": ("no", "nay"),
}
"""First words that count as an answer, by where they stand."""
REPEATS = 4
"""Answers drawn where a model gives no log-probabilities."""
LEAST_MASS = 0.5
"""With less on the labels together the model did not answer."""
_QUOTES = str.maketrans({'"': "'", "“": "'", "”": "'"})
_FLOOR = 1e-5
"""Added to both sides of a log-odds, so that a label which was not listed is not impossible."""


@dataclass(frozen=True, slots=True)
class Vote:
    """How one motion was voted on."""

    distribution: Mapping[str, float]
    """Renormalised over the labels; keys ``-1``, ``0``, ``1``; empty without any label."""
    mass: float
    """What the labels had together before that, in [0, 1]."""
    floor: float = _FLOOR
    """Added to the shares of both sides in ``log_odds``."""

    @property
    def position(self) -> float | None:
        """P(for) - P(against), in [-1, 1]; undecided counts as 0; None when it is unscored."""
        if self.unscored:
            return None
        return self.distribution["1"] - self.distribution["-1"]

    @property
    def log_odds(self) -> float:
        """ln P(for) / P(against), without what is undecided; finite."""
        against, for_ = self.distribution.get("-1", 0.0), self.distribution.get("1", 0.0)
        return math.log((for_ + self.floor) / (against + self.floor))

    @property
    def unscored(self) -> str | None:
        """Why it cannot be scored."""
        if self.mass < LEAST_MASS:
            return f"no answer: label mass {self.mass:.2f}"
        return None


def quoted(text: str) -> str:
    """A text that cannot end the quotation it stands in when it is voted on, nor the line."""
    return " ".join(text.split()).translate(_QUOTES)


async def voted(
    complete: Callable[[Mapping[str, Any]], Awaitable[Reply]], *, sampled: bool = False
) -> tuple[Vote, bool]:
    """A vote, and whether it was sampled: the model gives no log-probabilities.

    Args:
        complete: asks for it, with what shapes the reply.
        sampled: whether that is known already.

    Raises:
        ModelError: the model failed.
    """
    if not sampled:
        reply = await complete({"max_tokens": 1, "temperature": 0.0, "logprobs": 20})
        if logprobs := reply.choices[0].logprobs:
            return from_logprobs(logprobs), False
    reply = await complete({"max_tokens": 4, "temperature": 1.0, "n": REPEATS})
    return from_answers(reply.choices), True


def from_logprobs(logprobs: Mapping[str, float]) -> Vote:
    """The vote of a first token's log-probabilities."""
    return _vote((token, math.exp(value)) for token, value in logprobs.items())


def from_answers(choices: Iterable[Choice]) -> Vote:
    """The vote of repeated answers: the share of each label; half an answer is the floor."""
    texts = [choice.text for choice in choices]
    return _vote(((text, 1 / len(texts)) for text in texts), 0.5 / len(texts))


def contrast(article: Vote, negation: Vote) -> float:
    """The position of two votes, in [-1, 1], whatever leaning to Yes they have in common.

    A model that leans to Yes adds the same log-odds to both, so it falls out of their difference.
    Half of that is what the log-odds would be without it; the position is P(for) - P(against)
    there, less the share that is undecided.
    """
    decided = 1 - (article.distribution["0"] + negation.distribution["0"]) / 2
    return decided * math.tanh((article.log_odds - negation.log_odds) / 4)


def _vote(parts: Iterable[tuple[str, float]], floor: float = _FLOOR) -> Vote:
    weights = dict.fromkeys(LABELS, 0.0)
    for text, weight in parts:
        label = _label(text)
        if label is not None:
            weights[label] += weight
    mass = sum(weights.values())
    if mass <= 0:
        return Vote({}, 0.0, floor)
    shares = {label: round(weight / mass, 6) for label, weight in weights.items()}
    return Vote(shares, min(mass, 1.0), floor)


def _label(text: str) -> str | None:
    """The label that a text begins with, or that a token is the beginning of."""
    word = text.strip(" \t\n\"'“”*.,:;!-").casefold().split(" ")[0]
    word = word.rstrip("\"'”*.,:;!")
    for label, names in LABELS.items():
        if any(word == name or (len(word) > 2 and name.startswith(word)) for name in names):
            return label
    return None

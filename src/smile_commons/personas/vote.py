"""One answer to a ballot as a distribution over against, undecided and for."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smile_commons.models.reply import Choice

LABELS: Mapping[str, tuple[str, ...]] = {
    "1": ("yes", "aye"),
    "0": ("blank", "abstain", "undecided", "neither"),
    "-1": ("no", "nay"),
}
"""First words that count as an answer, by where they stand."""
LEAST_MASS = 0.5
"""With less on the labels together the model did not answer."""


@dataclass(frozen=True, slots=True)
class Vote:
    """How one motion was voted on."""

    distribution: Mapping[str, float]
    """Renormalised over the labels; keys ``-1``, ``0``, ``1``; empty without any label."""
    mass: float
    """What the labels had together before that, in [0, 1]."""

    @property
    def position(self) -> float | None:
        """P(for) - P(against), in [-1, 1]; undecided counts as 0; None when it is unscored."""
        if self.unscored:
            return None
        return self.distribution["1"] - self.distribution["-1"]

    @property
    def unscored(self) -> str | None:
        """Why it cannot be scored."""
        if self.mass < LEAST_MASS:
            return f"no answer: label mass {self.mass:.2f}"
        return None


def from_logprobs(logprobs: Mapping[str, float]) -> Vote:
    """The vote of a first token's log-probabilities."""
    return _vote((token, math.exp(value)) for token, value in logprobs.items())


def from_answers(choices: Iterable[Choice]) -> Vote:
    """The vote of repeated answers: the share of each label."""
    texts = [choice.text for choice in choices]
    return _vote((text, 1 / len(texts)) for text in texts)


def _vote(parts: Iterable[tuple[str, float]]) -> Vote:
    weights = dict.fromkeys(LABELS, 0.0)
    for text, weight in parts:
        label = _label(text)
        if label is not None:
            weights[label] += weight
    mass = sum(weights.values())
    if mass <= 0:
        return Vote({}, 0.0)
    shares = {label: round(weight / mass, 6) for label, weight in weights.items()}
    return Vote(shares, min(mass, 1.0))


def _label(text: str) -> str | None:
    """The label that a text begins with, or that a token is the beginning of."""
    word = text.strip(" \t\n\"'“”*.,:;!-").casefold().split(" ")[0]
    word = word.rstrip("\"'”*.,:;!")
    for label, names in LABELS.items():
        if any(word == name or (len(word) > 2 and name.startswith(word)) for name in names):
            return label
    return None

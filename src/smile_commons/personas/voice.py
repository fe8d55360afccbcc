"""Which words are whose: a small model of each persona's way of speaking, and how each says things.

Multinomial naive Bayes over word stems (Manning, Raghavan and Schütze 2008, *Introduction to
Information Retrieval*, ch. 13), trained on what each card and each canon says in the persona's
own voice. It only ranks takes; the score of a voice is measured by a judge, not by this.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smile_commons.prompts.language import Language, english, sentences, words

_SMOOTHING = 0.5


class Voices:
    """Log-likelihoods of words by persona."""

    def __init__(
        self, texts: Mapping[str, Sequence[str]], language: Language | None = None
    ) -> None:
        """Takes what each says in its own voice; without a language it is English."""
        self._language = language or english()
        counts = {who: Counter(self._tokens(" ".join(lines))) for who, lines in texts.items()}
        vocabulary = {token for count in counts.values() for token in count}
        self._known = vocabulary
        self._logs: dict[str, dict[str, float]] = {}
        for who, count in counts.items():
            total = sum(count.values()) + _SMOOTHING * max(1, len(vocabulary))
            self._logs[who] = {
                token: math.log((count[token] + _SMOOTHING) / total) for token in vocabulary
            }

    def likeness(self, who: str, text: str) -> float:
        """How much a text sounds like ``who`` rather than the others: 0 to 1, 0.5 says nothing."""
        tokens = [token for token in self._tokens(text) if token in self._known]
        if not tokens or len(self._logs) < 2:
            return 0.5
        scores = {name: sum(logs[t] for t in tokens) for name, logs in self._logs.items()}
        rival = max(score for name, score in scores.items() if name != who)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, (scores[who] - rival) / 3))))

    def _tokens(self, text: str) -> list[str]:
        return [self._language.stem(word) for word in words(text)]


@dataclass(frozen=True, slots=True)
class Manner:
    """Sentence lengths of a persona's example lines."""

    mean: float
    """Of the logarithms of their words."""
    spread: float

    @classmethod
    def of(cls, lines: Sequence[str], language: Language) -> "Manner":
        """The manner of somebody who speaks these lines."""
        logs = _logs(" ".join(lines), language)
        if not logs:
            return cls(math.log(10), 0.8)
        mean = sum(logs) / len(logs)
        spread = math.sqrt(sum((one - mean) ** 2 for one in logs) / len(logs))
        return cls(mean, max(0.4, spread))

    def likeness(self, text: str, language: Language) -> float:
        """How near a line's sentences are to this manner, in (0, 1]; 1 is its middle."""
        logs = _logs(text, language)
        if not logs:
            return 0.5
        off = (sum(logs) / len(logs) - self.mean) / self.spread
        return math.exp(-0.5 * off * off)


def _logs(text: str, language: Language) -> list[float]:
    counts = (len(words(part)) for part in sentences(text, language))
    return [math.log(count) for count in counts if count]

"""Which words are whose: a small model of each persona's way of speaking.

Multinomial naive Bayes over word stems (Manning, Raghavan and Schütze 2008, *Introduction to
Information Retrieval*, ch. 13), trained on what each card and each canon says in the persona's
own voice. It only ranks takes; the score of a voice is measured by a judge, not by this.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from smile_commons.prompts.language import Language, english, words

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

"""How somebody speaks, as far as it shows in any language: the length of their sentences."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.prompts.language import Language, sentences, words


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

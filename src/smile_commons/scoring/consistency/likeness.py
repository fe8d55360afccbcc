"""Which of several texts is nearest to one, by the cosine of their vectors."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.judge.gate import Embed


class Vectors:
    """Vectors of texts, each text embedded once."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: dict[str, NDArray[np.float32]] = {}

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, each of unit length."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def nearest(self, text: str, among: Sequence[str]) -> tuple[str, float] | None:
        """The nearest text and its cosine, in [-1, 1]; None where there is none."""
        if not among:
            return None
        cosines = self.of(among) @ self.of([text])[0]
        place = int(cosines.argmax())
        return among[place], float(cosines[place])

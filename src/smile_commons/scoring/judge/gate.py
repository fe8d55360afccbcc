"""Whether a text has anything to do with an article, before a model is asked.

By the cosine of sentence embeddings with the article and with its negation. A bare assent speaks to
what was said before it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smile_commons.scoring.english import ENGLISH
from smile_commons.scoring.judge.symbols import symbols_of
from smile_commons.scoring.judge.task import Item

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Texts to vectors of unit length (n, dimension)."""

LEAST = 0.15
"""Cosine below which a text has nothing to do with an article."""
NEAREST = 2
"""Articles that one speech is asked about at most, besides one that it was expected to be on."""
_YES, _NO, _FILLER = (
    frozenset(ENGLISH["assent"][kind].split()) for kind in ("yes", "no", "filler")
)
_SHORT = 6
"""Words of a bare assent, at most."""


@dataclass
class Gate:
    """Tells how near a text is to an article."""

    embed: Embed
    _known: "dict[str, Vector]" = field(default_factory=dict[str, "Vector"])

    def learn(self, items: Sequence[Item]) -> None:
        """Embeds what the items hold, all at once."""
        texts = {text for item in items for text in (item.text, *_articles(item))}
        wanted = sorted(texts - self._known.keys())
        if wanted:
            self._known.update(zip(wanted, self.embed(wanted), strict=True))

    def cosine(self, item: Item) -> float:
        """Of the text with the article or its negation, whichever is nearer; in [-1, 1]."""
        self.learn([item])
        vector = self._known[item.text]
        return max(float(vector @ self._known[other]) for other in _articles(item))

    def beyond(self, items: Sequence[Item]) -> set[int]:
        """Places of the stances on articles that others lie nearer to what was said.

        A speech is on one matter or on a few: it is asked about the ``NEAREST`` articles, and
        about what it was expected to be on.
        """
        by_text: dict[str, list[tuple[float, int]]] = {}
        for place, item in enumerate(items):
            if item.task == "stance" and not item.expected and not symbols_of(item.against):
                by_text.setdefault(item.text, []).append((-self.cosine(item), place))
        return {place for found in by_text.values() for _, place in sorted(found)[NEAREST:]}


def assent(text: str) -> int:
    """1 for a bare yes to what was said before, -1 for a bare no, 0 for anything else."""
    words = re.findall(r"[a-z']+", text.lower().replace("’", "'"))
    if not words or len(words) > _SHORT or "?" in text:
        return 0
    left = [word for word in words if word not in _FILLER]
    if left and all(word in _YES for word in left):
        return 1
    if left and all(word in _NO or word in _YES for word in left) and left[0] in _NO:
        return -1
    return 0


def _articles(item: Item) -> tuple[str, ...]:
    return (item.against, item.negation) if item.negation else (item.against,)

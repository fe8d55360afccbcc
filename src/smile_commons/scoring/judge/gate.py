"""Whether a text speaks to an article at all, without asking the model, which cannot tell.

By the cosine of sentence embeddings with the article and with its negation. An article about a
thing that goes by a symbol ("Card U should be turned.") is spoken to by whoever names the symbol:
such talk is too short for embeddings. A bare assent speaks to what was said before it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smile_commons.scoring.judge.task import Item

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Texts to vectors of unit length (n, dimension)."""

THRESHOLD, WIDTH = 0.25, 0.05
"""Cosine at which a text is as likely to speak to an article as not; and how sharp that is."""
_SYMBOL = re.compile(
    r"\b(?:card|option|item|number|door|box|letter|choice|plan)\s+['\"]?([A-Za-z]|\d{1,2})\b(?!['’])",
    re.IGNORECASE,
)
_WORDS_TOO = frozenset({"a", "i", "o"})
_YES = frozenset(
    "yes yeah yep yup agree agreed ok okay sure right true exactly correct ditto".split()
)
_NO = frozenset("no nope disagree disagreed wrong never nah".split())
_FILLER = frozenset(
    """
    i i'd i'll so well that's thats that is it we you too with as do would oh and the all of course
    then me fine by absolutely totally completely quite very indeed same here think
    """.split()
)
_SHORT = 6
"""Words of a bare assent, at most."""


@dataclass
class Gate:
    """Tells how likely a text speaks to an article."""

    embed: Embed
    _known: "dict[str, Vector]" = field(default_factory=dict[str, "Vector"])

    def learn(self, items: Sequence[Item]) -> None:
        """Embeds what the items hold, all at once."""
        texts = {text for item in items for text in _texts(item)} - self._known.keys()
        wanted = sorted(texts)
        if wanted:
            self._known.update(zip(wanted, self.embed(wanted), strict=True))

    def spoken(self, item: Item) -> float:
        """P(the text speaks to the article), in [0, 1]."""
        symbols = symbols_of(item.against)
        if symbols:
            return 1.0 if any(names(item.text, symbol) for symbol in symbols) else 0.0
        return self.near(item.text, item)

    def near(self, text: str, item: Item) -> float:
        """The same for another text, by embeddings alone."""
        import math

        self.learn([item])
        if text not in self._known:
            self._known[text] = self.embed([text])[0]
        vector = self._known[text]
        cosine = max(float(vector @ self._known[other]) for other in _articles(item))
        return 1 / (1 + math.exp(-(cosine - THRESHOLD) / WIDTH))


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


def symbols_of(article: str) -> tuple[str, ...]:
    """The symbols that an article is about ("card U"): single letters, numbers of two digits."""
    return tuple(dict.fromkeys(_SYMBOL.findall(article)))


def names(text: str, symbol: str) -> bool:
    """Whether a text names a symbol as a word, in either case.

    A letter that is a word too (``A``, ``I``) has to stand as a name: in a list, beside another
    symbol, at the end, or after what it names.
    """
    small = symbol.casefold()
    if small in _WORDS_TOO:
        return _stands_alone(text, small)
    return re.search(rf"(?<![\w'’]){re.escape(small)}(?![\w'’])", text.casefold()) is not None


def _stands_alone(text: str, letter: str) -> bool:
    low, one = text.casefold(), rf"(?<![\w'’]){letter}(?![\w'’])"
    listed = rf"{one}(?=\s*(?:$|[,.;:!?&+/)\-]|(?:and|or|with)\b|\d))"
    named = (
        rf"(?:\bcards?|\band|\bor|\bonly|\bjust|\d|[&+/])\s*,?\s*{one}(?=\s*(?:$|[^\w\s]|\band\b))"
    )
    return bool(re.search(listed, low) or re.search(named, low))


def _articles(item: Item) -> tuple[str, ...]:
    return (item.against, item.negation) if item.negation else (item.against,)


def _texts(item: Item) -> tuple[str, ...]:
    return (item.text, *_articles(item))

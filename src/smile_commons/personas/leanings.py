"""What stands on the cards of a cast, embedded once a run: which line bears on a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from smile_commons.memory.memory import Embedder
from smile_commons.world.card import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

Kind = Literal["goals", "red_lines", "would_reconsider"]


@dataclass(slots=True)
class Leanings:
    """The goals, red lines and reasons to reconsider of a cast, with their vectors."""

    cards: Mapping[str, Card]
    embedder: Embedder
    _known: dict[str, "NDArray[np.float32]"] = field(
        default_factory=dict[str, "NDArray[np.float32]"]
    )

    def nearest(self, who: str, kind: Kind, vector: "Vector") -> tuple[str, float]:
        """The line of a card that is nearest to a text, and its cosine, in [-1, 1].

        Args:
            who: whose card.
            kind: which of its lists; none of them is ever empty.
            vector: of the text, of unit length.
        """
        lines = _lines(self.cards[who], kind)
        near = self._vectors(who, kind) @ vector
        place = int(near.argmax())
        return lines[place], float(near[place])

    def _vectors(self, who: str, kind: Kind) -> "NDArray[np.float32]":
        if who not in self._known:
            card = self.cards[who]
            every = [line for one in _KINDS for line in _lines(card, one)]
            self._known[who] = self.embedder.embed(every)
        start = 0
        for one in _KINDS:
            count = len(_lines(self.cards[who], one))
            if one == kind:
                return self._known[who][start : start + count]
            start += count
        raise AssertionError(kind)


_KINDS: tuple[Kind, ...] = ("goals", "red_lines", "would_reconsider")


def _lines(card: Card, kind: Kind) -> Sequence[str]:
    return card.goals if kind == "goals" else getattr(card.stance, kind)

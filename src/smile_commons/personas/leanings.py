"""What stands on the cards of a cast, embedded once a run: which line bears on a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from smile_commons.memory.memory import Embedder
from smile_commons.world.card import Card

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors

Kind = Literal["goals", "red_lines", "would_reconsider"]


@dataclass(slots=True)
class Leanings:
    """The goals, red lines and reasons to reconsider of a cast, with their vectors."""

    cards: Mapping[str, Card]
    embedder: Embedder
    _known: dict[tuple[str, Kind], "Vectors"] = field(
        default_factory=dict[tuple[str, Kind], "Vectors"]
    )

    def nearest(self, who: str, kind: Kind, vector: "Vectors") -> tuple[str, float]:
        """The line of a card that is nearest to a text, and its cosine, in [-1, 1].

        Args:
            who: whose card.
            kind: which of its lists; none of them is ever empty.
            vector: of the text, of unit length.
        """
        card = self.cards[who]
        lines: Sequence[str] = card.goals if kind == "goals" else getattr(card.stance, kind)
        if (who, kind) not in self._known:
            self._known[who, kind] = self.embedder.embed(lines)
        near = self._known[who, kind] @ vector
        place = int(near.argmax())
        return lines[place], float(near[place])

"""An agent: a persona at the forum, with its card and a memory of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smile_commons.memory.memory import Recalled
from smile_commons.memory.persona import PersonaMemory
from smile_commons.personas.card import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RECALLED = 3
"""Memories that come up for one speech."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One persona at the forum."""

    card: Card
    memory: PersonaMemory

    def recall(
        self, query: "NDArray[np.float32]", *, turn: int, exclude: Collection[str]
    ) -> list[Recalled]:
        """What comes up for a speech: nothing of this turn or later, nothing used before."""
        return self.memory.recall(
            query, turn=turn, k=RECALLED, exclude=exclude, weights=self.card.recall
        )

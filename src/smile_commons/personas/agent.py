"""An agent: a persona at the forum, with its card and a memory of its own."""

import random
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smile_commons.memory.memory import Recalled
from smile_commons.memory.persona import PersonaMemory
from smile_commons.world.card import Card

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors

RECALLED = 3
"""Memories that come up for one speech."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One persona at the forum."""

    card: Card
    memory: PersonaMemory

    def recall(
        self,
        query: "Vectors",
        *,
        turn: int,
        exclude: Collection[str],
        k: int = RECALLED,
    ) -> list[Recalled]:
        """What comes up for a speech: nothing of this turn or later, nothing used before."""
        return self.memory.recall(query, turn=turn, k=k, exclude=exclude, weights=self.card.recall)

    def recall_at_random(self, *, seed: int, turn: int, exclude: Collection[str]) -> list[Recalled]:
        """As many by lot as would come up, whatever the speech is about: a control of recall.

        The same for the same seed, turn and persona; its trace says ``random`` alone.
        """
        may = sorted(
            (one for one in self.memory if one.turn < turn and one.id not in exclude),
            key=lambda one: one.id,
        )
        drawn = random.Random(f"{seed}/recall/{turn}/{self.card.id}").sample(
            may, min(RECALLED, len(may))
        )
        return [Recalled(memory, 0.0, {"random": 1.0}) for memory in drawn]

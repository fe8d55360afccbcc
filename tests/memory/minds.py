"""A persona's memory to be spoken to in words, and vectors drawn at random."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from smile_commons.memory.cache import CachedEmbedder
from smile_commons.memory.memory import Memory
from smile_commons.memory.persona import PersonaMemory

Vectors = NDArray[np.float32]


class Mind:
    """A persona's memory that can be spoken to in words instead of vectors."""

    def __init__(self, memory: PersonaMemory, embedder: CachedEmbedder) -> None:
        self.memory = memory
        self.embedder = embedder

    def remember(self, *memories: Memory) -> None:
        self.memory.remember(memories, self.embedder.embed([one.text for one in memories]))

    def recall(self, query: str, *, turn: int = 100, k: int = 3, **more: object) -> list[str]:
        vector = self.embedder.embed([query])[0]
        found = self.memory.recall(vector, turn=turn, k=k, **more)  # type: ignore[arg-type]
        return [recalled.memory.id for recalled in found]


def random_vectors(count: int, seed: int = 0, *, dimension: int = 384) -> Vectors:
    """Directions drawn evenly: as hard as it gets for an approximate index."""
    drawn = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def numbered(turns: Sequence[int]) -> list[Memory]:
    return [Memory(f"m{turn:05d}", f"Speech {turn}.", "episode", turn=turn) for turn in turns]

"""What comes to mind out of memories at hand, without a store: leaves no trace anywhere."""

from collections.abc import Sequence

from smile_commons.memory.episodes import bare
from smile_commons.memory.index import Index
from smile_commons.memory.memory import Embedder, Memory, Recalled, Weights
from smile_commons.memory.persona import CANDIDATES
from smile_commons.memory.recall import Weighing, choose


def recall_from(
    memories: Sequence[Memory],
    query: str,
    embedder: Embedder,
    *,
    turn: int,
    k: int,
    weights: Weighing | None = None,
) -> list[Recalled]:
    """Up to ``k`` of the memories, as ``PersonaMemory.recall`` would give them.

    Raises:
        ServiceError: the texts cannot be embedded.
    """
    if not memories or k < 1:
        return []
    index = Index(embedder.dimension)
    vectors = embedder.embed([*map(bare, memories), query])
    for memory, vector in zip(memories, vectors, strict=False):
        index.put(memory, vector)
    rows = index.eligible(turn=turn, exclude=())
    near = index.nearest(vectors[-1], rows, max(CANDIDATES, k))
    found, taken = index.take(near)
    return choose(vectors[-1], found, taken, turn=turn, k=k, weights=weights or Weights())

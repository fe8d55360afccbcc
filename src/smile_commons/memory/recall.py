"""What comes to mind, out of what could: weighing and choosing, as pure functions.

The score is that of Park et al. 2023 (Generative Agents, section 4.1): relevance, recency and
importance, weighted; but each part is taken as it is, not stretched to [0, 1] over the candidates
as there, so that a score means the same at every turn and one candidate alone has one too. The
choice among the best is by maximal marginal relevance (Carbonell and Goldstein 1998), so that two
memories of the same thing do not come up together.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smile_commons.memory.episodes import bare
from smile_commons.memory.index import Index
from smile_commons.memory.memory import Embedder, Memory, Recalled, Weights
from smile_commons.world.card import RecallWeights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from smile_commons.memory.memory import Vectors

CANDIDATES = 40
"""So many of the nearest are weighed, or as many as are wanted."""
DECAY = 0.99
"""What is left of an episode's presence from one turn to the next."""
CANON_RECENCY = 0.85
"""The past before the forum is no fresher and no staler at any turn. The value is the middle of
what episodes have in a forum of 32 turns, so that canon is neither favoured nor held back."""
PARTS = ("relevance", "recency", "importance")
"""What a score is made of."""
LIKENESS = 0.7
"""Lambda: 1 chooses by score alone, 0 by novelty alone."""
_DIGITS = 6


Weighing = Weights | RecallWeights
"""How much each part counts: as usual, or as a card has it."""


def recency(memory: Memory, turn: int) -> float:
    """How present a memory is at that turn, in (0, 1].

    1 right after it was heard, less by ``DECAY`` with each turn.
    """
    if memory.kind == "canon":
        return CANON_RECENCY
    return DECAY ** max(0, turn - 1 - memory.turn)


def choose(
    query: "Vectors",
    memories: Sequence[Memory],
    vectors: "Vectors",
    *,
    turn: int,
    k: int,
    weights: Weighing,
) -> list[Recalled]:
    """Up to ``k`` of the memories, the first to come up first; ties are settled by id."""
    import numpy as np

    order = sorted(range(len(memories)), key=lambda place: memories[place].id)
    memories, vectors = [memories[place] for place in order], vectors[order]
    cosines = (vectors @ query).tolist()
    pairs = zip(cosines, memories, strict=True)
    rows = [(cosine, recency(one, turn), one.importance) for cosine, one in pairs]
    parts = np.array(rows, dtype=np.float64).reshape(-1, 3)
    # Rounded: the last bits of a product hang on where in memory a vector lies.
    parts = np.clip(parts, 0.0, 1.0).round(_DIGITS)
    shares = _shares(weights)
    scores = parts @ shares
    return [
        Recalled(memories[place], float(scores[place]), _trace(parts[place], shares, redundancy))
        for place, redundancy in _marginal(scores, vectors, k)
    ]


def _marginal(scores: "NDArray[Any]", vectors: "Vectors", k: int) -> list[tuple[int, float]]:
    """The places chosen, each with how like it is to the nearest chosen before it."""
    import numpy as np

    chosen: list[tuple[int, float]] = []
    redundancy = np.zeros(len(scores))
    left = np.ones(len(scores), dtype=bool)
    for _ in range(min(k, len(scores))):
        worth = LIKENESS * scores - (1 - LIKENESS) * redundancy
        place = int(np.argmax(np.where(left, worth, -np.inf)))
        chosen.append((place, float(redundancy[place])))
        left[place] = False
        likeness = np.clip(vectors @ vectors[place], 0.0, 1.0).round(_DIGITS)
        redundancy = np.maximum(redundancy, likeness)
    return chosen


def _shares(weights: Weighing) -> "NDArray[Any]":
    import numpy as np

    shares = np.array([weights.relevance, weights.recency, weights.importance], dtype=np.float64)
    total = shares.sum()
    return shares / total if total > 0 else np.full(3, 1 / 3)


def _trace(parts: "NDArray[Any]", shares: "NDArray[Any]", redundancy: float) -> dict[str, float]:
    trace = dict(zip(PARTS, parts.tolist(), strict=True))
    weights = {f"{part}_weight": share for part, share in zip(PARTS, shares.tolist(), strict=True)}
    return {**trace, "redundancy": redundancy, **weights}


def recall_from(
    memories: Sequence[Memory],
    query: str,
    embedder: Embedder,
    *,
    turn: int,
    k: int,
    weights: Weighing | None = None,
) -> list[Recalled]:
    """Up to ``k`` of the memories, as ``PersonaMemory.recall`` would give them, without a store.

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

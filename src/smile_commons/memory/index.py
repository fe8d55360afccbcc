"""All that one persona remembers, side by side in arrays: what recall filters and weighs."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smile_commons.memory.memory import Memory

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from smile_commons.memory.memory import Vectors

_ROOM = 64
"""Rows to begin with; doubled when they are full."""


class Index:
    """Memories in rows, in the order in which they came; not safe between threads."""

    def __init__(self, dimension: int) -> None:
        import numpy as np

        self._rows: dict[str, int] = {}
        self._memories: list[Memory] = []
        self._vectors: Vectors = np.zeros((_ROOM, dimension), dtype=np.float32)
        self._turns = np.zeros(_ROOM, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._memories)

    def __contains__(self, id: str) -> bool:
        return id in self._rows

    def __iter__(self) -> Iterator[Memory]:
        return iter(tuple(self._memories))

    def get(self, id: str) -> Memory | None:
        """The memory of that id, if there is one."""
        row = self._rows.get(id)
        return None if row is None else self._memories[row]

    def holds(self, memory: Memory, vector: "Vectors") -> bool:
        """Whether just this memory, with this vector, is in it."""
        row = self._rows.get(memory.id)
        if row is None or self._memories[row] != memory:
            return False
        return bool((self._vectors[row] == vector).all())

    def put(self, memory: Memory, vector: "Vectors") -> None:
        """Adds a memory, or changes the one that has its id."""
        row = self._rows.setdefault(memory.id, len(self._memories))
        if row == len(self._memories):
            if row == len(self._turns):
                self._grow()
            self._memories.append(memory)
        self._memories[row] = memory
        self._vectors[row] = vector
        self._turns[row] = memory.turn

    def drop(self, ids: Collection[str]) -> None:
        """Forgets the memories of these ids."""
        kept = [row for row, memory in enumerate(self._memories) if memory.id not in ids]
        size = len(kept)
        self._memories = [self._memories[row] for row in kept]
        self._rows = {memory.id: row for row, memory in enumerate(self._memories)}
        for array in (self._vectors, self._turns):
            array[:size] = array[kept]

    def eligible(self, *, turn: int, exclude: Collection[str]) -> "NDArray[Any]":
        """The rows that may come up: from before that turn, not excluded."""
        import numpy as np

        size = len(self._memories)
        may = self._turns[:size] < turn
        may[[self._rows[id] for id in exclude if id in self._rows]] = False
        return np.flatnonzero(may)

    def rows(self, ids: Collection[str]) -> list[int]:
        """The rows of those ids that are in it."""
        return [self._rows[id] for id in ids if id in self._rows]

    def nearest(self, query: "Vectors", rows: "NDArray[Any]", count: int) -> list[int]:
        """Those rows whose vectors are nearest to the query, by exact cosine; ties by id."""
        import numpy as np

        # All of them first: to copy some thousand rows costs more than to multiply them.
        near = (self._vectors[: len(self._memories)] @ query)[rows]
        if len(rows) > count:  # a tie at the edge is kept whole, for the ids to settle
            edge = np.partition(near, len(rows) - count)[len(rows) - count]
            inside = near >= edge
            rows, near = rows[inside], near[inside]
        order = sorted(zip((-near).tolist(), rows.tolist(), strict=True), key=self._order)
        return [row for _, row in order[:count]]

    def take(self, rows: Sequence[int]) -> tuple[list[Memory], "Vectors"]:
        """The memories of these rows, and a copy of their vectors."""
        return [self._memories[row] for row in rows], self._vectors[list(rows)]

    def _order(self, item: tuple[float, int]) -> tuple[float, str]:
        distance, row = item
        return distance, self._memories[row].id

    def _grow(self) -> None:
        import numpy as np

        self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
        self._turns = np.concatenate([self._turns, np.zeros_like(self._turns)])

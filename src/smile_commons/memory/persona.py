"""The memory of one persona: remembered at once, recalled with a trace, written in batches."""

from collections.abc import Collection, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from smile_commons.errors import StoreError
from smile_commons.memory.chroma import faults, pages, read, write
from smile_commons.memory.index import Index
from smile_commons.memory.memory import Kind, Memory, Recalled, Weights
from smile_commons.memory.recall import CANDIDATES, Weighing, choose

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection

    from smile_commons.memory.memory import Vectors

EXACT = 1000
"""Up to so many memories all are compared, which is exact and takes less than asking Chroma."""
_TOO_MANY_OUT = 100
"""Chroma's index cannot pass over what may not come up without slowing down; it is asked for
that many more instead, and above this number the exact search is used."""


class PersonaMemory:
    """What one persona remembers: one Chroma collection, and the same in arrays.

    Recall and remembering belong to one thread; ``flush`` may run in another meanwhile. Chroma
    is never read and written at once (it then misses its own files): while a batch is written,
    recall searches the arrays, which hold the same and more.
    """

    def __init__(self, collection: "ChromaCollection | None", dimension: int) -> None:
        """
        Args:
            collection: where they are kept; None: of a persona that has none yet, or by and by,
                see ``write_to``.
            dimension: numbers in a vector.
        """
        self._collection = collection
        self._dimension = dimension
        self._index = Index(dimension)
        self._unwritten: dict[str, Memory] = {}
        self._gone = set[str]()
        """Forgotten, and still in a collection that is not at hand."""
        self._lock = Lock()
        self._writing = Lock()
        for memory, vector in read(collection, dimension) if collection else ():
            self._index.put(memory, vector)

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, id: str) -> bool:
        return id in self._index

    def __iter__(self) -> Iterator[Memory]:
        with self._lock:
            return iter(self._index)

    def get(self, id: str) -> Memory | None:
        """The memory of that id, if there is one."""
        with self._lock:
            return self._index.get(id)

    def recall(
        self,
        query: "Vectors",
        *,
        turn: int,
        k: int = 3,
        exclude: Collection[str] = (),
        weights: Weighing | None = None,
    ) -> list[Recalled]:
        """Up to ``k`` memories that the query brings to mind, the first to come up first.

        Args:
            query: the vector of what is being talked about, of unit length.
            turn: the number of the speech to be made, from 1; nothing of that turn or of a
                later one comes up. Canon is of turn 0.
            exclude: ids that are not to come up (what is in the prompt anyway, say).
            weights: a card's own; None for the usual.

        Raises:
            StoreError: Chroma could not be asked.
        """
        if k < 1:
            return []
        count = max(CANDIDATES, k)
        with self._lock:
            rows = self._index.eligible(turn=turn, exclude=exclude)
            out = len(self._index) - len(rows)
            unwritten = tuple(self._unwritten)
        many = len(rows) > EXACT and out <= _TOO_MANY_OUT
        near = self._ask(query, count + out) if many else None
        with self._lock:
            if near is not None:
                may = set(rows.tolist())
                found = {row for row in self._index.rows({*near, *unwritten}) if row in may}
                rows = _array(sorted(found))
            memories, vectors = self._index.take(self._index.nearest(query, rows, count))
        return choose(query, memories, vectors, turn=turn, k=k, weights=weights or Weights())

    def remember(self, memories: Sequence[Memory], vectors: "Vectors") -> None:
        """Takes in memories with their vectors (n, dimension); recall knows of them at once.

        What is known already, word for word, is passed over; another of the same id takes the
        place of the first. Nothing is on disk before ``flush``.

        Raises:
            StoreError: vectors and memories do not go together.
        """
        if vectors.shape != (len(memories), self._dimension):
            raise StoreError(
                f"{len(memories)} memories of {self._dimension} numbers came with "
                f"vectors of shape {vectors.shape}"
            )
        with self._lock:
            for memory, vector in zip(memories, vectors, strict=True):
                if not self._index.holds(memory, vector):
                    self._index.put(memory, vector)
                    self._unwritten[memory.id] = memory

    def flush(self) -> None:
        """Writes what is not written yet; safe to repeat, and to run in another thread.

        Raises:
            StoreError: Chroma failed; what was to be written is kept for the next time.
        """
        if self._collection is not None:
            self.write_to(self._collection)

    @property
    def is_at_hand(self) -> bool:
        """Whether ``flush`` can write."""
        return self._collection is not None

    @property
    def waits(self) -> bool:
        """Whether something is not written yet."""
        return bool(self._unwritten or self._gone)

    def unwritten(self, kind: Kind | None = None) -> tuple[list[Memory], "Vectors"]:
        """The memories that are not written yet, all or of one kind, with their vectors."""
        with self._lock:
            batch = [one.id for one in self._unwritten.values() if kind in (None, one.kind)]
            return self._index.take(self._index.rows(batch))

    def write_to(self, collection: "ChromaCollection", kind: Kind | None = None) -> None:
        """Writes what is not written yet, all or of one kind, to a collection that is at hand.

        Raises:
            StoreError: Chroma failed; what was to be written is kept for the next time.
        """
        with self._writing:
            if gone := sorted(self._gone):
                _delete(collection, gone)
                self._gone.difference_update(gone)
            memories, vectors = self.unwritten(kind)
            for page in pages(memories):
                write(collection, memories[page], vectors[page])
                self.written(memories[page])

    def part(self) -> None:
        """Lets go of the collection; what comes from now on waits for ``write_to``."""
        self._collection = None

    def forget(self, ids: Collection[str]) -> None:
        """Forgets these memories; ids that are not there are passed over.

        Raises:
            StoreError: Chroma failed.
        """
        with self._writing:
            with self._lock:
                gone = sorted(id for id in set(ids) if id in self._index)
                self._index.drop(set(gone))
                for id in gone:
                    self._unwritten.pop(id, None)
            if self._collection is None:
                self._gone.update(gone)
            else:
                _delete(self._collection, gone)

    def _ask(self, query: "Vectors", count: int) -> tuple[str, ...] | None:
        """The ids of the nearest that are written; None while a batch is being written, and where
        no collection is at hand."""
        collection = self._collection
        if collection is None or not self._writing.acquire(blocking=False):
            return None
        try:
            with faults("recall"):
                found = collection.query(query_embeddings=[query], n_results=count, include=[])
        finally:
            self._writing.release()
        return tuple(found["ids"][0])

    def written(self, memories: Sequence[Memory]) -> None:
        """Notes that these are written."""
        with self._lock:
            for memory in memories:
                if self._unwritten.get(memory.id) is memory:
                    del self._unwritten[memory.id]


def _delete(collection: "ChromaCollection", ids: Sequence[str]) -> None:
    for page in pages(ids):
        with faults("forget"):
            collection.delete(ids=list(ids[page]))


def _array(rows: Sequence[int]) -> Any:
    import numpy as np

    return np.array(rows, dtype=np.int64)

"""The memories of all personas of a run: one folder, one Chroma collection each."""

import asyncio
import hashlib
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

from smile_commons.errors import StoreError
from smile_commons.memory.chroma import INDEX, MEND, faults, local_client, server_client
from smile_commons.memory.persona import PersonaMemory

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client

_in_use: set[Path] = set()
_using = Lock()


class MemoryStore:
    """Opens the memory of each persona; belongs to one process at a time.

    Several processes writing into one folder leave memories that no query finds.
    """

    def __init__(
        self,
        folder: Path,
        *,
        dimension: int,
        embedder: str | None = None,
        chroma_url: str | None = None,
    ) -> None:
        """
        Args:
            folder: where it lies; made when it is not there. With a server it only gives the
                collections their names, so that runs keep apart.
            dimension: numbers in a vector.
            embedder: the name of what makes the vectors; what another made is refused. None: not
                looked at.
            chroma_url: the address of a Chroma server to use instead.

        Raises:
            StoreError: it cannot be opened, or is open already in this process.
            InputError: the address is none.
        """
        self._folder, self._dimension, self._embedder = folder, dimension, embedder
        self._suffix = _digest(folder) if chroma_url else "memory"
        self._opened: dict[str, PersonaMemory] = {}
        self._claimed = claim(folder)
        self._client: Client | None = None
        try:
            self._client = server_client(chroma_url) if chroma_url else local_client(folder)
        finally:
            if self._client is None:
                let_go(self._claimed)

    def open(self, persona: str) -> PersonaMemory:
        """The memory of that persona, new or as it was left; the same object every time.

        Raises:
            StoreError: it cannot be read, or its vectors are another embedder's.
        """
        if persona not in self._opened:
            self._opened[persona] = PersonaMemory(self._collection(persona), self._dimension)
        return self._opened[persona]

    def _collection(self, persona: str) -> "Collection":
        with faults("open"):
            collection = self._open_client().get_or_create_collection(
                f"{persona}.{self._suffix}",
                configuration=INDEX,
                metadata={"embedder": self._embedder} if self._embedder else None,
                embedding_function=None,
            )
        made_by = (collection.metadata or {}).get("embedder")
        if self._embedder and made_by and made_by != self._embedder:
            raise StoreError(
                f"the memories of {persona} were embedded by {made_by} and not by "
                f"{self._embedder}, so they cannot be compared; {MEND}"
            )
        return collection

    def forget(self, persona: str) -> None:
        """Removes all that a persona remembers.

        Raises:
            StoreError: Chroma failed.
        """
        from chromadb.errors import NotFoundError

        self._opened.pop(persona, None)
        with faults("forget"), suppress(NotFoundError):
            self._open_client().delete_collection(f"{persona}.{self._suffix}")

    async def settle(self) -> None:
        """Writes what is not written yet, beside the event loop.

        Raises:
            StoreError: Chroma failed.
        """
        await asyncio.to_thread(self.flush)

    def flush(self) -> None:
        """Writes what is not written yet, of every persona.

        Raises:
            StoreError: Chroma failed.
        """
        for memory in self._opened.values():
            memory.flush()

    def close(self) -> None:
        """Writes what is left and lets go of the files; safe to repeat."""
        if self._client is None:
            return
        try:
            self.flush()
        finally:
            client, self._client = self._client, None
            self._opened.clear()
            client.close()
            let_go(self._claimed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open_client(self) -> "Client":
        if self._client is None:
            raise StoreError("the memory store is closed")
        return self._client


def claim(folder: Path) -> Path:
    """Takes a store's folder for this part of the process; two would not see each other's writes.

    Raises:
        StoreError: it is taken.
    """
    resolved = folder.resolve()
    with _using:
        if resolved in _in_use:
            raise StoreError(f"the memory store {folder} is open already in this process")
        _in_use.add(resolved)
    return resolved


def let_go(claimed: Path) -> None:
    """Gives back what ``claim`` gave."""
    with _using:
        _in_use.discard(claimed)


def _digest(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]

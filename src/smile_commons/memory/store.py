"""The memories of all personas of a run: one folder, one Chroma collection each."""

import hashlib
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from smile_commons.errors import StoreError
from smile_commons.memory.chroma import INDEX, faults, local_client, server_client
from smile_commons.memory.persona import PersonaMemory

if TYPE_CHECKING:
    from chromadb.api.client import Client


class MemoryStore:
    """Opens the memory of each persona; belongs to one process at a time.

    Several processes writing into one folder leave memories that no query finds.
    """

    def __init__(self, folder: Path, *, dimension: int, chroma_url: str | None = None) -> None:
        """
        Args:
            folder: where it lies; made when it is not there. With a server it only gives the
                collections their names, so that runs keep apart.
            dimension: numbers in a vector.
            chroma_url: the address of a Chroma server to use instead.

        Raises:
            StoreError: it cannot be opened.
            InputError: the address is none.
        """
        self._dimension = dimension
        self._folder = folder
        self._client: Client | None = (
            server_client(chroma_url) if chroma_url else local_client(folder)
        )
        self._suffix = _digest(folder) if chroma_url else "memory"
        self._opened: dict[str, PersonaMemory] = {}

    def open(self, persona: str) -> PersonaMemory:
        """The memory of that persona, new or as it was left; the same object every time.

        Raises:
            StoreError: it cannot be read.
        """
        if persona not in self._opened:
            with faults("open"):
                collection = self._open_client().get_or_create_collection(
                    f"{persona}.{self._suffix}", configuration=INDEX, embedding_function=None
                )
            self._opened[persona] = PersonaMemory(collection, self._dimension)
        return self._opened[persona]

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open_client(self) -> "Client":
        if self._client is None:
            raise StoreError("the memory store is closed")
        return self._client


def _digest(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]

"""The memories of a run that is one of many at once: in memory while it is played, and written when
it is over, one run after the other.

A store of Chroma holds some twenty files open, waits for the disk forty times, and to begin one
takes as long as a dozen speeches. Nothing is lost where a process is killed before: what a store
does not hold is lived through again out of the transcript.
"""

import asyncio
import hashlib
import shutil
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

from smile_commons.errors import unwritable
from smile_commons.memory.chroma import local_client
from smile_commons.memory.memory import Kind
from smile_commons.memory.persona import PersonaMemory
from smile_commons.memory.store import MemoryStore, claim, let_go
from smile_commons.memory.workshop import workshop

_ONE = Lock()
"""One store at a time is open in this process."""


class WaitingStore(MemoryStore):
    """As ``MemoryStore``, of files that are opened to be read or written and closed again.

    Args:
        folder: where it lies; made when it is written.
        dimension: numbers in a vector.
        embedder: the name of what makes the vectors.

    Raises:
        StoreError: it is open already in this process.
    """

    def __init__(self, folder: Path, *, dimension: int, embedder: str | None = None) -> None:
        self._folder, self._dimension, self._embedder = folder, dimension, embedder
        self._suffix = "memory"
        self._opened: dict[str, PersonaMemory] = {}
        self._client = None
        self._claimed = claim(folder)
        self._is_closed = False

    def open(self, persona: str) -> PersonaMemory:
        """The memory of that persona, new or as it was left; the same object every time.

        Raises:
            StoreError: it cannot be read, or its vectors are another embedder's.
        """
        if persona not in self._opened:
            if not self._folder.exists():
                self._opened[persona] = PersonaMemory(None, self._dimension)
            else:
                with _ONE, self._open_in(self._folder):
                    super().open(persona).part()
        return self._opened[persona]

    async def settle(self) -> None:
        """Writes what is not written yet, when it is this store's turn."""
        working = asyncio.get_running_loop().run_in_executor(_thread(), self.flush)
        try:
            await asyncio.shield(working)
        except asyncio.CancelledError:
            await asyncio.wait([working])
            raise

    def flush(self) -> None:
        """Writes what is not written yet, of every persona.

        Raises:
            StoreError: Chroma failed.
            InputError, FullDiskError: the folder cannot be made.
        """
        if not any(memory.waits for memory in self._opened.values()):
            return
        with _ONE:
            if self._folder.exists():
                self._write(self._folder)
            else:
                self._make()

    def close(self) -> None:
        """Writes what is left; safe to repeat."""
        if self._is_closed:
            return
        try:
            self.flush()
        finally:
            self._is_closed = True
            self._opened.clear()
            let_go(self._claimed)

    @contextmanager
    def _open_in(self, folder: Path) -> Generator[None]:
        self._client = local_client(folder)
        try:
            yield
        finally:
            self._client.close()
            self._client = None

    def _make(self) -> None:
        """Makes the store where that is quick, and then puts it where it belongs.

        What everybody brings along is taken from a run of the same world and cast, if one was made.
        """
        shop, key = workshop(), _key_of(self._opened, self._embedder)
        with shop.bench() as making:
            if shop.take(key, making):
                for memory in self._opened.values():
                    memory.written(memory.unwritten("canon")[0])
            else:
                self._write(making, "canon")
                shop.keep(key, making)
            if any(memory.waits for memory in self._opened.values()):
                self._write(making)
            coming = self._folder.with_name(f".{self._folder.name}.coming")
            try:
                shutil.rmtree(coming, ignore_errors=True)
                shutil.copytree(making, coming)
                coming.replace(self._folder)
            except OSError as error:
                raise unwritable(self._folder, error) from error

    def _write(self, folder: Path, kind: Kind | None = None) -> None:
        with self._open_in(folder):
            for persona, memory in self._opened.items():
                memory.write_to(self._collection(persona), kind)


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="stores")


def _key_of(memories: Mapping[str, PersonaMemory], embedder: str | None) -> str:
    found = hashlib.sha256(repr(embedder).encode())
    for persona, memory in memories.items():
        canon, vectors = memory.unwritten("canon")
        found.update(repr((persona, canon)).encode("utf-8", "backslashreplace"))
        found.update(vectors.tobytes())
    return found.hexdigest()

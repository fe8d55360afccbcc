"""The memories of a run that is one of many at once: in memory while it is played, and written when
it is over, one run after the other.

A store of Chroma holds some twenty files open, and to begin one takes longer than a debate of a
few speeches. Nothing is lost where a process is killed before: what a store does not hold is lived
through again out of the transcript.
"""

import asyncio
import hashlib
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

from smile_commons.errors import unwritable
from smile_commons.memory.chroma import local_client
from smile_commons.memory.persona import PersonaMemory
from smile_commons.memory.store import MemoryStore, claim, let_go

_ONE = Lock()
"""One store at a time is open in this process."""
_SHELVED = 8
"""Beginnings that are kept: of so many worlds or casts."""


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
                with self._at_work():
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
        """
        if not any(memory.waits for memory in self._opened.values()):
            return
        with _ONE:
            if not self._folder.exists():
                self._begin()
            if any(memory.waits for memory in self._opened.values()):
                self._write()

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
    def _at_work(self) -> Generator[None]:
        with _ONE, self._opened_files():
            yield

    @contextmanager
    def _opened_files(self) -> Generator[None]:
        self._client = local_client(self._folder)
        try:
            yield
        finally:
            self._client.close()
            self._client = None

    def _begin(self) -> None:
        """What everybody brings along, as other runs of the same world and cast began."""
        key = _key_of(self._opened, self._embedder)
        shelved = _shelf().get(key)
        if shelved is None:
            self._write(only_canon=True)
            _shelf().put(key, self._folder)
            return
        coming = self._folder.with_name(f".{self._folder.name}.coming")
        try:
            shutil.rmtree(coming, ignore_errors=True)
            shutil.copytree(shelved, coming)
            coming.replace(self._folder)
        except OSError as error:
            raise unwritable(self._folder, error) from error
        for memory in self._opened.values():
            memory.written(memory.unwritten("canon")[0])

    def _write(self, *, only_canon: bool = False) -> None:
        with self._opened_files():
            for persona, memory in self._opened.items():
                memory.write_to(self._collection(persona), "canon" if only_canon else None)


class _Shelf:
    """Stores that hold canon and nothing else, in a folder that goes with the process."""

    def __init__(self) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="commons-memory-")
        self._there = OrderedDict[str, Path]()

    def get(self, key: str) -> Path | None:
        """The store of such a beginning; None where there is none yet."""
        found = self._there.get(key)
        if found is None or not found.is_dir():  # whoever tidies temporary folders took it
            return None
        self._there.move_to_end(key)
        return found

    def put(self, key: str, folder: Path) -> None:
        """Keeps a copy of a store, if there is room for it."""
        path = Path(self._place.name) / key
        try:
            shutil.copytree(folder, path)
        except OSError:
            shutil.rmtree(path, ignore_errors=True)
            return
        self._there[key] = path
        while len(self._there) > _SHELVED:
            _, oldest = self._there.popitem(last=False)
            shutil.rmtree(oldest, ignore_errors=True)


@cache
def _shelf() -> _Shelf:
    return _Shelf()


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

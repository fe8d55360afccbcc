"""Vectors that were computed once, kept for every later run on this machine."""

import hashlib
import sqlite3
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from smile_commons.memory.memory import Embedder
from smile_commons.models.cache import cache_folder

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors

_FILE = "vectors.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors"
    " (key BLOB PRIMARY KEY, vector BLOB NOT NULL) STRICT, WITHOUT ROWID"
)
_WAIT = 10.0
"""Seconds to wait for another process that writes."""
_AT_ONCE = 500
"""Keys in one question; SQLite bounds them."""
_AT_HAND = 4096
"""Vectors that are in memory too, the latest used: runs of one world ask for the same."""


class CachedEmbedder:
    """An embedder that asks another only for texts that are new to this machine.

    A cache is a convenience: one that is broken is made anew, one that cannot be used at all is
    done without. Several processes may share it.

    Args:
        inner: the embedder.
        folder: where vectors are kept; None: where weights are.
    """

    def __init__(self, inner: Embedder, folder: Path | None = None) -> None:
        self._inner = inner
        self._path = (folder or cache_folder()) / _FILE
        self._lock = Lock()
        self._at_hand = OrderedDict[bytes, bytes]()
        self.computed = 0
        """Texts that had to be embedded."""
        self.reused = 0
        """Texts whose vectors were there."""

    @property
    def name(self) -> str:
        """That of the embedder behind it: the vectors are the same."""
        return self._inner.name

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._inner.dimension

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """The vectors (n, dimension) of the texts.

        Raises:
            ServiceError: the embedder behind it failed.
        """
        import numpy as np

        keys = [self._key(text) for text in texts]
        known = self._remembered(keys)
        if missing := [key for key in dict.fromkeys(keys) if key not in known]:
            known |= self._read(missing)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            vectors = self._inner.embed(list(new.values()))
            fresh = {key: vector.tobytes() for key, vector in zip(new, vectors, strict=True)}
            self._write(fresh)
            known |= fresh
        self._remember(known)
        self.computed += len(new)
        self.reused += len(texts) - len(new)
        joined = b"".join(known[key] for key in keys)
        return np.frombuffer(joined, dtype=np.float32).reshape(-1, self.dimension).copy()

    def _remembered(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        with self._lock:
            return {key: self._at_hand[key] for key in keys if key in self._at_hand}

    def _remember(self, vectors: Mapping[bytes, bytes]) -> None:
        with self._lock:
            for key, vector in vectors.items():
                self._at_hand[key] = vector
                self._at_hand.move_to_end(key)
            while len(self._at_hand) > _AT_HAND:
                self._at_hand.popitem(last=False)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.name}\0{text}".encode("utf-8", "surrogatepass")).digest()

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        if not self._path.is_file():
            return {}
        found: dict[bytes, bytes] = {}
        try:
            with closing(self._connect()) as connection:
                for start in range(0, len(keys), _AT_ONCE):
                    found |= _select(connection, keys[start : start + _AT_ONCE])
        except sqlite3.OperationalError:  # locked for long, or not to be read: done without
            return {}
        except sqlite3.DatabaseError:
            self._discard()
            return {}
        size = 4 * self.dimension
        return {key: vector for key, vector in found.items() if len(vector) == size}

    def _write(self, fresh: dict[bytes, bytes]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.execute(_TABLE)
                connection.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)", fresh.items()
                )
        except (OSError, sqlite3.OperationalError):
            return  # full, locked or not ours to write: done without
        except sqlite3.DatabaseError:
            self._discard()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_WAIT)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _discard(self) -> None:
        for path in self._path.parent.glob(f"{_FILE}*"):
            path.unlink(missing_ok=True)


def _select(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    marks = ", ".join("?" * len(keys))
    try:
        rows = connection.execute(
            f"SELECT key, vector FROM vectors WHERE key IN ({marks})",  # only marks
            list(keys),
        )
        return dict(rows.fetchall())
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return {}
        raise

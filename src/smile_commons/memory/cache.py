"""Vectors that were computed once, kept for every later run on this machine."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from smile_commons.memory.memory import Embedder
from smile_commons.models.cache import cache_folder
from smile_commons.models.kept_rows import KeptRows

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors

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
        path = (folder or cache_folder()) / "vectors.sqlite"
        self._kept = KeptRows(path, "vectors", "key BLOB", "vector BLOB")
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
            kept: dict[bytes, bytes] = self._kept.read(missing)
            size = 4 * self.dimension if kept else 0
            known |= {key: vector for key, vector in kept.items() if len(vector) == size}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            vectors = self._inner.embed(list(new.values()))
            fresh = {key: vector.tobytes() for key, vector in zip(new, vectors, strict=True)}
            self._kept.write(fresh)
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

"""Texts that several debates ask to have embedded at the same time, embedded in one go."""

from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

from smile_commons.memory.memory import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from smile_commons.memory.memory import Vectors

KNOWN = 8192
"""Texts whose vectors are remembered, the latest used: 12 MB of them."""
AT_ONCE = 64
"""Texts in one go."""


class Together:
    """An embedder with a thread of its own, which any number of runs may share.

    What waits while it is at work is embedded in the next go. A text that was embedded before is
    not embedded again while it is remembered.

    Args:
        inner: makes the vectors.
    """

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._lock = Lock()
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._waiting: OrderedDict[str, Future[NDArray[np.float32]]] = OrderedDict()
        self._thread: ThreadPoolExecutor | None = None

    @property
    def name(self) -> str:
        """That of the embedder behind it: the vectors are the same."""
        return self._inner.name

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._inner.dimension

    def soon(self, text: str) -> "Future[NDArray[np.float32]]":
        """The vector of a text, when it is there; it must not be changed."""
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
                done: Future[NDArray[np.float32]] = Future()
                done.set_result(self._known[text])
                return done
            if text not in self._waiting:
                self._waiting[text] = Future()
                if self._thread is None:
                    self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedding")
                self._thread.submit(self._work)
            return self._waiting[text]

    def close(self) -> None:
        """Ends the thread, when what waits is done; whoever asks later has a new one."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown()

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """The vectors (n, dimension) of the texts; waits for them.

        Raises:
            ServiceError: the embedder behind it failed.
        """
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([one.result() for one in [self.soon(text) for text in texts]])

    def _work(self) -> None:
        """Embeds what waits; whoever comes later finds nothing to do."""
        with self._lock:
            texts = list(self._waiting)[:AT_ONCE]
        if not texts:
            return
        try:
            vectors = self._inner.embed(texts)
        except BaseException as error:
            for future in self._taken(texts):
                future.set_exception(error)
            return
        with self._lock:
            self._known.update(zip(texts, vectors, strict=True))
            while len(self._known) > KNOWN:
                self._known.popitem(last=False)
        for future, vector in zip(self._taken(texts), vectors, strict=True):
            future.set_result(vector)

    def _taken(self, texts: Sequence[str]) -> "list[Future[NDArray[np.float32]]]":
        with self._lock:
            return [self._waiting.pop(text) for text in texts]


def shared(embedder: Embedder) -> Together:
    """The embedder with a thread of its own; itself, if it has one."""
    return embedder if isinstance(embedder, Together) else Together(embedder)

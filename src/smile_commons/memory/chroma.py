"""How this project talks to Chroma: quietly, by cosine, and with its failures named."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smile_commons.errors import InputError, StoreError

MEND = "`commons memory rebuild RUN` makes it anew"

if TYPE_CHECKING:
    from chromadb.api.client import Client

INDEX: Any = {
    "hnsw": {
        "space": "cosine",  # the default is l2
        "ef_construction": 200,
        "ef_search": 200,  # the default misses a lot in large collections
        "max_neighbors": 24,
        "batch_size": 64,  # what was written waits in a log, vectors and all,
        "sync_threshold": 128,  # until so many more are there; the default keeps a thousand
    }
}
"""Of every collection; fixed when it is made."""


def local_client(folder: Path) -> "Client":
    """A client whose data lies in that folder.

    Raises:
        StoreError: the folder cannot be used.
    """
    import chromadb
    from chromadb.config import Settings

    path = str(folder.resolve())
    settings = Settings(anonymized_telemetry=False)
    try:
        with faults("open"):
            folder.mkdir(parents=True, exist_ok=True)
            client: Any = chromadb.PersistentClient(path=path, settings=settings)
    except StoreError:
        _drop_half_opened(path)
        raise
    return client


def server_client(url: str) -> "Client":
    """A client of the Chroma server at that address (``http://localhost:8000``).

    Raises:
        InputError: that is no address.
        StoreError: the server does not answer.
    """
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url!r} is not the address of a Chroma server (http://host:port)")
    ssl = parts.scheme == "https"
    with faults("open"):
        client: Any = chromadb.HttpClient(
            host=parts.hostname,
            port=parts.port or (443 if ssl else 8000),
            ssl=ssl,
            settings=Settings(anonymized_telemetry=False),
        )
    return client


def _drop_half_opened(path: str) -> None:
    """Chroma keeps what it failed to start and hands it to the next who opens that path."""
    from chromadb.api.shared_system_client import SharedSystemClient

    shared: Any = SharedSystemClient
    shared._identifier_to_system.pop(path, None)
    shared._identifier_to_refcount.pop(path, None)


@contextmanager
def faults(doing: str) -> Generator[None]:
    """Turns what Chroma raises into ``StoreError``."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, RuntimeError) as error:
        raise StoreError(
            f"the memory store failed to {doing}: {error}; if it is broken, {MEND}"
        ) from error

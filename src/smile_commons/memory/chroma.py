"""How this project talks to Chroma: quietly, by cosine, its failures named; memories as rows."""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smile_commons.errors import InputError, StoreError
from smile_commons.memory.memory import Memory

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client

    from smile_commons.memory.memory import Vectors

MEND = "`commons memory rebuild RUN` makes it anew"
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

    path = str(folder.resolve())
    settings = _settings()
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

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url!r} is not the address of a Chroma server (http://host:port)")
    ssl = parts.scheme == "https"
    with faults("open"):
        client: Any = chromadb.HttpClient(
            host=parts.hostname,
            port=parts.port or (443 if ssl else 8000),
            ssl=ssl,
            settings=_settings(),
        )
    return client


def _settings() -> Any:
    """Chroma's settings, for one client."""
    return _read_settings().model_copy()


@cache
def _read_settings() -> Any:
    """They read the whole environment and a file, which takes as long as to open a store."""
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


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


_PAGE = 2000
"""Rows in one request; Chroma bounds them."""


def pages(rows: Sequence[Any]) -> Iterator[slice]:
    """Slices that are small enough for one request each."""
    return (slice(start, start + _PAGE) for start in range(0, len(rows), _PAGE))


def write(collection: "Collection", memories: Sequence[Memory], vectors: "Vectors") -> None:
    """Adds a page of memories, or changes those that are there by their ids.

    Raises:
        StoreError: Chroma failed.
    """
    with faults("remember"):
        collection.upsert(
            ids=[memory.id for memory in memories],
            embeddings=vectors,
            documents=[memory.text for memory in memories],
            metadatas=[_metadata(memory) for memory in memories],
        )


def read(collection: "Collection", dimension: int) -> Iterator[tuple[Memory, "Vectors"]]:
    """Every memory of a collection with its vector.

    Raises:
        StoreError: Chroma failed, or what it holds is not ours.
    """
    include: Any = ["embeddings", "documents", "metadatas"]
    offset = 0
    while True:
        with faults("open"):
            page: Any = collection.get(include=include, limit=_PAGE, offset=offset)
        _check(page["embeddings"], dimension)
        columns = (page[name] for name in ("ids", "documents", "metadatas", "embeddings"))
        for id, text, metadata, vector in zip(*columns, strict=True):
            yield _memory(id, text, metadata), vector
        if len(page["ids"]) < _PAGE:
            return
        offset += _PAGE


def _check(vectors: Any, dimension: int) -> None:
    import numpy as np

    if not len(vectors):
        return
    if vectors.shape[1] != dimension:
        raise StoreError(
            f"the memories in the store have {vectors.shape[1]} numbers each and those of the "
            f"embedding model in use {dimension}; {MEND}"
        )
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(vectors, axis=1)
    if not np.allclose(lengths, 1.0, atol=1e-3):
        raise StoreError(f"the memory store is damaged: it holds what are no vectors; {MEND}")


_FIELDS = tuple(one.name for one in fields(Memory) if one.name not in ("id", "text"))


def _metadata(memory: Memory) -> dict[str, Any]:
    values = {name: getattr(memory, name) for name in _FIELDS}
    values["sources"] = json.dumps(memory.sources) if memory.sources else None
    return {name: value for name, value in values.items() if value is not None}


def _memory(id: str, text: str, metadata: Mapping[str, Any]) -> Memory:
    try:
        sources = json.loads(metadata.get("sources", "[]"))
        return Memory.of({**metadata, "id": id, "text": text, "sources": sources})
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{id} in the memory store is not a memory: {error!r}; {MEND}") from error

"""A memory as a row of a Chroma collection, there and back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from smile_commons.errors import StoreError
from smile_commons.memory.chroma import MEND, faults
from smile_commons.memory.memory import Memory

if TYPE_CHECKING:
    from chromadb import Collection

    from smile_commons.memory.memory import Vectors

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


def _metadata(memory: Memory) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(memory).items() if name not in ("id", "text")}
    fields["sources"] = json.dumps(memory.sources) if memory.sources else None
    return {name: value for name, value in fields.items() if value is not None}


def _memory(id: str, text: str, metadata: Mapping[str, Any]) -> Memory:
    try:
        sources = json.loads(metadata.get("sources", "[]"))
        return Memory.of({**metadata, "id": id, "text": text, "sources": sources})
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{id} in the memory store is not a memory: {error!r}; {MEND}") from error

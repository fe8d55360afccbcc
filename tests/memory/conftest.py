"""A real store in a temporary folder, and a real embedder shared by the session."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from minds import Mind

from smile_commons.memory.cache import CachedEmbedder
from smile_commons.memory.embeddings import OnnxEmbedder
from smile_commons.memory.store import MemoryStore


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> CachedEmbedder:
    return CachedEmbedder(OnnxEmbedder(), tmp_path_factory.mktemp("vectors"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[MemoryStore]:
    with MemoryStore(tmp_path / "memory", dimension=384) as opened:
        yield opened


@pytest.fixture
def talia(store: MemoryStore, embedder: CachedEmbedder) -> Mind:
    return Mind(store.open("talia"), embedder)

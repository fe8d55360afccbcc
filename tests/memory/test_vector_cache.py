"""A text is embedded once on a machine; a broken cache is no harm."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from minds import Vectors, random_vectors

from smile_commons.memory.cache import CachedEmbedder
from smile_commons.models.cache import cache_folder


class Letters:
    """Embeds by length, and keeps what it was asked for."""

    name = "letters"
    dimension = 4

    def __init__(self, name: str = "letters") -> None:
        self.name = name
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        rows = [random_vectors(1, seed=len(text), dimension=4) for text in texts]
        return np.vstack(rows) if rows else np.zeros((0, 4), dtype=np.float32)


def test_the_second_run_embeds_nothing(tmp_path: Path) -> None:
    canon = [f"memory {'x' * number}" for number in range(1200)]
    first = CachedEmbedder(Letters(), tmp_path)
    vectors = first.embed(canon)
    assert (first.computed, first.reused) == (1200, 0)

    second = CachedEmbedder(Letters(), tmp_path)
    assert np.array_equal(second.embed(canon), vectors)
    assert (second.computed, second.reused) == (0, 1200)


def test_vectors_stay_at_hand(tmp_path: Path) -> None:
    embedder = CachedEmbedder(Letters(), tmp_path)
    vectors = embedder.embed(["a", "bb"])
    (tmp_path / "vectors.sqlite").unlink()
    assert np.array_equal(embedder.embed(["bb", "a"]), vectors[::-1])
    assert embedder.computed == 2 and not list(tmp_path.iterdir())


def test_a_text_that_comes_twice_is_embedded_once(tmp_path: Path) -> None:
    inner = Letters()
    vectors = CachedEmbedder(inner, tmp_path).embed(["a", "bb", "a"])
    assert inner.asked == ["a", "bb"]
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.array_equal(vectors[0], vectors[1])


def test_no_texts_need_no_cache(tmp_path: Path) -> None:
    assert CachedEmbedder(Letters(), tmp_path).embed([]).shape == (0, 4)
    assert not list(tmp_path.iterdir())


def test_another_embedder_has_vectors_of_its_own(tmp_path: Path) -> None:
    CachedEmbedder(Letters(), tmp_path).embed(["a"])
    other = CachedEmbedder(Letters("others"), tmp_path)
    other.embed(["a"])
    assert other.computed == 1


@pytest.mark.parametrize("junk", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_broken_cache_is_made_anew(tmp_path: Path, junk: bytes) -> None:
    CachedEmbedder(Letters(), tmp_path).embed(["a"])
    (tmp_path / "vectors.sqlite").write_bytes(junk)
    for _ in range(2):
        CachedEmbedder(Letters(), tmp_path).embed(["a"])
    last = CachedEmbedder(Letters(), tmp_path)
    last.embed(["a"])
    assert last.reused == 1


def test_a_cache_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    embedder = CachedEmbedder(Letters(), tmp_path / "file" / "cache")
    assert embedder.embed(["a"]).shape == (1, 4)


def test_the_folder_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMMONS_CACHE_DIR", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("COMMONS_CACHE_DIR")
    assert cache_folder().name == "smile-commons"


_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_vector_cache import Letters
from smile_commons.memory.cache import CachedEmbedder
for number in range(60):
    embedder = CachedEmbedder(Letters(), Path(sys.argv[1]))
    embedder.embed([f"{sys.argv[3]} {'x' * number}", "x" * number])
"""


def test_two_processes_share_it(tmp_path: Path) -> None:
    root = str(Path(__file__).parent)
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path), root, name])
        for name in ("one", "two")
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    after = CachedEmbedder(Letters(), tmp_path)
    after.embed([f"{name} {'x' * number}" for name in ("one", "two") for number in range(60)])
    assert after.computed == 0

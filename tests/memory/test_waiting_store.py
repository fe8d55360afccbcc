"""The memories of one of many runs: made in one go when it is over, the same as any other store."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from minds import numbered, random_vectors

from smile_commons.errors import StoreError
from smile_commons.memory import workshop as workshops
from smile_commons.memory.memory import Memory
from smile_commons.memory.store import MemoryStore
from smile_commons.memory.waiting import WaitingStore
from smile_commons.memory.workshop import SHELVED, Workshop

CANON = [Memory(f"canon-{n}", f"I kept mould {n}.", "canon", importance=0.9) for n in range(3)]
VECTORS = random_vectors(12)


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """One of the test's own."""
    (tmp_path / "shop").mkdir()
    made = Workshop(tmp_path / "shop")
    monkeypatch.setattr("smile_commons.memory.waiting.workshop", lambda: made)
    return made


def waiting(folder: Path, embedder: str = "drawn") -> WaitingStore:
    return WaitingStore(folder / "memory", dimension=384, embedder=embedder)


def filled(folder: Path, who: str = "kai") -> WaitingStore:
    """A store with what somebody brings along and what it has heard."""
    store = waiting(folder)
    store.open(who).remember(CANON, VECTORS[:3])
    store.open(who).remember(numbered(range(5)), VECTORS[3:8])
    return store


def written(folder: Path, who: str = "kai") -> dict[Memory, bytes]:
    """What stands on the disk, with its vectors."""
    with MemoryStore(folder / "memory", dimension=384, embedder="drawn") as store:
        memory = store.open(who)
        index = {one.id: one for one in memory}
        found = memory.recall(VECTORS[0], turn=999, k=99)
        assert {one.memory.id for one in found} == set(index)
        _, vectors = memory._index.take(memory._index.rows(list(index)))
        return {one: vector.tobytes() for one, vector in zip(index.values(), vectors, strict=True)}


async def test_nothing_is_on_the_disk_before_it_settles(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.open("kai").flush()
    assert not (tmp_path / "memory").exists()
    found = store.open("kai").recall(VECTORS[4], turn=9, k=1)
    assert [one.memory.id for one in found] == ["m00001"]
    await store.settle()
    assert (tmp_path / "memory" / "chroma.sqlite3").is_file()
    store.open("kai").remember(numbered([7]), VECTORS[8:9])
    store.open("kai").forget(["m00003", "canon-1"])
    store.close()
    store.close()
    assert {one.id for one in written(tmp_path)} == {
        "canon-0", "canon-2", "m00000", "m00001", "m00002", "m00004", "m00007"
    }  # fmt: skip


def test_one_that_begins_as_another_did_is_the_same(tmp_path: Path, shop: Workshop) -> None:
    for name in ("first", "second", "otherwise"):
        (tmp_path / name).mkdir()
    filled(tmp_path / "first").close()
    kept = [one for one in shop.path.iterdir() if one.is_dir()]
    filled(tmp_path / "second").close()
    assert [one for one in shop.path.iterdir() if one.is_dir()] == kept, "the same beginning"
    assert written(tmp_path / "second") == written(tmp_path / "first")

    with waiting(tmp_path / "otherwise") as store:  # the same words, embedded by somebody else
        store.open("kai").remember(CANON, VECTORS[8:11])
    vectors = [np.frombuffer(raw, np.float32) for raw in written(tmp_path / "otherwise").values()]
    assert np.allclose(vectors, VECTORS[8:11])


def test_it_goes_on_where_it_was_left(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with waiting(tmp_path) as store:
        assert set(store.open("kai")) == {*CANON, *numbered(range(5))}
        store.open("kai").remember(numbered([9]), VECTORS[9:10])
    assert len(written(tmp_path)) == 9


def test_another_embedder_and_a_store_that_is_open_are_refused(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with waiting(tmp_path, embedder="other") as store, pytest.raises(StoreError, match="drawn"):
        store.open("kai")
    with waiting(tmp_path), pytest.raises(StoreError, match="open already"):
        waiting(tmp_path)


def test_a_beginning_that_somebody_took_away_is_made_again(tmp_path: Path, shop: Workshop) -> None:
    filled(tmp_path / "first").close()
    shutil.rmtree(shop.path)
    filled(tmp_path / "second").close()
    assert written(tmp_path / "second") == written(tmp_path / "first")


def test_so_many_beginnings_are_kept(tmp_path: Path, shop: Workshop) -> None:
    for number in range(SHELVED + 2):
        (tmp_path / "store" / str(number)).mkdir(parents=True)
        shop.keep(str(number), tmp_path / "store")
    assert not shop.take("1", tmp_path / "one")
    assert shop.take("2", tmp_path / "two") and (tmp_path / "two" / "2").is_dir()


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    here = Workshop(tmp_path)
    left = tmp_path / f"{workshops.PREFIX}left"
    left.mkdir()
    (left / "held").touch()
    being_made = tmp_path / f"{workshops.PREFIX}new"
    being_made.mkdir()
    again = Workshop(tmp_path)
    assert not left.exists() and being_made.exists()
    assert here.path.exists() and again.path != here.path

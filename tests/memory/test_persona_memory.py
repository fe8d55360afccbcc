"""One persona's memory: only what it could have heard, at once, and written in batches."""

import threading

import numpy as np
import pytest
from minds import Mind, numbered, random_vectors

from smile_commons.errors import StoreError
from smile_commons.memory.cache import CachedEmbedder
from smile_commons.memory.episodes import episodes
from smile_commons.memory.memory import Memory
from smile_commons.memory.persona import PersonaMemory
from smile_commons.memory.recall import CANDIDATES
from smile_commons.memory.store import MemoryStore
from smile_commons.transcript import Event

SECRET = "The trial device has burned eleven people, and Kai knows it."


@pytest.fixture(params=["buffered", "written"])
def written(request: pytest.FixtureRequest) -> bool:
    """What is recalled must not hang on whether it was written yet."""
    return request.param == "written"


def filled(store: MemoryStore, count: int, *, written: bool = True) -> PersonaMemory:
    memory = store.open("kai")
    memory.remember(numbered(range(1, count + 1)), random_vectors(count))
    if written:
        memory.flush()
    return memory


def recalled(memory: PersonaMemory, query: int, *, turn: int = 9999, **more: object) -> list[str]:
    vector = random_vectors(query + 1)[query]
    found = memory.recall(vector, turn=turn, **more)  # type: ignore[arg-type]
    return [one.memory.id for one in found]


def test_what_is_remembered_is_recalled_at_once(talia: Mind, written: bool) -> None:
    for id, text in (
        ("door", "Agathe turned Tomas away at the bakery door."),
        ("mural", "The city scrubbed the mural off the wall."),
        ("cake", "Kai had cake on his sleeve."),
    ):
        talia.remember(Memory(id, text, "canon"))
    if written:
        talia.memory.flush()
    assert talia.recall("Who was refused entry?", k=1) == ["door"]


@pytest.mark.parametrize("turn", [1, 2, 60, 61])
def test_nothing_of_the_same_turn_or_later_comes_up(
    store: MemoryStore, written: bool, turn: int
) -> None:
    memory = filled(store, 120, written=written)
    for asked in range(0, 120, 7):  # also for the very vector of a later memory
        found = recalled(memory, asked, turn=turn, k=200)
        assert found == [] if turn == 1 else found
        assert all(id < f"m{turn:05d}" for id in found)
    assert len(recalled(memory, 0, turn=turn, k=200)) == turn - 1


def test_a_secret_is_recalled_by_those_who_heard_it_and_nobody_else(
    store: MemoryStore, embedder: CachedEmbedder, written: bool
) -> None:
    minds = {who: Mind(store.open(who), embedder) for who in ("lyra", "kai", "talia", "ezra")}
    cues = {who: who.title() for who in minds}
    speeches = [("lyra", "A smile is a story.", [*minds]), ("kai", SECRET, ["kai", "ezra"])]
    for turn, (speaker, text, there) in enumerate(speeches, start=1):
        said = Event(turn, "forum", "speech", speaker, text)
        for who, memory in episodes(said, there, cues).items():
            minds[who].remember(memory)
    if written:
        store.flush()
    knowing = {who for who, mind in minds.items() if "episode-00002" in mind.recall(SECRET, k=50)}
    assert knowing == {"kai", "ezra"}
    assert all("episode-00001" in mind.recall(SECRET, k=50) for mind in minds.values())


def test_what_is_excluded_does_not_come_up(store: MemoryStore, written: bool) -> None:
    memory = filled(store, 90, written=written)
    first = recalled(memory, 5, k=10)
    second = recalled(memory, 5, k=10, exclude={*first, "unknown"})
    assert not {*first} & {*second}
    assert len(second) == 10


def test_as_many_come_up_as_are_wanted(store: MemoryStore, written: bool) -> None:
    memory = filled(store, 120, written=written)
    assert len(recalled(memory, 0, k=100)) == 100 > CANDIDATES
    assert len(recalled(memory, 0, k=3)) == 3
    assert recalled(memory, 0, k=0) == []


def test_the_same_question_has_the_same_answer(store: MemoryStore) -> None:
    buffered = filled(store, 300, written=False)
    before = [recalled(buffered, asked) for asked in range(20)]
    buffered.flush()
    assert [recalled(buffered, asked) for asked in range(20)] == before
    assert [recalled(buffered, asked) for asked in range(20)] == before


def test_to_write_twice_is_to_write_once(store: MemoryStore) -> None:
    memory = filled(store, 20)
    memory.remember(numbered(range(1, 21)), random_vectors(20))
    memory.flush()
    memory.flush()
    assert len(memory) == 20
    assert memory._collection.count() == 20


def test_another_text_takes_the_place_of_the_first(talia: Mind) -> None:
    talia.remember(Memory("a", "Bread was dear that winter.", "canon"))
    talia.memory.flush()
    talia.remember(Memory("a", "The ferry sank off the quay.", "canon"))
    assert talia.memory.recall(talia.embedder.embed(["ship"])[0], turn=1)[0].memory.text == (
        "The ferry sank off the quay."
    )
    assert len(talia.memory) == 1


def test_vectors_must_fit_their_memories(store: MemoryStore) -> None:
    with pytest.raises(StoreError, match="2 memories of 384 numbers"):
        store.open("kai").remember(numbered([1, 2]), random_vectors(3))
    with pytest.raises(StoreError, match="384 numbers"):
        store.open("kai").remember(numbered([1]), random_vectors(1, dimension=4))


def test_writing_in_a_thread_loses_nothing_that_comes_meanwhile(store: MemoryStore) -> None:
    memory = store.open("kai")
    vectors = random_vectors(400)
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            memory.flush()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(1, 401):
            memory.remember(numbered([turn]), vectors[turn - 1 : turn])
            if turn % 20 == 0:
                assert f"m{turn:05d}" in recalled(memory, turn - 1, turn=turn + 1, k=3)
    finally:
        done.set()
        writer.join()
    memory.flush()
    assert memory._collection.count() == 400


def test_a_failed_write_is_kept_for_the_next_time(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = filled(store, 5, written=False)

    def fail(**_: object) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(memory._collection, "upsert", fail)
        with pytest.raises(StoreError, match="failed to remember: disk full"):
            memory.flush()
    assert recalled(memory, 2, k=1) == ["m00003"]
    memory.flush()
    assert memory._collection.count() == 5


def test_what_is_forgotten_is_gone(store: MemoryStore, written: bool) -> None:
    memory = filled(store, 30, written=written)
    memory.forget([one.id for one in memory if one.turn > 12])
    memory.flush()
    assert len(memory) == memory._collection.count() == 12
    assert sorted(recalled(memory, 20, k=99)) == [f"m{turn:05d}" for turn in range(1, 13)]
    memory.remember(numbered([13]), random_vectors(1, seed=9))
    assert len(memory) == 13


def test_the_index_misses_next_to_nothing(store: MemoryStore) -> None:
    """Chroma's search is approximate; against an exact one, on the hardest of vectors."""
    memory = filled(store, 2000)
    vectors = random_vectors(2000)
    hits = 0
    for query in random_vectors(50, seed=1):
        exact = {f"m{row + 1:05d}" for row in np.argsort(-(vectors @ query))[:10]}
        found = memory._collection.query(query_embeddings=[query], n_results=10, include=[])
        hits += len(exact & {*found["ids"][0]})
    assert hits / 500 >= 0.95

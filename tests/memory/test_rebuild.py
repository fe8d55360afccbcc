"""A store made anew from canon, transcript and reflections is the store that was lived into."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from minds import Mind

from smile_commons.errors import ServiceError, StoreError
from smile_commons.memory.cache import CachedEmbedder
from smile_commons.memory.canon import canon_of, learn
from smile_commons.memory.memory import Memory
from smile_commons.memory.rebuild import Past, rebuild, relive
from smile_commons.memory.store import MemoryStore
from smile_commons.transcript import Event
from smile_commons.world.model import CanonMemory

CAST = ("talia", "kai")
CUES = {"talia": "Talia", "kai": "Kai"}
WORLD = {
    "world": [CanonMemory("mural", "The mural was scrubbed off.", None, "2142", 0.7)],
    "talia": [CanonMemory("door", "Agathe shut the bakery door.", "talia", None, 0.9)],
}
LINES = [
    "Who may smile for nothing?",
    "Nobody was turned away by me.",
    "Tomas was. At the bakery.",
    "I did not know that, and I am sorry.",
    "Then stand at the door on Wednesday.",
]
EVENTS = [
    Event(0, "forum", "act", None, "Thousands have come."),
    *(
        Event(
            turn,
            "forum",
            "speech",
            CAST[(turn + 1) % 2],
            text,
            to=(CAST[turn % 2],) if turn > 1 else (),
            move="challenge",
            # Once Kai is out of the room; and there is a guest, who has no memory here.
            heard_by=("talia",) if turn == 3 else (*CAST, "guest"),
        )
        for turn, text in enumerate(LINES, start=1)
    ),
    Event(5, "forum", "narration", None, "The lights go down."),
]
REFLECTION = Memory(
    "reflection-forum-1",
    "A closed door is a decision.",
    "reflection",
    turn=5,
    act="forum",
    importance=0.7,
    sources=("episode-00003",),
)
PAST = Past(
    canon={who: canon_of(who, WORLD) for who in CAST},
    events=EVENTS,
    reflections=[("talia", REFLECTION)],
    cues=CUES,
)


class Counted:
    """An embedder that counts what it is asked for."""

    def __init__(self, inner: CachedEmbedder) -> None:
        self.name, self.dimension, self._inner = inner.name, inner.dimension, inner
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]):
        self.texts.extend(texts)
        return self._inner.embed(texts)


def recollections(store: MemoryStore, embedder: CachedEmbedder) -> list[tuple[Memory, float]]:
    """Everything that comes up for many questions, in order, with its score to four digits."""
    vectors = embedder.embed([*LINES, "door", "Wednesday"])
    return [
        (one.memory, round(one.score, 4))
        for who in CAST
        for vector in vectors
        for turn in (1, 3, 6)
        for one in store.open(who).recall(vector, turn=turn, k=9)
    ]


def opened(folder: Path) -> MemoryStore:
    return MemoryStore(folder, dimension=384)


def test_a_rebuilt_store_recalls_the_same(tmp_path: Path, embedder: CachedEmbedder) -> None:
    folder = tmp_path / "memory"
    with opened(folder) as store:  # lived into, speech by speech, with writes between
        for who in CAST:
            learn(store.open(who), PAST.canon[who], embedder)
        for end in range(1, len(EVENTS) + 1):
            relive(store, embedder, Past(PAST.canon, EVENTS[:end], cues=CUES))
        relive(store, embedder, PAST)
        lived = recollections(store, embedder)

    assert rebuild(folder, embedder, PAST) == {"talia": 8, "kai": 5}
    with opened(folder) as store:
        assert recollections(store, embedder) == lived
        assert "episode-00003" not in store.open("kai")
        assert store.open("talia").get("episode-00003") == Memory(
            "episode-00003",
            "I said to Kai: Tomas was. At the bakery.",
            "episode",
            turn=3,
            act="forum",
            speaker="talia",
            importance=0.6,
        )
    assert [path.name for path in tmp_path.iterdir()] == ["memory"]


def test_canon_is_of_everybody_or_of_one(tmp_path: Path, embedder: CachedEmbedder) -> None:
    with opened(tmp_path) as store:
        relive(store, embedder, Past(PAST.canon))
        assert Mind(store.open("talia"), embedder).recall("a door", turn=1, k=9) == [
            "door",
            "mural",
        ]
        assert Mind(store.open("kai"), embedder).recall("a door", turn=1, k=9) == ["mural"]


def test_canon_that_was_changed_is_learnt_anew(tmp_path: Path, embedder: CachedEmbedder) -> None:
    canon = PAST.canon["talia"]
    changed = [canon[0], Memory("door", "Agathe opened the door.", "canon")]
    with opened(tmp_path) as store:
        assert learn(store.open("talia"), canon, embedder) == 2
        assert learn(store.open("talia"), canon, embedder) == 0
        assert learn(store.open("talia"), changed, embedder) == 1
        assert [memory.text for memory in store.open("talia")][1] == "Agathe opened the door."


def test_what_is_known_is_not_embedded_again(tmp_path: Path, embedder: CachedEmbedder) -> None:
    counted = Counted(embedder)
    with opened(tmp_path) as store:
        relive(store, counted, PAST)
        # Each speech once, however many heard it; canon of everybody once for each.
        assert len(counted.texts) == 3 + 5 + 1
        counted.texts.clear()
        relive(store, counted, PAST)
        assert counted.texts == []


def test_a_failure_leaves_the_old_store(tmp_path: Path, embedder: CachedEmbedder) -> None:
    class Failing(Counted):
        def embed(self, texts: Sequence[str]):
            if LINES[0] in texts:
                raise ServiceError("no model")
            return super().embed(texts)

    folder = tmp_path / "memory"
    rebuild(folder, embedder, PAST)
    with pytest.raises(ServiceError, match="no model"):
        rebuild(folder, Failing(embedder), PAST)
    with opened(folder) as store:
        assert len(store.open("talia")) == 8
    assert rebuild(folder, embedder, PAST)["talia"] == 8  # over what the failure left
    assert [path.name for path in tmp_path.iterdir()] == ["memory"]


def test_a_store_that_is_open_is_not_replaced(tmp_path: Path, embedder: CachedEmbedder) -> None:
    with opened(tmp_path / "memory"), pytest.raises(StoreError, match="open already"):
        rebuild(tmp_path / "memory", embedder, PAST)

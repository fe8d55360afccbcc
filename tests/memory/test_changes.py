"""Changes by hand: kept in a journal, applied after all else, honoured by stores made anew."""

from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.memory.cache import CachedEmbedder
from smile_commons.memory.changes import Change, changed, fresh_id, read_changes
from smile_commons.memory.memory import Memory
from smile_commons.memory.rebuild import Past, apply_changes, lived, rebuild, relive
from smile_commons.memory.recall import recall_from
from smile_commons.memory.store import MemoryStore
from smile_commons.transcript import Event

CANON = Memory("door", "Agathe shut the bakery door.", "canon")
SAID = Event(2, "forum", "speech", "kai", "The key hangs behind the door.", heard_by=("talia",))
CHANGES = [
    Change("add", "talia", "hand-1", 2, "I found the blue umbrella.", 0.9),
    Change("forget", "talia", "episode-00002", 2),
    Change("edit", "talia", "door", 3, "Agathe opened the bakery door."),
    Change("add", "kai", "hand-1", 1, "Nobody asked me."),
]
PAST = Past({"talia": [CANON]}, [SAID], cues={"kai": "Kai"}, changes=CHANGES)


def test_a_change_is_one_line_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "memory.jsonl"
    path.write_text("".join(one.to_json() + "\n" for one in CHANGES) + '{"op": "ad')
    assert read_changes(path) == CHANGES


@pytest.mark.parametrize(
    "line", ['{"op": "dream", "persona": "x", "id": "y", "turn": 1}', "[]", '{"op": "add"}', "{{"]
)
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "memory.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(InputError, match=r"memory.jsonl:1"):
        read_changes(path)


def test_only_ones_own_memories_change_and_in_order() -> None:
    after = {one.id: one.text for one in lived(PAST, "talia")}
    assert after == {
        "door": "Agathe opened the bakery door.",
        "hand-1": "I found the blue umbrella.",
    }


def test_as_of_an_earlier_turn_later_changes_are_not_made() -> None:
    assert {one.id for one in lived(PAST, "talia", turn=1)} == {"door"}
    at_two = {one.id: one.text for one in lived(PAST, "talia", turn=2)}
    assert at_two == {"door": CANON.text, "hand-1": "I found the blue umbrella."}


def test_an_id_that_was_forgotten_is_not_given_again() -> None:
    forgotten = [*CHANGES, Change("forget", "talia", "hand-1", 4)]
    assert fresh_id(forgotten, "talia", "hand") != "hand-1"


def test_stores_are_made_anew_with_them(tmp_path: Path, embedder: CachedEmbedder) -> None:
    folder = tmp_path / "memory"
    with MemoryStore(folder, dimension=embedder.dimension) as store:
        relive(store, embedder, Past(PAST.canon, PAST.events, cues=PAST.cues))
        assert "episode-00002" in store.open("talia")
        apply_changes(store.open("talia"), "talia", CHANGES, embedder)
        before = {one.id: one for one in store.open("talia")}
    rebuild(folder, embedder, PAST)
    with MemoryStore(folder, dimension=embedder.dimension) as store:
        again = {one.id: one for one in store.open("talia")}
    assert again == before == {one.id: one for one in lived(PAST, "talia")}


def test_what_was_forgotten_is_not_recalled(tmp_path: Path, embedder: CachedEmbedder) -> None:
    query = "Where does the key hang?"
    found = recall_from(lived(PAST, "talia"), query, embedder, turn=9, k=5)
    assert {one.memory.id for one in found} == {"door", "hand-1"}
    with MemoryStore(tmp_path / "memory", dimension=embedder.dimension) as store:
        relive(store, embedder, PAST)
        vector = embedder.embed([query])[0]
        assert store.open("talia").recall(vector, turn=9, k=5) == found


def test_to_change_nothing_is_no_change() -> None:
    assert changed("ezra", [CANON], CHANGES) == [CANON]

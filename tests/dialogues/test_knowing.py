"""Lore at a forum: known to its owner alone, met by what its owner heard, told with its reason."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from plays import QuickEmbedder
from test_forum import answer, new_run, play, speeches

from smile_commons.dialogues.floor import Floor
from smile_commons.dialogues.history import History
from smile_commons.dialogues.knowing import lore_at
from smile_commons.dialogues.rhythm import BREAKS_IN
from smile_commons.models.record import Record
from smile_commons.models.replay import ReplayModel
from smile_commons.models.request import Request
from smile_commons.models.scripted import ScriptedModel
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import World, find_world, load_world
from smile_commons.world.dialogue import Move
from smile_commons.world.find import FOLDERS
from smile_commons.world.lorebook import Lorebook, LoreEntry

SECRET = "The key to the oven hangs behind the third brick."


def entry(key: str, content: str, **more: Any) -> dict[str, Any]:
    return {"keys": [key], "content": content, "enabled": True, "insertion_order": 1, **more}


def with_lore(tmp_path: Path, **books: list[dict[str, Any]]) -> World:
    """The shipped world with a lorebook for each owner."""
    root = tmp_path / "world"
    for folder in FOLDERS:
        shutil.copytree(find_world() / folder, root / folder)
    for owner, entries in books.items():
        text = json.dumps({"spec": "lorebook_v3", "data": {"entries": entries}})
        (root / "memory" / f"{owner}.lore.json").write_text(text)
    return load_world(root)


def asked(requests: list[Request]) -> Iterator[tuple[int, str]]:
    """The turn and text of each request for a speech."""
    for request in requests:
        kind, _, rest = request.purpose.partition("/")
        if kind == "speak":
            text = request.prompt or "\n".join(m.content for m in request.messages)
            yield int(rest.partition("/")[0]), text


@pytest.fixture(scope="module")
def embedder() -> QuickEmbedder:
    return QuickEmbedder()


def test_only_the_owner_knows_and_the_event_says_why(
    tmp_path: Path, embedder: QuickEmbedder
) -> None:
    world = with_lore(tmp_path, ezra=[entry("Silas", SECRET)])
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=8, takes=1))
    requests: list[Request] = []

    def noted(request: Request) -> Any:
        requests.append(request)
        return answer(request)

    play(folder, casting, world, embedder, ScriptedModel(noted))
    told = {event.turn: [m for m in event.memories if m.because] for event in speeches(folder)}
    by_turn = {event.turn: event.speaker for event in speeches(folder)}
    knowing = {turn for turn, memories in told.items() if memories}
    assert knowing and {by_turn[turn] for turn in knowing} == {"ezra"}
    assert {turn for turn, text in asked(requests) if SECRET in text} == knowing
    (memory,) = told[min(knowing)]
    assert (memory.id, memory.text, memory.score) == ("lore:ezra:0", SECRET, 1.0)
    assert memory.because.startswith("the key 'Silas' in ")


def test_keys_meet_only_what_the_owner_heard() -> None:
    """What was said while a persona was out brings nothing up in it."""
    books = (Lorebook("memory/ezra.lore.json", "ezra", (LoreEntry("o", SECRET, ("oven",)),)),)
    cards = load_world(find_world()).personas
    floor = Floor("ezra", Move.ANSWER, ("talia",), "bread", None, "")
    history = History.of([speech("The oven is lit.", 1, ("talia", "kai"))])
    assert lore_at(books, floor, history, cards, seed=1) == []
    history.add(speech("The oven is cold.", 2, ("talia", "ezra")))
    (found,) = lore_at(books, floor, history, cards, seed=1)
    assert found.because == "the key 'oven' in turn 2"


def test_everybody_knows_the_lore_of_the_world(tmp_path: Path, embedder: QuickEmbedder) -> None:
    world = with_lore(tmp_path, world=[entry("x", "Bread is dear, says {{char}}.", constant=True)])
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=4, takes=1))
    play(folder, casting, world, embedder, ScriptedModel(answer))
    lore = [(e.speaker, m.text) for e in speeches(folder) for m in e.memories if m.because]
    cards = world.personas
    noted = [e for e in speeches(folder) if not (e.why or "").startswith(BREAKS_IN)]
    assert lore == [
        (e.speaker, f"Bread is dear, says {cards[e.speaker or ''].cue}.") for e in noted
    ]


def test_a_run_with_lore_replays_byte_for_byte(tmp_path: Path, embedder: QuickEmbedder) -> None:
    world = with_lore(tmp_path, world=[entry("the", "{{roll:20}} loaves", constant=True)])
    first, casting = new_run(tmp_path, world, PlayOptions("forum", turns=4, takes=1))
    play(first, casting, world, embedder, ScriptedModel(answer))
    again, casting = new_run(tmp_path / "again", world, PlayOptions("forum", turns=4, takes=1))
    play(again, casting, world, embedder, ReplayModel(Record(first.replies_path)))
    assert again.transcript_path.read_bytes() == first.transcript_path.read_bytes()


def test_what_stays_and_what_rests_is_read_from_what_was_said(
    tmp_path: Path, embedder: QuickEmbedder
) -> None:
    """Timed lore over a whole play: up when it is called, still up after, then at rest."""
    timed = {"extensions": {"sticky": 3, "cooldown": 100}}
    world = with_lore(tmp_path, ezra=[entry("Silas", SECRET, **timed)])
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=14, takes=1))
    play(folder, casting, world, embedder, ScriptedModel(answer))
    told = [m for e in speeches(folder) if e.speaker == "ezra" for m in e.memories if m.because]
    called = [place for place, m in enumerate(told) if m.score and "the key 'Silas'" in m.because]
    assert called == [0]
    assert all("stays for" in m.because for m in told[1:] if m.score)
    assert all("it rests for" in m.because for m in told[1:] if not m.score)


def test_lore_of_a_forum_waits_until_enough_was_heard() -> None:
    waits = LoreEntry("o", SECRET, ("oven",), delay=2)
    books = (Lorebook("memory/ezra.lore.json", "ezra", (waits,)),)
    cards = load_world(find_world()).personas
    floor = Floor("ezra", Move.ANSWER, ("talia",), "the oven", None, "")
    history = History.of(
        [speech("Morning.", 1, ("talia", "kai")), speech("Hm.", 2, ("kai", "ezra"))]
    )
    (found,) = lore_at(books, floor, history, cards, seed=1)
    assert found.dropped
    assert "it waits until 2 messages were heard, which are 1" in found.because
    history.add(speech("Well.", 3, ("talia", "ezra")))
    assert not lore_at(books, floor, history, cards, seed=1)[0].dropped


def speech(text: str, turn: int, heard_by: tuple[str, ...]) -> Event:
    return Event(turn, "forum", "speech", heard_by[0], text, heard_by=heard_by)

"""A forum is played, stopped, resumed and replayed; only the model is scripted."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from plays import QuickEmbedder, answer, first, new_run, play, speeches

from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.checkpoints import KEPT
from smile_commons.dialogues.rhythm import BREAKS_IN, is_begun
from smile_commons.errors import InputError, ModelError, ReplayError, StoreError
from smile_commons.memory.memory import Embedder
from smile_commons.memory.store import MemoryStore
from smile_commons.models.model import OnText
from smile_commons.models.record import Record
from smile_commons.models.replay import ReplayModel
from smile_commons.models.reply import Reply
from smile_commons.models.request import Request
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.personas.agent import Agent
from smile_commons.personas.ranking import WEIGHTS
from smile_commons.runs.options import PlayOptions
from smile_commons.scoring.ballots import score_ballots
from smile_commons.world import World, find_world, load_world


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def test_a_directed_act_follows_its_beats(tmp_path: Path, world: World, embedder: Embedder) -> None:
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=4, takes=2))
    audience = play(folder, casting, world, embedder, ScriptedModel(answer))
    said = speeches(folder)
    beats = casting.acts[0].beats
    whole = [e for e in said if (e.why or "").startswith("beat") and not is_begun(e.why)]
    assert [e.turn for e in said] == [1, 2, 3, 4]
    assert [(e.speaker, e.move) for e in whole] == [
        (beat.who, beat.move.value) for beat in beats[: len(whole)]
    ]
    assert audience.seen == folder.events.all()
    assert folder.status == "done"


def test_takes_are_kept_and_the_broken_ones_say_why(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=1, takes=2))
    play(folder, casting, world, embedder, ScriptedModel(answer))
    takes = speeches(folder)[0].takes
    assert [take.dropped for take in takes] == [None, "refusal"] * (len(takes) // 2)
    assert sum(take.chosen for take in takes) == 1
    assert set(takes[0].why) == set(WEIGHTS)


def test_a_speech_names_the_memories_that_came_up(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=3, takes=2))
    play(folder, casting, world, embedder, ScriptedModel(answer))
    asked = [event for event in speeches(folder) if not (event.why or "").startswith(BREAKS_IN)]
    for event in asked:
        known = {m.id for m in (*world.memories["world"], *world.memories[event.speaker or ""])}
        assert event.memories
        assert {m.id for m in event.memories} <= known  # what was just said is in sight anyway


def test_a_free_debate_lets_nobody_speak_twice_in_a_row(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, casting = new_run(tmp_path, world, PlayOptions("story", mode="free", turns=9, takes=1))
    play(folder, casting, world, embedder, ScriptedModel(lambda request: first(answer(request))))
    who = [event.speaker for event in speeches(folder)]
    assert all(one != other for one, other in pairwise(who))


def test_ballots_are_taken_before_and_after_and_scored(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=2, takes=1))
    play(folder, casting, world, embedder, ScriptedModel(lambda request: first(answer(request))))
    ballots = folder.ballots.all()
    asked = len(casting.dialogue.cast) * len(casting.articles)
    assert {
        stage: sum(b.stage == stage for b in ballots) for stage in ("opening", "retest", "final")
    } == {
        "opening": asked,
        "retest": asked,
        "final": asked,
    }
    # Yes to an article and yes to its negation is no position at all.
    assert all(ballot.unscored for ballot in ballots)
    scores = score_ballots(ballots)
    assert all(score.value is None and score.unscored for score in scores)


def fails_at(turn: int) -> ScriptedModel:
    def say(request: Request) -> Scripted:
        if request.purpose == f"speak/{turn}":
            return ModelError("the endpoint is gone", "status 503")
        return answer(request)

    return ScriptedModel(say)


@pytest.mark.parametrize("turn", [1, 2, 4])
def test_a_run_that_failed_goes_on_without_a_turn_twice_or_missing(
    tmp_path: Path, world: World, embedder: Embedder, turn: int
) -> None:
    wanted = PlayOptions("forum", turns=5, takes=2, seed=3)
    folder, casting = new_run(tmp_path, world, wanted)
    with pytest.raises(ModelError):
        play(folder, casting, world, embedder, fails_at(turn))
    assert folder.status == "failed"
    assert len(speeches(folder)) == turn - 1

    again = ScriptedModel(answer)
    play(folder, casting, world, embedder, again)
    whole, _ = new_run(tmp_path, world, wanted)
    play(whole, casting, world, embedder, ScriptedModel(answer))
    assert folder.transcript_path.read_bytes() == whole.transcript_path.read_bytes()
    assert not any(r.purpose == f"speak/{turn - 1}" for r in again.requests)


def test_a_replay_is_the_same_byte_for_byte_and_asks_no_model(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    wanted = PlayOptions("forum", turns=4, takes=2, seed=5)
    folder, casting = new_run(tmp_path, world, wanted)
    play(folder, casting, world, embedder, ScriptedModel(answer))
    again, _ = new_run(tmp_path, world, wanted)
    play(again, casting, world, embedder, ReplayModel(Record(folder.replies_path)))
    assert again.transcript_path.read_bytes() == folder.transcript_path.read_bytes()
    assert again.ballots_path.read_bytes() == folder.ballots_path.read_bytes()


def test_a_replay_stops_at_the_first_request_that_differs(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=3, takes=2, seed=5))
    play(folder, casting, world, embedder, ScriptedModel(answer))
    other, _ = new_run(tmp_path, world, PlayOptions("forum", turns=3, takes=3, seed=5))
    with pytest.raises(ReplayError, match="speak/1"):
        play(other, casting, world, embedder, ReplayModel(Record(folder.replies_path)))


def test_a_person_speaks_from_a_seat(tmp_path: Path, world: World, embedder: Embedder) -> None:
    asked: list[Mapping[str, Any]] = []

    async def person(what: Mapping[str, Any]) -> str:
        asked.append(what)
        return "  I will read you all\nof it myself. "

    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=3, takes=1, seat="ezra"))
    model = ScriptedModel(lambda request: first(answer(request)))
    play(folder, casting, world, embedder, model, person)
    said = speeches(folder)
    assert (said[1].speaker, said[1].by) == ("ezra", "human")
    assert said[1].text == "I will read you all of it myself."
    assert [what["turn"] for what in asked] == [2]
    own = [b for b in folder.ballots.all() if b.persona == "ezra"]
    assert own
    assert all(b.position is None and b.unscored for b in own)


def test_nobody_remembers_or_is_shown_what_they_did_not_hear(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    """Kai comes in the workshop's second act: the first one's speeches are no part of his."""
    wanted = PlayOptions("smile-guild-workshop", turns=9, takes=1, seed=2)
    folder, casting = new_run(tmp_path, world, wanted)
    model = ScriptedModel(lambda request: first(answer(request)))
    play(folder, casting, world, embedder, model)
    before = [e for e in speeches(folder) if "kai" not in e.heard_by]
    assert before
    with MemoryStore(folder.memory_path, dimension=embedder.dimension) as store:
        kai = " ".join(memory.text for memory in store.open("kai"))
        lyra = " ".join(memory.text for memory in store.open("lyra"))
    turns = {f"speak/{e.turn}" for e in speeches(folder) if e.speaker == "kai"}
    shown = " ".join(
        message.content
        for request in model.requests
        if request.purpose in turns
        for message in request.messages
    ) + " ".join(request.prompt or "" for request in model.requests if request.purpose in turns)
    for event in before:
        assert event.text not in kai
        assert event.text not in shown
        assert event.text in lyra


def test_a_checkpoint_does_not_grow_with_the_debate(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    wanted = PlayOptions("story", mode="free", turns=24, takes=1)
    folder, casting = new_run(tmp_path, world, wanted)
    play(folder, casting, world, embedder, ScriptedModel(lambda request: first(answer(request))))
    with closing(sqlite3.connect(folder.checkpoints_path)) as base:
        rows = base.execute("SELECT length(checkpoint) FROM checkpoints ORDER BY checkpoint_id")
        sizes = [size for (size,) in rows]
    assert len(sizes) <= 2 * KEPT
    assert max(sizes) < 6144


def test_a_name_that_is_not_there_is_answered_with_the_nearest(world: World) -> None:
    with pytest.raises(InputError, match="forum"):
        cast(world, PlayOptions("forun"))
    with pytest.raises(InputError, match="talia"):
        cast(world, PlayOptions("forum", seat="tala"))


def test_reflections_cite_what_was_heard(tmp_path: Path, world: World, embedder: Embedder) -> None:
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=4, takes=1))
    play(folder, casting, world, embedder, ScriptedModel(lambda request: first(answer(request))))
    lines = (folder.path / "reflections.jsonl").read_text().splitlines()
    found = [json.loads(line) for line in lines]
    assert {one["persona"] for one in found} == set(casting.dialogue.cast)
    assert all(source.startswith("episode-") for one in found for source in one["sources"])


def test_a_store_that_is_busy_is_asked_again(
    tmp_path: Path, world: World, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    recall = Agent.recall

    def busy_once(self: Agent, *args: Any, **more: Any) -> Any:
        asked.append(len(asked))
        if len(asked) == 2:
            raise StoreError("the database is locked")
        return recall(self, *args, **more)

    monkeypatch.setattr(Agent, "recall", busy_once)
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=2, takes=1))
    play(folder, casting, world, embedder, ScriptedModel(lambda request: first(answer(request))))
    assert len(asked) == 3
    assert [event.turn for event in speeches(folder)] == [1, 2]


def test_ballots_every_few_turns_are_taken_once_each_and_not_beside_the_last(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    wanted = PlayOptions("forum", turns=6, takes=2, ballots="every:2")
    folder, casting = new_run(tmp_path, world, wanted)
    play(folder, casting, world, embedder, ScriptedModel(answer))
    times = {(b.stage, b.after_turn) for b in folder.ballots.all()}
    assert times == {
        *(("opening", 0), ("retest", 0)),
        *(("turn", 2), ("turn", 4), ("final", 6)),
    }


def test_a_run_stopped_between_ballots_takes_the_rest(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    wanted = PlayOptions("forum", turns=4, takes=2, ballots="every:1")
    folder, casting = new_run(tmp_path, world, wanted)

    def failing(request: Request) -> Scripted:
        asked = request.purpose == "ballot/turn/lyra/studios/0/+"
        if asked and folder.ballots.all()[-1].after_turn:
            return ModelError("gone", "connection")
        return answer(request)

    with pytest.raises(ModelError):
        play(folder, casting, world, embedder, ScriptedModel(failing))
    play(folder, casting, world, embedder, ScriptedModel(answer))
    ballots = folder.ballots.all()
    keys = [(b.stage, b.after_turn, b.persona, b.article) for b in ballots]
    assert len(keys) == len(set(keys))
    assert sum(b.stage == "turn" for b in ballots) == 3 * len(casting.cards) * 7


class Pausing(ScriptedModel):
    """Lets others go first while it thinks, as a real model does."""

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        await asyncio.sleep(0.001)
        return await super().complete(request, on_text)


def test_what_comes_after_ballots_is_begun_once_and_not_by_each_voter(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    wanted = PlayOptions("open-evening", turns=8, takes=2, ballots="acts")
    folder, casting = new_run(tmp_path, world, wanted)
    model = Pausing(answer)
    play(folder, casting, world, embedder, model)
    looked_back = [r.purpose for r in model.requests if r.purpose.startswith("reflect/queue")]
    assert sorted(looked_back) == sorted(f"reflect/queue/{who}" for who in casting.cards)
    every, casting = new_run(
        tmp_path, world, PlayOptions("forum", turns=3, takes=2, ballots="every:1")
    )
    play(every, casting, world, embedder, Pausing(answer))
    assert [event.turn for event in speeches(every)] == [1, 2, 3]

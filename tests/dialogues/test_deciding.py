"""A decision is made before it is spoken: by position, red lines, causes, and the seed."""

from pathlib import Path
from typing import Any

import pytest
from plays import QuickEmbedder, answer, new_run, play, speeches

from smile_commons.dialogues.deciding import EVEN, Weighing, choose
from smile_commons.dialogues.rhythm import is_begun
from smile_commons.memory.memory import Embedder
from smile_commons.models.record import Record
from smile_commons.models.replay import ReplayModel
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World, find_world, load_world
from smile_commons.world.dialogue import EitherWay

YES = Choice("Yes", "stop", {"Yes": -0.01, "No": -5.0})
NO = Choice("No", "stop", {"No": -0.01, "Yes": -5.0})
DECIDES = 13


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def weighing(**given: Any) -> Weighing:
    plain: dict[str, Any] = {"card": -0.8, "now": -0.7, "openness": 0.6, "barred": {}}
    return Weighing(**{**plain, "seed": 1, "turn": 13, **given})


def test_a_persona_decides_as_it_holds() -> None:
    assert choose(weighing()) == ("against", "private position -0.70")
    assert choose(weighing(card=0.4, now=0.7)) == ("for", "private position +0.70")


def test_against_its_card_only_for_something_that_was_said() -> None:
    way, why = choose(weighing(now=0.6))
    assert way == "against"
    assert "nothing was said" in why
    way, why = choose(weighing(now=0.6, told="Talia had spoken to it (turn 3)"))
    assert way == "for"
    assert "Talia" in why


def test_a_cause_turns_one_who_is_open_and_not_far() -> None:
    cause = "Lyra (turn 4) met “A measurement.”"
    assert choose(weighing(now=-0.2, cause=cause))[0] == "for"
    assert choose(weighing(now=-0.2, cause=cause, openness=0.1))[0] == "against"
    assert choose(weighing(now=-0.9, cause=cause))[0] == "against"


def test_a_way_across_a_red_line_is_barred() -> None:
    line = "He will not let a sick child wait."
    way, why = choose(weighing(barred={"against": line}))
    assert way == "for"
    assert line in why
    assert choose(weighing(barred={"against": line, "for": line}))[0] == "against"
    assert choose(weighing(now=0.5, barred={"against": line}))[0] == "for"


def test_the_seed_decides_where_it_stands_even() -> None:
    drawn = {choose(weighing(card=0.0, now=EVEN / 2, seed=seed))[0] for seed in range(12)}
    assert drawn == {"for", "against"}
    once = choose(weighing(card=None, now=None, seed=4))
    assert once == choose(weighing(card=None, now=None, seed=4))


def sided(votes_for: bool):
    """Ezra votes one way in private when he is to decide; all else is as ever."""

    def say(request: Request) -> Scripted:
        if request.purpose.startswith("ballot/decide/"):
            return YES if request.purpose.endswith("+") == votes_for else NO
        if request.purpose.startswith("weigh/"):
            return NO if request.purpose.endswith("+") else YES
        return answer(request)

    return ScriptedModel(say)


@pytest.mark.parametrize("way", ["for", "against"])
def test_ezra_is_open_and_what_follows_holds(
    tmp_path: Path, world: World, embedder: Embedder, way: str
) -> None:
    wanted = PlayOptions("forum", takes=1, seed=3, ballots="ends")
    folder, casting = new_run(tmp_path, world, wanted)
    model = sided(way == "for")
    play(folder, casting, world, embedder, model)
    beat = casting.acts[0].beats[DECIDES - 1]
    assert isinstance(beat.say, EitherWay)
    said = [one for one in speeches(folder) if not is_begun(one.why)]
    beats = [one for one in said if (one.why or "").startswith("beat")]
    spoken = beats[DECIDES - 1]
    assert (spoken.speaker, spoken.decided) == ("ezra", way)
    assert spoken.say == (beat.say.for_ if way == "for" else beat.say.against)
    assert (spoken.why or "").startswith(f"beat 13 of 14; {way}: ")
    assert beats[-1].say == casting.acts[0].beats[-1].say
    assert any(spoken.say.split(".")[0] in asked_text(one) for one in model.requests
               if one.purpose == f"speak/{spoken.turn}")  # fmt: skip
    assert not any(one.stage == "decide" for one in folder.ballots.all())
    again, _ = new_run(tmp_path, world, wanted)
    play(again, casting, world, embedder, ReplayModel(Record(folder.replies_path, read_only=True)))
    assert again.transcript_path.read_bytes() == folder.transcript_path.read_bytes()

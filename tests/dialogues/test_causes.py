"""Who gives way, and for what; what nobody does whoever orders it."""

from pathlib import Path

import pytest
from plays import QuickEmbedder, answer, new_run, play, speeches

from smile_commons.dialogues.casting import Casting
from smile_commons.dialogues.desk import Moment
from smile_commons.memory.memory import Embedder
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.prompts.language import NEUTRAL, english
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import World, find_world, load_world
from smile_commons.world.dialogue import Act, Beat, Move

YES = Choice("Yes", "stop", {"Yes": -0.01, "No": -5.0})
NO = Choice("No", "stop", {"No": -0.01, "Yes": -5.0})
HURT = "I was hurt by that device, and here I am, standing in front of you with my hand out."


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def minded(yes: bool, first: str = "") -> ScriptedModel:
    """Says yes, or no, to what is weighed; the first speech is as given."""

    def say(request: Request) -> Scripted:
        if request.purpose.startswith("weigh/"):
            return YES if request.purpose.endswith("+") == yes else NO
        if first and request.purpose.startswith("speak/1"):
            return first
        return answer(request)

    return ScriptedModel(say)


def scene(casting: Casting, *beats: Beat) -> Casting:
    """The forum's act with other beats."""
    act: Act = casting.acts[0].model_copy(update={"beats": beats})
    dialogue = casting.dialogue.model_copy(update={"acts": (act,)})
    return Casting(dialogue, (act,), casting.articles, casting.cards, len(beats), casting.balloting)


def gives_way(who: str, to: str, say: str = HURT) -> tuple[Beat, Beat]:
    return (
        Beat(who=to, move=Move.CHALLENGE, to=(who,), on="what the band did", say=say),
        Beat(who=who, move=Move.CONCEDE, to=(to,), on="what the band did", say="You are right."),
    )


def played(
    tmp_path: Path, world: World, embedder: Embedder, model: ScriptedModel, *beats: Beat
) -> tuple[RunFolder, list[Event]]:
    wanted = PlayOptions("forum", takes=1, ballots="ends", seed=2)
    folder, casting = new_run(tmp_path, world, wanted)
    play(folder, scene(casting, *beats), world, embedder, model)
    return folder, [one for one in speeches(folder) if not (one.why or "").startswith("breaks in")]


def test_a_speech_that_meets_what_one_would_reconsider_is_the_cause(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    model = minded(True, HURT)
    _, (_, given) = played(tmp_path, world, embedder, model, *gives_way("kai", "talia"))
    line = world.personas["kai"].stance.would_reconsider[0]
    assert given.move == "concede"
    assert (given.why or "") == f"beat 2 of 2; Talia (turn 1) met “{line}”"
    assert given.stance is not None
    assert given.stance["because"] == "Talia"
    assert given.stance["cause"] in HURT
    asked = [one for one in model.requests if one.purpose.startswith(f"speak/{given.turn}")]
    assert "KAI gives way because of what TALIA said." in asked_text(asked[0])


def test_a_written_concession_stands_without_one_and_says_so(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    beats = gives_way("kai", "talia", "You waved at us from behind the glass.")
    _, (_, given) = played(tmp_path, world, embedder, minded(False), *beats)
    assert (given.move, given.why) == ("concede", "beat 2 of 2; the beat asks for it")


def test_one_owes_an_ear_to_whom_one_is_close(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    beats = gives_way("kai", "ezra", "You waved at us from behind the glass.")
    _, (_, given) = played(tmp_path, world, embedder, minded(False), *beats)
    assert "owes it to Ezra" in (given.why or "")


def test_in_a_free_act_nobody_gives_way_for_nothing(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    for yes in (True, False):
        wanted = PlayOptions("story", acts=("forum",), mode="free", turns=12, takes=1, seed=5)
        folder, casting = new_run(tmp_path, world, wanted)
        play(folder, casting, world, embedder, minded(yes))
        for one in speeches(folder):
            if one.move == "concede":
                assert one.stance is not None
                assert one.stance["cause"]
            elif "no cause" in (one.why or ""):
                assert one.move in ("defend", "condition")


def ordering(*said: Direction):
    """A director who says these things after the first speech, and lets the play go on."""
    left = list(said)

    async def ask(moment: Moment) -> Direction:
        if moment.when == "review" and moment.turn == 1 and left:
            return left.pop(0)
        return Direction(0, moment.when, moment.turn, "go", number=1)

    return ask


def directed(
    tmp_path: Path, world: World, embedder: Embedder, yes: bool, *said: Direction
) -> tuple[Event, ScriptedModel]:
    folder, casting = new_run(
        tmp_path, world, PlayOptions("forum", takes=1, turns=2, ballots="ends")
    )
    model = minded(yes)
    play(folder, casting, world, embedder, model, ask_director=ordering(*said))
    return speeches(folder)[1], model


def order(do: str, **what: str) -> Direction:
    return Direction.from_dict({"n": 0, "when": "review", "turn": 1, "do": do, **what})


SECOND_DOSE = "Give a second dose to anybody, even to one who hesitates"


def test_an_order_across_a_red_line_is_refused_in_the_personas_words(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    orders = order("next", who="ezra"), order("direct", text=SECOND_DOSE)
    spoken, model = directed(tmp_path, world, embedder, True, *orders)
    line = world.personas["ezra"].stance.red_lines[0]
    assert (spoken.speaker, spoken.move) == ("ezra", "refuse")
    assert spoken.say == "I will not give a second dose to anybody who hesitates."
    assert f"the order crosses a red line: “{line}”" in (spoken.why or "")
    asked = [one for one in model.requests if one.purpose == "speak/2"]
    assert SECOND_DOSE not in asked_text(asked[0])


def test_an_order_near_a_red_line_that_keeps_to_it_is_followed(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    orders = order("next", who="ezra"), order("direct", text=SECOND_DOSE)
    spoken, model = directed(tmp_path, world, embedder, False, *orders)
    assert "red line" not in (spoken.why or "")
    assert SECOND_DOSE in asked_text(next(r for r in model.requests if r.purpose == "speak/2"))


def test_an_order_far_from_every_red_line_asks_no_model(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    orders = order("next", who="ezra"), order("direct", text="Speak slowly.")
    _, model = directed(tmp_path, world, embedder, True, *orders)
    assert not [one for one in model.requests if "crosses" in one.purpose]


def test_lines_of_a_card_become_their_owners_words() -> None:
    language = english()
    assert language.as_own_red_line("She will not sell it.") == "I will not sell it."
    assert language.as_own_red_line("He will not call it small before he has measured it.") == ""
    assert language.as_own_goal("To have the lights on.") == "I want to have the lights on."
    assert NEUTRAL.as_own_goal("To have the lights on.") == ""

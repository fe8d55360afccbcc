"""A speech: takes are asked for until one can be spoken, and once more where the best is poor."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from smile_commons.dialogues.dialogue import Move
from smile_commons.models.scripted import ScriptedModel
from smile_commons.personas.echo import Echo
from smile_commons.personas.speech import Part, Speech, Stage, speak
from smile_commons.personas.voice import Voices
from smile_commons.prompts.environment import Prompts
from smile_commons.world.load import load_world

ROOT = Path(__file__).parents[2]
WORLD = load_world(ROOT)
GOOD = (
    "Kai, you gave your investors a show and kept silent about that report. I read the minutes "
    "of those fourteen weeks, and not one of them has a word about it."
)
POOR = "I do not know what you think about the whole of it today."
BROKEN = "As an AI language model I cannot write this."
MEMORIES = ("I read the minutes of fourteen weeks.", "The pear tree was in bloom.")


async def spoken(said: Sequence[Sequence[str]]) -> tuple[Speech, ScriptedModel]:
    model = ScriptedModel(said)
    stage = Stage(
        model=model,
        prompts=Prompts(WORLD.templates),
        cards=WORLD.personas,
        echo=Echo(),
        voices=Voices({"ezra": ["report"], "kai": ["lamp"]}),
        title="A play",
        setting="A city.",
        takes=2,
        seed=2,
    )
    part = Part(
        turn=3,
        speaker="ezra",
        move=Move.CHALLENGE,
        to=("kai",),
        on="Kai kept silent about that report for fourteen weeks and gave his investors a show",
        holds="",
        memories=MEMORIES,
        acts=[],
        last=None,
    )
    return await speak(stage, part), model


async def test_a_good_take_is_spoken_at_once() -> None:
    speech, model = await spoken([[POOR, GOOD]])
    assert speech.text is not None
    assert speech.text.startswith("Kai, you gave")
    assert (len(model.requests), speech.memory) == (1, 0)
    assert [take.chosen for take in speech.takes] == [False, True]


async def test_poor_takes_are_asked_for_once_more_and_the_best_of_all_is_spoken() -> None:
    speech, model = await spoken([[POOR], [GOOD]])
    assert speech.text is not None
    assert speech.text.startswith("Kai, you gave")
    assert len(model.requests) == 2
    assert model.requests[1].temperature > model.requests[0].temperature
    assert [take.chosen for take in speech.takes] == [False, False, True, False]
    assert speech.memory == 0  # something could be said of it: it is not given up


async def test_where_the_second_round_is_no_better_the_first_is_spoken() -> None:
    speech, model = await spoken([[POOR], [BROKEN]])
    assert speech.text == POOR
    assert len(model.requests) == 2


@pytest.mark.parametrize("broken", [1, 2])
async def test_with_nothing_to_speak_another_memory_comes_up(broken: int) -> None:
    speech, model = await spoken([[BROKEN]] * broken + [[GOOD]])
    assert speech.text is not None
    assert len(model.requests) == broken + 1
    assert speech.memory == 1


async def test_with_nothing_but_refusals_the_speaker_stays_silent() -> None:
    speech, model = await spoken([[BROKEN]] * 4)
    assert speech.text is None
    assert len(model.requests) == 4

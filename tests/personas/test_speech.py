"""A speech: takes are asked for until one is true to its notes; the best of all is spoken."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from smile_commons.models.model import Profile, Style
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.personas.echo import Echo
from smile_commons.personas.lengths import Length, tokens
from smile_commons.personas.small import EDITED_ROUNDS, ROUNDS, speak
from smile_commons.personas.speech import Part, Speech, Stage
from smile_commons.personas.voice import Voices
from smile_commons.prompts.environment import Prompts
from smile_commons.world.dialogue import Move
from smile_commons.world.load import load_world

ROOT = Path(__file__).parents[2]
WORLD = load_world(ROOT)
SAY = (
    "You kept silent about that report for fourteen weeks. I passed you on Tannery Row with your "
    "case open, fitting a band, and I noted the date."
)
GOOD = (
    "Fourteen weeks you kept silent about that report. I passed you on Tannery Row, your case "
    "open, fitting a band, and I noted the date."
)
FALSE = "Fourteen weeks I kept silent about that report. And you passed me on TanneryRow."
POOR = "The whole of it is nothing that anybody should talk about today."
BROKEN = "As an AI language model I cannot write this."
MEMORIES = (
    "I read the minutes of nineteen meetings in the archive by candle, for weeks, and no report.",
    "The pear tree was in bloom.",
)
PART = Part(
    turn=3,
    speaker="ezra",
    move=Move.CHALLENGE,
    to=("kai",),
    on="Kai kept silent about that report",
    holds="",
    memories=MEMORIES,
    acts=[],
    last={"cue": "Kai", "words": "We sold light, and nobody complained."},
    say=SAY,
)
RETORT = replace(PART, say="", memories=(), length=Length.RETORT, move=Move.QUESTION)
RETORT = replace(RETORT, leads_to="The lamps were paid for.")


async def spoken(
    said: Sequence[Sequence[str]],
    part: Part = PART,
    style: Style = "script",
    profile: Profile | None = None,
) -> tuple[Speech, list[Request]]:
    model = ScriptedModel(said, style=style, profile=profile)
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
    return await speak(stage, part), model.requests


async def test_a_take_that_is_true_to_its_notes_is_spoken_at_once() -> None:
    speech, requests = await spoken([[POOR, GOOD]])
    assert speech.text == GOOD
    assert len(requests) == 1
    assert [take.chosen for take in speech.takes] == [False, True]


@pytest.mark.parametrize("first", [POOR, FALSE, BROKEN])
async def test_while_none_is_true_more_are_asked_for_cooler_and_with_the_notes_alone(
    first: str,
) -> None:
    speech, requests = await spoken([[first], [GOOD]])
    assert speech.text == GOOD
    assert [take.chosen for take in speech.takes] == [False, False, True, False]
    one, two = requests
    assert two.temperature < one.temperature
    assert two.seed != one.seed
    assert MEMORIES[0] in asked_text(one)
    assert MEMORIES[0] not in asked_text(two)
    for note in ("You kept silent about that report for fourteen weeks.", "noted the date."):
        assert note in asked_text(one) and note in asked_text(two)
    assert speech.memory is None  # it did not stand in the prompt of what was spoken


async def test_a_speech_without_notes_is_held_against_what_came_to_mind() -> None:
    part = replace(PART, say="")
    speech, requests = await spoken([[POOR], ["Under the pear tree, in bloom."]], part)
    assert speech.text == "Under the pear tree, in bloom."
    assert (len(requests), speech.memory) == (2, 1)
    assert MEMORIES[1] in asked_text(requests[1])


async def test_without_notes_the_best_of_all_rounds_is_spoken() -> None:
    speech, requests = await spoken([[FALSE], [POOR], [BROKEN]], replace(PART, say=""))
    assert len(requests) == ROUNDS
    chosen = next(take for take in speech.takes if take.chosen)
    assert chosen.rank == max(take.rank for take in speech.takes if take.rank is not None)
    assert speech.text == chosen.text


async def test_where_no_take_is_true_an_editor_makes_one_of_all_and_of_the_notes() -> None:
    half = (
        "And fourteen weeks you kept silent about that report. "
        "You passed me on Tannery Row with my case open, fitting a band, and you noted the date."
    )
    speech, requests = await spoken([[FALSE], [half]])
    assert len(requests) == EDITED_ROUNDS
    chosen = speech.takes[-1]
    assert (speech.text, chosen.chosen) == (chosen.text, True)
    wording, note = "Fourteen weeks you kept silent about that report.", SAY.split(". ")[1]
    assert speech.text == f"{wording} {note}"
    assert chosen.why["filled"] == 1 / 2  # one of the two notes stands as it was written


async def test_with_nothing_but_refusals_the_speaker_stays_silent() -> None:
    speech, requests = await spoken([[BROKEN]] * ROUNDS)
    assert speech.text is None  # and an editor says nothing in its place
    assert len(requests) == ROUNDS


async def test_the_mildest_fault_is_mended_before_a_speaker_stays_silent() -> None:
    cut_off = "I read the minutes and I noted the date of it when the"
    said = f'{cut_off}, "'
    speech, _ = await spoken([[BROKEN, said]] * ROUNDS, replace(PART, say=""))
    assert speech.text is not None and speech.text.endswith("the.")
    chosen = next(take for take in speech.takes if take.chosen)
    assert chosen.dropped == "cut off"


async def test_takes_asked_for_after_others_are_drawn_otherwise() -> None:
    _, [first] = await spoken([[GOOD]])
    _, [later] = await spoken([[GOOD]], replace(PART, after=2))
    assert asked_text(first) == asked_text(later)
    assert (first.purpose, later.purpose) == ("speak/3", "speak/3/after-2")
    assert first.seed != later.seed


async def test_a_few_words_put_in_are_taken_from_the_last_speech_in_one_round() -> None:
    speech, [request] = await spoken([["Nobody?", "Light?"]], RETORT, "chat")
    assert speech.text in ("Nobody?", "Light?")
    assert request.messages[0].content.startswith("You are a playwright. Somebody is interrupted")
    assert "KAI: We sold light, and nobody complained." in asked_text(request)
    assert "EZRA asks back." in asked_text(request)
    assert "KAI goes on: The lamps were paid for." in asked_text(request)
    assert request.max_tokens < tokens(Length.LINE, 20)


@pytest.mark.parametrize("profile", [Profile(prefill=True), Profile()])
async def test_a_few_words_put_in_are_too_long_at_seven(profile: Profile) -> None:
    said = [["Nobody complained when you sold all that light.", "Nobody complained?"]]
    speech, _ = await spoken(said, RETORT, "chat", profile)
    assert speech.text == "Nobody complained?"
    assert [take.dropped for take in speech.takes] == ["long", None]


async def test_what_stood_in_the_notes_is_barred_by_no_sampler() -> None:
    profile = Profile(samplers={"min_p": 0.05, "dry_multiplier": 1.0, "dry_allowed_length": 4})
    _, [request] = await spoken([[GOOD]], profile=profile)
    assert request.samplers == {"min_p": 0.05}


async def test_a_name_is_put_before_the_words_only_where_a_model_goes_on_with_it() -> None:
    named = replace(PART, named=True)
    said = [[GOOD.replace("Fourteen", "fourteen", 1)]]
    script, [request] = await spoken(said, named)
    assert asked_text(request).endswith("EZRA: Kai,")
    assert script.text is not None and script.text.startswith("Kai, fourteen weeks you kept")
    glued, _ = await spoken(said, named, "chat", Profile(prefill=True))
    assert glued.text == script.text
    free, [request] = await spoken(said, named, "chat", Profile(prefill=False))
    assert request.messages[-1].role == "user"
    assert free.text == GOOD
    unnamed, [request] = await spoken(said)
    assert asked_text(request).endswith("EZRA:")
    assert unnamed.text == GOOD


async def test_a_speech_that_is_broken_into_ends_in_its_last_sentence() -> None:
    speech, _ = await spoken([[GOOD]], replace(PART, broken=True))
    assert speech.text is not None
    assert speech.text.endswith(" —")
    whole, last = GOOD.split(". ")
    heard, left = speech.text.removesuffix(" —").split(". ")
    assert heard == whole
    assert last.startswith(left) and len(left.split()) >= 4
    assert next(take for take in speech.takes if take.chosen).text == speech.text
    only, _ = await spoken([["Fourteen weeks you kept silent about that report."]],
                           replace(PART, say=SAY.split(". ")[0] + ".", broken=True))  # fmt: skip
    assert only.text == "Fourteen weeks you kept silent about that report."


async def test_where_a_question_takes_up_nothing_what_was_said_last_is_asked_back() -> None:
    last = {"cue": "Kai", "words": "We sold light. I will not help with a festival."}
    speech, requests = await spoken([["Of what?"]], replace(RETORT, last=last))
    assert (speech.text, len(requests)) == ("With a festival?", 1)
    refused, _ = await spoken([[BROKEN]] * ROUNDS, replace(RETORT, last=last))
    assert refused.text is None


ASKED = replace(PART, say="What did your band do?", memories=(), length=Length.RETORT)


async def test_notes_that_no_take_says_to_its_end_are_said_as_they_stand() -> None:
    speech, _ = await spoken([["We sold the light and nobody ever"]] * ROUNDS, ASKED)
    assert speech.text == ASKED.say
    assert speech.takes[-1].chosen and speech.takes[-1].why["filled"] == 1
    refused, _ = await spoken([[BROKEN]] * ROUNDS, ASKED)
    assert refused.text is None

"""The order among takes: first whether it is true to its notes, then how it is said."""

from dataclasses import replace
from itertools import pairwise

import pytest

from smile_commons.personas.echo import Echo
from smile_commons.personas.fidelity import Notes
from smile_commons.personas.ranking import VOICE_FIRST, WEIGHTS, Brief, is_clean, rank, stock
from smile_commons.personas.voice import Manner, Voices
from smile_commons.prompts.language import NEUTRAL, english

SAY = (
    "You kept silent about that report for fourteen weeks.",
    "I passed you on Tannery Row with your case open.",
)
TOLD = (
    "Fourteen weeks you kept silent about that report. I passed you on Tannery Row, your case open."
)
BRIEF = Brief(
    "ezra",
    Notes(SAY, known=frozenset({"kai"})),
    english(),
    manner=Manner.of(["Nine words or so stand in each of these."], english()),
)
VOICES = Voices({"ezra": ["If the dose is halved the harm is halved."], "kai": ["Okay, light!"]})


def ranked(text: str, brief: Brief = BRIEF, echo: Echo | None = None) -> float:
    return rank(text, brief, echo or Echo(), VOICES)[0]


def parts(text: str, brief: Brief = BRIEF, echo: Echo | None = None) -> dict[str, float]:
    return rank(text, brief, echo or Echo(), VOICES)[1]


def test_a_rank_is_the_weighted_sum_of_parts_that_lie_between_0_and_1() -> None:
    value, found = rank(TOLD, BRIEF, Echo(), VOICES)
    assert set(found) == set(WEIGHTS) == set(VOICE_FIRST)
    assert all(0 <= part <= 1 for part in found.values())
    assert value == pytest.approx(sum(WEIGHTS[name] * part for name, part in found.items()))


@pytest.mark.parametrize(
    "false",
    [
        "Forty weeks you kept silent about that report. I passed you on Tannery Row, case open.",
        "Fourteen weeks I kept silent about that report. I passed you on Tannery Row, case open.",
        "Fourteen weeks you kept silent about that report. I passed you on TanneryRow, case open.",
        "Fourteen weeks you kept silent, on Tannery Row, with your case open.",
        "For weeks you kept silent about it. I passed you somewhere with that thing open.",
        f"{TOLD} The mayor shivers under the rusty crane whenever thunder rattles some anchor.",
        "I don't know what you are talking about.",
    ],
)
def test_what_is_true_to_its_notes_goes_before_what_is_not(false: str) -> None:
    assert ranked(TOLD) > ranked(false)
    assert is_clean(parts(TOLD))


@pytest.mark.parametrize(
    "false",
    [
        "Forty weeks you kept silent about that report, on Tannery Row, with your case open.",
        "Fourteen weeks I kept silent about that report, on Tannery Row. I passed with a case.",
        "You kept silent about it. I passed you.",
        "Nobody saw it.",
    ],
)
def test_a_false_take_is_not_clean(false: str) -> None:
    assert not is_clean(parts(false))


def test_a_take_that_is_its_notes_word_for_word_comes_after_one_that_says_them() -> None:
    verbatim = " ".join(SAY)
    assert ranked(TOLD) > ranked(verbatim)
    assert is_clean(parts(verbatim))  # it is no fault: false ones come after it
    assert ranked(verbatim) > ranked(TOLD.replace("Fourteen", "Forty"))


def test_what_others_said_before_comes_last() -> None:
    echo = Echo()
    echo.say("Under the harbour crane somebody counted lamps.")
    fresh = f"{TOLD} Somebody counted them."
    again = f"{TOLD} Under the harbour crane somebody counted lamps."
    assert parts(fresh, echo=echo)["repeated"] == 0
    assert parts(again, echo=echo)["repeated"] == pytest.approx(1 / 3)
    assert not is_clean(parts(again, echo=echo))


def test_a_phrase_that_anybody_says_anywhere_is_told_of() -> None:
    assert stock(f"{TOLD} I don't know what to say.", english()) == pytest.approx(1 / 3)
    assert stock(TOLD, english()) == 0
    assert stock("I don't know what to say.", NEUTRAL) == 0


def test_a_question_is_asked_where_one_was_asked_for() -> None:
    asks = replace(BRIEF, asks=True)
    question = f"{TOLD[:-1]}?"
    assert ranked(question, asks) > ranked(TOLD, asks)
    assert (parts(TOLD, asks)["unasked"], parts(TOLD)["unasked"]) == (1, 0)
    assert parts(f'{question}"', asks)["unasked"] == 0
    assert is_clean(parts(question, asks)) and not is_clean(parts(TOLD, asks))


BACK = Brief("ezra", Notes((), last=TOLD), english(), asks=True, breaks_into=TOLD)


@pytest.mark.parametrize(
    ("question", "hollow"),
    [("Of what?", 1), ("To whom?", 1), ("Why not?", 0.5), ("What about the case?", 0)],
)
def test_a_question_thrown_in_takes_up_something(question: str, hollow: float) -> None:
    assert parts(question, BACK)["hollow"] == hollow
    assert is_clean(parts(question, BACK)) == (hollow < 1)
    assert parts(question, replace(BACK, breaks_into=""))["hollow"] == 0
    assert parts(question, replace(BACK, language=NEUTRAL))["hollow"] == 0
    assert ranked("Tannery Row?", BACK) > ranked("Of what?", BACK)


def test_among_takes_that_are_as_true_the_speakers_own_words_and_manner_decide() -> None:
    same = Brief("ezra", Notes(()), english(), manner=BRIEF.manner)
    own = "If the harm is halved, is it harm that is left?"
    foreign = "Okay light, okay? Okay, light okay light!"
    assert ranked(own, same) > ranked(foreign, same)
    assert ranked(own, same) - ranked(foreign, same) < ranked(
        own, replace(same, weights=VOICE_FIRST)
    ) - ranked(foreign, replace(same, weights=VOICE_FIRST))


def test_the_more_of_its_notes_a_take_keeps_the_higher_it_ranks() -> None:
    takes = [
        TOLD,
        "Fourteen weeks you kept silent. I passed you on Tannery Row.",
        "Fourteen weeks you were silent, on Tannery Row.",
        "Fourteen weeks, Tannery Row.",
    ]
    assert all(parts(one)["kept"] > parts(other)["kept"] for one, other in pairwise(takes))
    assert all(ranked(one) > ranked(other) for one, other in pairwise(takes))

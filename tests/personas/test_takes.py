"""Which takes are dropped, why, and which of the rest is chosen."""

import pytest

from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Names, Rules, fault
from smile_commons.personas.fidelity import Notes
from smile_commons.personas.lengths import SMALL, Length
from smile_commons.personas.ranking import Brief
from smile_commons.personas.takes import Judging, cuts, judge, tidy
from smile_commons.personas.voice import Voices
from smile_commons.prompts.language import NEUTRAL, english

NAMES = Names.of("Ezra", "Dr. Ezra Myles", ("Talia", "Kai"), english())
RULES = Rules(NAMES, english(), scripts=frozenset({"LATIN"}))
NOTES = (
    "You kept silent about that report for fourteen weeks.",
    "Nineteen people no longer knew their own face in the mirror.",
)


def judging(cut: bool = True) -> Judging:
    brief = Brief("ezra", Notes(NOTES, last="I was afraid.", known=frozenset({"kai"})), english())
    return Judging(brief, RULES, Echo(), Voices({"ezra": ["if"], "kai": ["okay"]}), cut)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "empty"),
        ("I'm sorry, as an AI language model I cannot write this speech.", "refusal"),
        ("I'm sorry, Talia, but I can't help you with that. It was Silas who died.", "refusal"),
        ("I’m not the one to ask, for I can’t help you with this today.", "refusal"),
        ("Talia: You were there when the gate said no to my mother.", "label"),
        ("You were there, Kai. Talia: And so were you, all that winter long.", "label"),
        ("Ezra looks at the floor and counts the tiles one by one.", "narration"),
        ("I looked at the floor [pause] and counted the tiles one by one.", "stage"),
        ("I looked at the floor and counted the tiles one by one and", "cut off"),
        (("I never read it. " * 40).strip(), "long"),
        ("You read the report, 你 read it, and you locked it in a drawer.", "script"),
        ("I looked at the floor.The tiles were cold, one by one.", "garbled"),
        ("YOU LOCKED THAT Report IN A DRAWER, and you slept.", "shouted"),
        ("Notes, in Ezra's words: you locked it in a drawer.", "stage"),
    ],
)
def test_a_broken_take_has_a_name_for_its_fault(text: str, name: str) -> None:
    assert fault(text, RULES, Echo()) == name


@pytest.mark.parametrize(
    "text",
    [
        "I, Ezra, signed it without reading the last line of the page.",
        "Kai, you read it in November and went on with the show: nineteen people, fourteen weeks.",
        "I can't help it, Talia: I was on the pier when the lamp went out.",
        "My name is Ezra Myles and I signed it in a hurry.",
        "No.",
        "And you kept the minutes of it, every Tuesday, in the —",
        "That report? I read it, the ILO man read it, and the WHO put it away.",
    ],
)
def test_a_whole_speech_has_none(text: str) -> None:
    assert fault(text, RULES, Echo()) is None


@pytest.mark.parametrize(("length", "most"), [("retort", 9), ("line", 40), ("speech", 80)])
def test_how_long_is_too_long_hangs_on_the_class_of_the_speech(length: str, most: int) -> None:
    rules = Rules(NAMES, english(), SMALL[Length(length)])
    lamps = [f"lamp{number}" for number in range(most + 1)]
    assert fault(" ".join(lamps[:most]) + ".", rules, Echo()) is None
    assert fault(" ".join(lamps) + ".", rules, Echo()) == "long"


def test_an_alphabet_is_foreign_only_where_the_world_is_written_in_another() -> None:
    text = "Ты прочёл отчёт и запер его в ящике."
    assert fault(text, RULES, Echo()) == "script"
    assert fault(text, Rules(NAMES, NEUTRAL, scripts=frozenset({"CYRILLIC"})), Echo()) is None
    assert fault(text, Rules(NAMES, NEUTRAL), Echo()) is None


def test_what_is_a_refusal_is_said_by_the_language() -> None:
    text = "As an AI I cannot say."
    assert fault(text, RULES, Echo()) == "refusal"
    assert fault(text, Rules(NAMES, NEUTRAL), Echo()) is None


def test_eight_words_in_a_row_from_a_lesson_or_an_exemplar_are_a_copy() -> None:
    echo = Echo()
    echo.show("The gate asked for a middle name and I had none to give it.")
    text = "They say the gate asked for a middle name and I laughed at it."
    assert fault(text, RULES, echo) == "copy"


def test_ones_own_notes_are_nobodys_else_even_where_somebody_said_them_before() -> None:
    echo = Echo()
    echo.show(NOTES[1])
    echo.say(NOTES[0])
    mine = Rules(NAMES, english(), own=NOTES)
    for note in NOTES:
        assert fault(note, RULES, echo) in ("copy", "repetition")
        assert fault(note, mine, echo) is None
    assert fault(f"{NOTES[0]} {NOTES[0]}", mine, echo) == "repetition"


def test_what_was_said_is_not_said_again() -> None:
    echo = Echo()
    echo.say("You locked the report in a drawer and went home.")
    again = "You locked the report in a drawer, Kai, in November."
    assert fault(again, RULES, echo) == "repetition"


def test_a_reply_is_tidied_of_labels_and_quotes() -> None:
    assert tidy('EZRA: "You kept it in a drawer."', "Ezra") == "You kept it in a drawer."
    assert tidy("  “You kept\nit.” ", "Ezra") == "You kept it."


def test_every_cut_ends_with_a_sentence() -> None:
    text = "Well, Kai. You read it in November. You slept."
    assert "You read it in November." in cuts(text, english())
    assert cuts(text, english())[0] == text


def test_two_sentences_at_most_are_left_out_at_the_beginning() -> None:
    text = "Well. Now. One lamp. Two lamps. Three lamps."
    begins = {cut.split(".")[0] for cut in cuts(text, english())}
    assert begins == {"Well", "Now", "One lamp"}
    assert all(text.endswith(cut) or f"{cut} " in text for cut in cuts(text, english()))
    assert len(cuts(text, english())) == 5 + 4 + 3


def test_the_take_that_keeps_its_notes_is_chosen_and_the_others_are_kept() -> None:
    takes = judge(
        [
            "I don't know what you are talking about, and I never told you so.",
            "Fourteen weeks you kept silent. Nineteen people no longer knew their own face.",
            "As an AI language model I cannot take part.",
        ],
        judging(),
    )
    assert [take.chosen for take in takes] == [False, True, False]
    assert takes[2].dropped == "refusal"
    assert takes[1].rank is not None
    assert takes[0].rank is not None
    assert takes[1].rank > takes[0].rank


def test_a_tail_that_says_nothing_of_the_notes_is_cut_off() -> None:
    told = "Fourteen weeks you kept silent about that report. Nineteen people lost their own face."
    tail = "The mayor of Brugge will hear about it on Sunday, under the harbour crane."
    [take] = judge([f"{told} {tail}"], judging())
    assert take.text == told
    [take] = judge([f"{told} {tail}"], judging(cut=False))
    assert take.text == f"{told} {tail}"


def test_when_nothing_can_be_spoken_nothing_is_chosen() -> None:
    takes = judge(["As an AI language model I cannot.", "Ezra looks away."], judging())
    assert not any(take.chosen for take in takes)
    assert [take.dropped for take in takes] == ["refusal", "narration"]


def test_a_voice_is_told_from_the_others() -> None:
    voices = Voices({"ezra": ["If the dose is halved, the harm is not."], "kai": ["Okay, light!"]})
    assert voices.likeness("ezra", "If the harm is halved") > 0.5
    assert voices.likeness("kai", "If the harm is halved") < 0.5
    assert voices.likeness("kai", "unknown words") == 0.5


def test_a_quotation_is_closed_up() -> None:
    raw = 'They call it "the early public. " I call it a queue , and I stood in it.'
    assert (
        tidy(raw, "Ezra")
        == 'They call it "the early public." I call it a queue, and I stood in it.'
    )

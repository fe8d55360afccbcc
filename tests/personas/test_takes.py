"""Which takes are dropped, why, and which of the rest is chosen."""

import pytest

from smile_commons.dialogues.dialogue import Move
from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Names, fault
from smile_commons.personas.ranking import Brief
from smile_commons.personas.takes import Judging, cuts, judge, parted, tidy
from smile_commons.personas.voice import Voices

NAMES = Names("Ezra", frozenset({"ezra", "myles"}), frozenset({"talia", "kai"}))


def judging(echo: Echo | None = None, shown: tuple[str, ...] = ()) -> Judging:
    brief = Brief(
        speaker="ezra",
        move=Move.CHALLENGE,
        on="fourteen weeks of silence about the report",
        memory="Nineteen people no longer knew their own face in the mirror.",
        last="I was afraid of what they would do.",
        addressed=("Kai",),
    )
    return Judging(brief, NAMES, echo or Echo(), Voices({"ezra": ["if"], "kai": ["okay"]}), shown)


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
        ("No.", "short"),
        (("I never read it. " * 40).strip(), "long"),
        ("You read the report, 你 read it, and you locked it in a drawer.", "script"),
    ],
)
def test_a_broken_take_has_a_name_for_its_fault(text: str, name: str) -> None:
    assert fault(text, NAMES, Echo()) == name


@pytest.mark.parametrize(
    "text",
    [
        "I, Ezra, signed it without reading the last line of the page.",
        "Kai, you read it in November and went on with the show: nineteen people, fourteen weeks.",
        "I can't help it, Talia: I was on the pier when the lamp went out.",
        "My name is Ezra Myles and I signed it in a hurry.",
    ],
)
def test_a_whole_speech_has_none(text: str) -> None:
    assert fault(text, NAMES, Echo()) is None


def test_a_known_name_that_was_glued_together_is_parted() -> None:
    known = "The gate on Tannery Row. A McAllister keeps it."
    assert parted("I passed him on TanneryRow, McAllister.", known) == (
        "I passed him on Tannery Row, McAllister."
    )
    assert parted("I saw a MoonGate.", known) == "I saw a MoonGate."


def test_eight_words_in_a_row_from_anywhere_are_a_copy() -> None:
    echo = Echo()
    echo.show("The gate asked for a middle name and I had none to give it.")
    text = "They say the gate asked for a middle name and I laughed at it."
    assert fault(text, NAMES, echo) == "copy"
    shown = ("Nineteen people no longer knew their own face in the mirror.",)
    told = "I saw nineteen people no longer knew their own face in the glass."
    assert fault(told, NAMES, Echo(), shown) == "copy"


def test_what_was_said_is_not_said_again() -> None:
    echo = Echo()
    echo.say("You locked the report in a drawer and went home.")
    again = "You locked the report in a drawer, Kai, in November."
    assert fault(again, NAMES, echo) == "repetition"


def test_a_reply_is_tidied_of_labels_and_quotes() -> None:
    assert tidy('EZRA: "You kept it in a drawer."', "Ezra") == "You kept it in a drawer."
    assert tidy("  “You kept\nit.” ", "Ezra") == "You kept it."


def test_every_cut_ends_with_a_sentence() -> None:
    text = "Well, Kai. You read it in November. You slept."
    assert "You read it in November." in cuts(text)
    assert cuts(text)[0] == text


def test_the_take_that_uses_the_memory_is_chosen_and_the_others_are_kept() -> None:
    takes = judge(
        [
            "I don't know what you are talking about, and I never told you so.",
            "Kai, nineteen people could not find their own face in a mirror, and you slept.",
            "As an AI language model I cannot take part.",
        ],
        judging(),
    )
    assert [take.chosen for take in takes] == [False, True, False]
    assert takes[2].dropped == "refusal"
    assert takes[1].rank is not None
    assert takes[0].rank is not None
    assert takes[1].rank > takes[0].rank


def test_when_nothing_can_be_spoken_nothing_is_chosen() -> None:
    takes = judge(["As an AI language model I cannot.", "No."], judging())
    assert not any(take.chosen for take in takes)
    assert all(take.dropped for take in takes)


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

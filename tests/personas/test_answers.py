"""What strong models answer, understood however it is written down."""

import pytest

from smile_commons.personas.spoken import read_answer, spoken

OWN, OTHERS = frozenset({"talia", "talia reyes"}), frozenset({"kai", "ezra"})

ANSWERS = {
    "WANTS: x\nLINE: No.": ("x", ["No."]),
    "No.": (None, ["No."]),
    "**WANTS:** a b\n\n**LINE 1:** **TALIA:** *smiles* “Nein”\n\nLINE 2: *You* did.\n\nKAI: eh?": (
        "a b",
        ["Nein.", "You did."],
    ),
    "1. First thing.\n2. Second 3. thing.": (None, ["First thing.", "Second 3. thing."]),
    "WANTS: a.\nHello there": ("a.", ["Hello there."]),
    "Hello.\n\nI said hello. LINE is busy": (None, ["Hello. I said hello. LINE is busy."]),
    '```json\n{"wants":"w","lines":[{"n":1,"line":"abc"},"d"]}\n```': ("w", ["abc.", "d."]),
    "WANTS: only": ("only", [""]),
    "**LINE 1: I go.**\n**LINE 2: I stay.**": (None, ["I go.", "I stay."]),
}
LINES = {
    "TALIA (quietly): No": "No.",
    "(she looks away) I never said that.": "I never said that.",
    "*I never said that.*": "I never said that.",
    "*smiles slowly* The ledger, then.": "The ledger, then.",
    "„Nein, das war ich nicht.“": "Nein, das war ich nicht.",
    "I said *never* again; *that* is it": "I said never again; that is it.",
    "Then one thing: go.": "Then one thing: go.",
    "One.\n\nTwo.\n\nThree.": "One. Two. Three.",
    "### Talia\n\n> I go.": "Talia I go.",
}


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_understood(text: str) -> None:
    mind, said = ANSWERS[text]
    answer = read_answer(text, 3)
    assert answer.mind == mind
    assert [spoken(line, OWN, OTHERS) for line in answer.lines] == said


@pytest.mark.parametrize("raw", LINES)
def test_a_line_is_cleaned(raw: str) -> None:
    assert spoken(raw, OWN, OTHERS) == LINES[raw]


def test_what_was_cut_off_is_given_no_full_stop() -> None:
    assert spoken("I was about to", OWN, OTHERS, whole=False) == "I was about to"

"""An editor makes one speech of what is true in all takes, and of the notes where nothing is."""

import pytest

from smile_commons.personas.echo import Echo
from smile_commons.personas.editing import FILLED, edited
from smile_commons.personas.faults import Names, Rules
from smile_commons.personas.fidelity import Notes
from smile_commons.personas.lengths import SMALL, Length
from smile_commons.personas.ranking import Brief, is_clean
from smile_commons.personas.takes import Judging
from smile_commons.personas.voice import Voices
from smile_commons.prompts.language import english

SAY = (
    "You kept that report in your drawer for fourteen weeks.",
    "Nineteen people did not know their own faces.",
    "I noted the date.",
)
MORE = ("The pear tree stood in bloom behind the clinic.",)


def judging(say: tuple[str, ...] = SAY, opening: str = "", most: Length = Length.SPEECH) -> Judging:
    language = english()
    brief = Brief("ezra", Notes(say, MORE), language, opening=opening)
    rules = Rules(Names("Ezra", frozenset({"ezra"}), frozenset({"kai"})), language, SMALL[most],
                  (" ".join(say), *say, *MORE))  # fmt: skip
    return Judging(brief, rules, Echo(), Voices({"ezra": ["date"], "kai": ["lamp"]}))


def test_each_note_is_said_as_the_take_has_it_that_says_it_truly() -> None:
    made = edited(
        [
            "Fourteen weeks you kept that report in your drawer. Ninety people knew my face.",
            "I kept it in my drawer. And nineteen people did not know their own faces.",
            "I noted the date, I did.",
        ],
        judging(),
    )
    assert made is not None
    assert made.take.text == (
        "Fourteen weeks you kept that report in your drawer. "
        "And nineteen people did not know their own faces. I noted the date, I did."
    )
    assert made.take.why[FILLED] == 0
    assert is_clean(made.take.why)


@pytest.mark.parametrize(
    "false",
    [
        "I kept that report in my drawer for fourteen weeks.",
        "You kept that report in your drawer for forty weeks.",
        "You never kept that report in your drawer for fourteen weeks.",
        "You kept that report in your drawer for fourteen weeks, with the minister's letter.",
        "You kept that report in your drawer for fourteen weeks?",
    ],
)
def test_a_false_wording_gives_way_to_the_note_itself(false: str) -> None:
    made = edited([f"{false} {SAY[1]} {SAY[2]}"], judging())
    assert made is not None
    assert made.take.text == " ".join(SAY)
    assert made.take.why[FILLED] == pytest.approx(1 / 3, abs=0.001)


def test_two_notes_may_be_one_sentence() -> None:
    say = ("You kept that report in your drawer.", "You gave your investors a show.")
    both = "You kept that report in your drawer and you gave your investors a show."
    made = edited([both], judging(say))
    assert made is not None
    assert made.take.text == both


def test_what_may_be_said_besides_follows_where_there_is_room() -> None:
    told = f"{' '.join(SAY)} And the pear tree stood in bloom behind the clinic."
    made = edited([told], judging())
    assert made is not None and made.besides
    assert made.take.text.endswith("And the pear tree stood in bloom behind the clinic.")
    more = (*SAY, "Then I read all of it again with nobody in the room but the man who cleans it.")
    short = edited([told], judging(most=Length.LINE, say=more))
    assert short is not None and not short.besides


def test_a_name_that_was_planned_stands_in_front() -> None:
    made = edited([SAY[2]], judging((SAY[2],), opening="Kai,"))
    assert made is not None
    assert made.take.text == f"Kai. {SAY[2]}"


def test_nothing_is_made_of_takes_that_speak_of_other_things() -> None:
    assert edited(["The harbour crane fell on nineteen barrels."], judging()) is None


def test_without_notes_there_is_nothing_to_edit_by() -> None:
    assert edited(["I noted the date."], judging(())) is None

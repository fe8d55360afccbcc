"""Who did what to whom: a speech that gives its speaker's deeds to another is told from one that
keeps them."""

import pytest

from smile_commons.personas.roles import Sides, exchanged

EZRA_TO_KAI = Sides("Ezra", ("Kai",), (("Ezra", "he"), ("Kai", "he"), ("Talia", "she")))
TALIA_TO_KAI = Sides("Talia", ("Kai",), (("Ezra", "he"), ("Kai", "he"), ("Talia", "she")))
BEAT = "Kai kept silent about that report for fourteen weeks and gave his investors a show"


def test_deeds_of_the_one_spoken_to_are_not_the_speakers() -> None:
    assert exchanged("Kai, you kept silent about that report.", "", BEAT, EZRA_TO_KAI) == 0
    assert exchanged("Kai, I kept silent about that report.", "", BEAT, EZRA_TO_KAI) == 1


def test_a_doer_goes_on_after_and() -> None:
    assert exchanged("I gave them a show.", "", BEAT, EZRA_TO_KAI) == 1


@pytest.mark.parametrize(("text", "wrong"), [
    ("My mother gutted herring for thirty years.", 0),
    ("Your mother gutted herring for thirty years.", 1),
    ("Somebody's mother gutted herring.", 0),
])  # fmt: skip
def test_what_is_remembered_is_the_speakers_own(text: str, wrong: float) -> None:
    assert exchanged(text, "My mother gutted herring.", "", TALIA_TO_KAI) == wrong


def test_a_pronoun_tells_the_two_apart_where_only_one_of_them_can_be_meant() -> None:
    beat = "he is dry behind the glass while her neighbours queue"
    assert exchanged("You are dry behind the glass.", "", beat, TALIA_TO_KAI) == 0
    assert exchanged("Your neighbours queue.", "", beat, TALIA_TO_KAI) == 1
    assert exchanged("I am dry.", "", "he is dry", EZRA_TO_KAI) == 0


def test_a_third_persons_deeds_are_nobodys_of_the_two() -> None:
    beat = "old Bettine sat two hours, and her picture sold for nine hundred marks"
    assert exchanged("Your picture sold.", "", beat, TALIA_TO_KAI) == 0


def test_half_right_is_half_wrong() -> None:
    text = "You kept silent. I gave a show."
    assert 0 < exchanged(text, "", BEAT, EZRA_TO_KAI) < 1

"""Who did what to whom: a line that gives the speaker's deeds to another is told from one that
keeps them."""

import pytest

from smile_commons.personas.persons import exchanged, keys, nearest, persons
from smile_commons.prompts.language import NEUTRAL, english

GAVE = ("You kept silent about that report.", "You gave your investors a show.")
MOTHER = ("My mother gutted herring for thirty years.",)
BOTH = ("I passed you on Tannery Row with your case open, and I noted the date.",)


def wrong(take: str, notes: tuple[str, ...]) -> float:
    return exchanged(take, notes, english())


@pytest.mark.parametrize(
    ("take", "notes", "share"),
    [
        ("You kept silent, and about that report.", GAVE, 0),
        ("I kept silent about that report.", GAVE, 1),
        ("You kept silent. I gave a show.", GAVE, 1 / 2),
        ("My mother gutted herring for thirty years.", MOTHER, 0),
        ("Your mother gutted herring for thirty years.", MOTHER, 1),
        ("His mother gutted herring for thirty years.", MOTHER, 1),
        ("I passed you on Tannery Row, your case open. I noted the date.", BOTH, 0),
        ("You passed me on Tannery Row.", BOTH, 1),
        ("I passed you on Tannery Row with my case open.", BOTH, 1),
    ],
)
def test_deeds_and_belongings_stay_whose_they_are(
    take: str, notes: tuple[str, ...], share: float
) -> None:
    assert wrong(take, notes) == share


def test_a_sentence_that_lost_its_i_and_you_counts_half() -> None:
    assert wrong("Thirty years of herring, gutted.", MOTHER) == 1 / 2
    assert wrong("Publish what the harbour weighs.", ("I publish what I weigh.",)) == 1 / 2


def test_what_says_none_of_the_notes_is_not_judged() -> None:
    assert wrong("I was afraid.", GAVE) == 0
    assert wrong("", GAVE) == 0


def test_somebody_elses_words_are_not_made_ones_own() -> None:
    assert wrong("Six hours?", ()) == 0
    assert wrong("My lamp?", ()) == 1


def test_without_pronouns_nothing_is_told_apart() -> None:
    assert exchanged("I kept silent.", GAVE, NEUTRAL) == 0
    assert persons("I gave you my case.", NEUTRAL) == frozenset()
    assert persons("I gave you my case.", english()) == {"first", "second"}


def test_forms_of_a_word_are_one() -> None:
    assert keys("She chose and was chosen, choosing.", english()) == {"chos", "choo"}


def test_the_notes_a_sentence_says_again_are_those_that_share_most_with_it() -> None:
    assert nearest("A show, for your investors.", GAVE, english()) == [GAVE[1]]
    assert nearest("The silent show.", GAVE, english()) == list(GAVE)
    assert nearest("Herring.", GAVE, english()) == []

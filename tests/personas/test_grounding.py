"""Numbers and names must have been given: a speech that makes them up is no take."""

import pytest

from smile_commons.personas.grounding import invented, names_in, numbers, unbound
from smile_commons.prompts.language import NEUTRAL, english

KNOWN = (
    "Imke Sorel laid Report Seven on my desk: nineteen out of the 312 had failed. In 2,143 days."
)


def new_in(text: str, *known: str, names: tuple[str, ...] = ()) -> str | None:
    return invented(text, known, names, english())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nineteen out of the three hundred and twelve", {19, 312}),
        ("thirty-eight since Tuesday, and 2,143 days", {38, 2143}),
        ("two thousand one hundred and forty-three", {2143}),
        ("sixty million marks", {60_000_000}),
        ("six and nobody", {6}),
        ("one of us, two things, three at most", set()),
        ("nothing here", set()),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, found: set[int]) -> None:
    assert numbers(text, english()) == found


def test_a_number_in_another_spelling_is_grounded() -> None:
    assert new_in("It was 19 of three hundred and twelve.", KNOWN) is None


@pytest.mark.parametrize(
    ("text", "culprit"),
    [
        ("It was nineteen out of the thirty-one-two members.", "33"),
        ("She left in the winter of 2108.", "2108"),
        ("The drawer belongs to Betina, as you know.", "betina"),
        ("I passed her on TanneryRow.", "tanneryrow"),
    ],
)
def test_what_nobody_gave_is_named(text: str, culprit: str) -> None:
    assert new_in(text, KNOWN) == culprit


def test_small_numbers_and_sentence_openings_are_free() -> None:
    text = "One of us lied. Drawers do not lock themselves, not for two of them."
    assert new_in(text, KNOWN) is None


def test_names_of_the_cast_are_known() -> None:
    assert new_in("You knew, Ezra.", KNOWN, names=("ezra",)) is None


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Nineteen out of 312 had failed.", 0),
        ("They paid nineteen marks for it.", 1),
        ("Nineteen had failed, and it cost 312 marks.", 0.5),
        ("Nobody had failed.", 0),
    ],
)
def test_a_number_keeps_to_what_it_counted(text: str, share: float) -> None:
    assert unbound(text, KNOWN, english()) == share


def test_where_a_capital_means_any_noun_no_name_is_read_from_it() -> None:
    assert names_in("So the Kind saw Marta.", english()) == {"kind", "marta"}
    assert names_in("So sah das Kind Marta.", NEUTRAL) == frozenset()


def test_digits_are_numbers_in_every_language_and_words_in_their_own() -> None:
    assert invented("Es waren 19 von 312.", ["Von 312 war die Rede."], (), NEUTRAL) == "19"
    assert invented("It was nineteen.", ["Nobody counted."], (), NEUTRAL) is None


@pytest.mark.parametrize("text", ["It was 19 of three hundred and twelve.", "So Marta left."])
def test_what_is_known_may_lie_in_many_texts(text: str) -> None:
    known = ("Nineteen of 312 forgot.", "Then came the boat, and Marta with it.")
    assert new_in(text, *known) is None
    assert (new_in(text, known[1]) is None) == ("Marta" in text)
    assert new_in("And Ezra knew of 41.", *known) == "41"
    assert new_in("And Ezra knew.", *known) == "ezra"
    assert new_in("And Ezra knew.", *known, names=("ezra",)) is None

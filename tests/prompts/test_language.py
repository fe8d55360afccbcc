"""What belongs to one language: its words, stems, sentences and numbers, read from its file."""

import pytest

from smile_commons.errors import WorldError
from smile_commons.prompts.language import (
    NEUTRAL,
    english,
    read_language,
    sentences,
    stems,
    words,
)

GERMAN = """
language: de
first_person: [ich, mein, meine]
second_person: [du, dein, deine]
common: ich du und ist das der die mein meine dein deine
endings: [en, e, n]
abbreviations: [Dr]
numbers: {units: null eins zwei drei vier, tens: zwanzig, scales: {hundert: 100}, and: [und]}
stock: ['am ende des tages']
"""


def test_words_are_lower_case_with_straight_apostrophes_in_any_alphabet() -> None:
    assert words("You’re LATE, Dr. Myles: 2,143 days!") == (
        *("you're", "late", "dr", "myles"),
        *("2", "143", "days"),
    )
    assert words("Ты опоздал, Кай.") == ("ты", "опоздал", "кай")


def test_stems_are_the_words_of_meaning_without_their_endings() -> None:
    assert stems("She signed it, and was signing for the 12 lamps.", english()) == {
        *("sign", "12", "lamp"),
    }
    assert stems("Die Lampe und die Lampen", read_language(GERMAN, "words.yaml")) == {"lamp"}
    assert stems("And the lamps, lit", NEUTRAL) == {"and", "the", "lamps", "lit"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I asked Dr. Myles. He said no.", ("I asked Dr. Myles.", "He said no.")),
        ('"Go." She went… Did she?', ('"Go."', "She went…", "Did she?")),
        ("Wait —", ("Wait —",)),
        ("", ()),
    ],
)
def test_sentences_end_at_their_marks_and_not_at_an_abbreviation(
    text: str, parts: tuple[str, ...]
) -> None:
    assert sentences(text, english()) == parts


def test_an_abbreviation_is_one_only_in_its_language() -> None:
    assert len(sentences("I asked Dr. Myles.", NEUTRAL)) == 2


def test_the_language_that_ships_has_all_that_takes_are_judged_by() -> None:
    shipped = english()
    assert shipped.code == "en"
    assert shipped.first >= {"i", "my"} and shipped.second >= {"you", "your"}
    assert shipped.first.isdisjoint(shipped.second) and shipped.third.isdisjoint(shipped.first)
    assert shipped.owning <= shipped.first | shipped.second | shipped.third
    assert (shipped.values["nineteen"], shipped.values["ninety"]) == (19, 90)
    assert shipped.scales["million"] == 1_000_000
    assert shipped.capitals


def test_what_a_file_leaves_out_is_not_looked_at() -> None:
    found = read_language(GERMAN, "words.yaml")
    assert (found.refusal, found.stage, found.third) == (None, None, frozenset())
    assert not found.capitals
    assert found.stock is not None and found.stock.search("Am Ende des Tages zählt das.")


def test_a_language_with_nothing_judges_nothing() -> None:
    assert NEUTRAL.first == NEUTRAL.second == NEUTRAL.common == frozenset()
    assert NEUTRAL.refusal is None and NEUTRAL.stock is None
    assert NEUTRAL.stem("signing") == NEUTRAL.stem("signi") == "signi"  # the beginning of it


def test_a_pattern_that_is_none_is_told_with_file_and_line() -> None:
    with pytest.raises(WorldError, match=r"prompts/de/words\.yaml:3: stock"):
        read_language("language: de\nstock:\n- '('", "prompts/de/words.yaml")

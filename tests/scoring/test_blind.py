"""Names taken out of speeches before the judge reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_judge import ARTICLES, ScriptedJudge, by_words, script

from smile_commons.scoring.judge.task import Item, Verdict
from smile_commons.scoring.lines import Line
from smile_commons.scoring.stated.blind import STAND_INS, blind, forms_of
from smile_commons.scoring.stated.readings import read_lines

CAST = [forms_of("Dr. Lyra Valerian"), forms_of("Kai Torvyn"), forms_of("Hope")]


def test_a_person_goes_by_the_whole_name_and_by_each_word_of_it_but_no_title() -> None:
    assert forms_of("Dr. Lyra Valerian") == ("Dr. Lyra Valerian", "Lyra", "Valerian")
    assert forms_of("Jo") == ("Jo",)
    assert forms_of("B") == ()


def test_one_person_has_one_stand_in_however_named() -> None:
    [text] = blind(["Lyra says that Kai's pier is Dr. Lyra Valerian's. KAI knows."], CAST)
    assert text == "Alex says that Robin's pier is Alex's. Robin knows."


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Lyra, you never asked.", "You never asked."),
        ("Sit down. Kai! it burns.", "Sit down. It burns."),
        ("No, Lyra, I will not sign, Kai.", "No, I will not sign."),
        ("Is that all, Dr. Lyra Valerian? Then go.", "Is that all? Then go."),
        ("Lyra, Kai and I were there.", "Alex, Robin and I were there."),
        ("I saw Lyra, Kai, and the boat.", "I saw Alex, Robin, and the boat."),
        ("Lyra.", "Alex."),
    ],
)
def test_who_is_only_spoken_to_is_left_out(said: str, read: str) -> None:
    assert blind([said], CAST) == [read]


def test_a_word_that_is_also_a_common_one_is_no_name() -> None:
    said = ["Hope is no plan.", "We hope for rain, as Kai does."]
    assert blind(said, CAST) == ["Hope is no plan.", "We hope for rain, as Alex does."]


def test_whom_an_article_is_about_stays_named() -> None:
    said = ["Kai must go, says Lyra."]
    assert blind(said, CAST, ["Kai Torvyn leaves the pier."]) == ["Kai must go, says Alex."]


def test_a_stand_in_is_nobody_who_is_there() -> None:
    [text] = blind(["Alex saw Kai."], CAST)
    assert text == "Alex saw Robin."


def test_a_name_inside_another_word_is_left_alone() -> None:
    assert blind(["Kaiser Kai"], CAST) == ["Kaiser Alex"]


@given(st.permutations(["Lyra", "Kai", "Talia", "Ezra"]))
def test_the_same_words_with_other_names_are_the_same_text(names: list[str]) -> None:
    """So no name can move a verdict."""
    first, second, third, _ = names
    cast = [forms_of(name) for name in names]
    said = f"{first} says {second} lies, and {first} is silent, {third.upper()} too."
    assert blind([said], cast) == ["Alex says Robin lies, and Alex is silent, Kim too."]


@given(st.text(max_size=80))
def test_what_names_nobody_is_left_as_it_is(text: str) -> None:
    assert blind([text], [forms_of("Wilhelmina Oyelaran")]) == [text]


@pytest.mark.parametrize("people", [None, [("Ann", "Mother")]])
async def test_the_judge_reads_no_name(people: list[tuple[str, ...]] | None) -> None:
    """Neither in the speech nor in the line before it."""
    seen = list[str]()

    def listening(item: Item) -> Verdict:
        seen.extend([item.text, item.before or ""])
        return by_words(item)

    lines: tuple[Line, ...] = script("ben: for mill, Ann", "ann: Ann is for mill")
    await read_lines(ScriptedJudge(listening), lines, ARTICLES, people=people)
    assert not any("Ann" in text for text in seen)
    assert any(STAND_INS[0] in text for text in seen)

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
    [text] = blind(["Lyra, Kai's pier is yours, Dr. Lyra Valerian! KAI knows."], CAST)
    assert text == "Alex, Robin's pier is yours, Alex! Robin knows."


def test_a_word_that_is_also_a_common_one_is_no_name() -> None:
    said = ["Hope is no plan.", "We hope for rain, Kai."]
    assert blind(said, CAST) == ["Hope is no plan.", "We hope for rain, Alex."]


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
    said = f"{first}, you say {second} lies, and {first} is silent, {third.upper()}."
    assert blind([said], cast) == ["Alex, you say Robin lies, and Alex is silent, Kim."]


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

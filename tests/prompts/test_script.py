"""Words and sentences in scripts of all kinds."""

import pytest

from smile_commons.prompts.script import ended, is_over, joined, parted, size, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Don't you’d go, Ezra—no", ("don't", "you'd", "go", "ezra", "no")),
        ("Die Mühle, größer als je", ("die", "mühle", "größer", "als", "je")),
        ("Я не знаю.", ("я", "не", "знаю")),
        ("私は猫が好きです。", ("私", "は", "猫", "が", "好", "きです")),
        ("スーパーで三つ", ("スーパー", "で", "三", "つ")),
        ("ครับ", ("ค", "รั", "บ")),
        ("नमस्ते दुनिया।", ("नमस्ते", "दुनिया")),
        ("السَّلَامُ عَلَيْكُم", ("السَّلَامُ", "عَلَيْكُم")),
        ("우리는 간다", ("우리는", "간다")),
    ],
)
def test_words(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found


def test_an_ideograph_is_half_a_word_long() -> None:
    assert size("Four words it is.") == 4
    assert size("我们明天再说吧") == 4


@pytest.mark.parametrize(
    "parts",
    [
        ['He said "no."', "And then?", '"Yes!"', "She went."],
        ["私は「行く。」と言った。", "でも、行かない！？", "はい。"],
        ["«Нет».", "Да!"],
        ["सच है।", "चलो।"],
    ],
)
def test_sentences_are_parted_and_joined_again(parts: list[str]) -> None:
    assert parted(joined(parts)) == parts


def test_a_full_stop_is_that_of_the_script() -> None:
    assert ended("はい、そうです") == "はい、そうです。"
    assert ended("Yes, so,") == "Yes, so."
    assert is_over("はい。」")
    assert is_over('Ja!"')
    assert not is_over("And then")

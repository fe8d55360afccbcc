"""How somebody speaks, by the length of their sentences."""

import math

import pytest

from smile_commons.personas.voice import Manner
from smile_commons.prompts.language import NEUTRAL, english

SHORT = ["No. Not me. I saw it.", "Go on. Ask them."]
LONG = [
    "If the dose is halved, which nobody in this city has tried, then the harm is halved as well.",
    "What I remember of that winter is less the cold than the queue, and who stood in it with me.",
]


def of(lines: list[str]) -> Manner:
    return Manner.of(lines, english())


def test_a_line_is_like_whoever_makes_sentences_of_its_length() -> None:
    curt, winding = of(SHORT), of(LONG)
    for line, near, far in ((SHORT[0], curt, winding), (LONG[1], winding, curt)):
        assert near.likeness(line, english()) > 0.5 > far.likeness(line, english())


def test_likeness_is_1_in_the_middle_of_a_manner_and_falls_to_both_sides() -> None:
    ten = Manner(math.log(10), 0.5)
    found = [ten.likeness(f"{'word ' * count}.", english()) for count in (1, 5, 10, 20, 100)]
    assert found[2] == 1
    assert found[0] < found[1] < 1 > found[3] > found[4] > 0


def test_somebody_whose_lines_are_all_alike_may_still_vary() -> None:
    assert of(["One two three."] * 3).spread == 0.4


def test_without_lines_anybody_speaks_as_most_do() -> None:
    assert of([]) == Manner(math.log(10), 0.8)
    assert of([]).likeness("", english()) == 0.5


@pytest.mark.parametrize("line", ["Das ist kurz. Sehr kurz.", "これは短い。とても短い。 はい。"])
def test_sentences_are_counted_in_any_language(line: str) -> None:
    assert Manner.of([line], NEUTRAL).likeness(line, NEUTRAL) > 0.9


def test_a_title_ends_no_sentence_in_a_language_that_has_it() -> None:
    line = "I asked Dr. Myles about it twice."
    assert of([line]).mean == math.log(7)
    assert Manner.of([line], NEUTRAL).mean == pytest.approx((math.log(3) + math.log(4)) / 2)

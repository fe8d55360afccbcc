"""The middle between two sides: of what was answered, and of both alike."""

import pytest
from asked import judge_of
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.scoring.judge.answer import scale_of
from smile_commons.scoring.judge.labelled import calibration
from smile_commons.scoring.judge.task import Item

LINES = [one.item.text for one in calibration("agreement")]
ODDS = st.floats(-8, 8)


@given(st.lists(ODDS, min_size=2, max_size=20), st.lists(ODDS, min_size=2, max_size=20), ODDS)
def test_a_leaning_shifts_the_middle_and_nothing_else(
    first: list[float], second: list[float], leaning: float
) -> None:
    plain = scale_of(first, second)
    shifted = scale_of([x + leaning for x in first], [x + leaning for x in second])
    assert plain is not None and shifted is not None
    assert shifted.offset == pytest.approx(plain.offset + leaning, abs=1e-9)
    assert shifted.spread == pytest.approx(plain.spread, abs=1e-6)


def test_the_middle_stays_where_more_of_one_side_were_answered() -> None:
    even, uneven = scale_of([1.0] * 4, [-1.0] * 4), scale_of([1.0] * 4, [-1.0] * 2)
    assert even is not None and uneven is not None
    assert even.offset == uneven.offset == 0.0


def test_which_way_round_is_told_by_the_lines_only_where_it_may_be() -> None:
    straight, turned = scale_of([-1.0] * 3, [1.0] * 3), scale_of([-1.0] * 3, [1.0] * 3, turned=True)
    assert straight is not None and turned is not None
    assert (straight.sign, turned.sign) == (1, -1)


def test_an_answer_is_worth_its_distance_from_the_middle() -> None:
    scale = scale_of([5.0, 5.0], [3.0, 3.0])
    assert scale is not None
    assert (scale.offset, scale.standard(5.0)) == (4.0, 1.0)


def test_of_one_line_a_side_nothing_is_learnt() -> None:
    assert scale_of([1.0], [0.0, 0.1]) is None


def mute(among: set[str]) -> ScriptedModel:
    """Answers by the word `yes` in what is said; of these lines hardly at all, with wild odds."""

    def answer(request: Request) -> Choice:
        asked = asked_text(request)
        words = ("Yes", "No") if "Yes or No" in asked else ("A", "B")
        if any(line in asked for line in among):
            return Choice("hm", "length", {words[0]: -8.2, words[1]: -14.0, "hm": -0.01})
        second = asked.lower().rsplit("second: ", 1)[-1].split("\n")[0]
        first = -0.1 if len(second) % 2 else -2.4
        return Choice(words[0], "length", {words[0]: first, words[1]: -2.5 - first})

    made = ScriptedModel(answer, style="chat")
    made.digest = "7" * 64
    return made


async def test_lines_that_were_not_answered_are_not_learnt_from() -> None:
    """Two in a hundred thousand on both answers together is no answer, whatever their odds."""
    whole, partly = judge_of(mute(set())), judge_of(mute(set(LINES[::3])))
    item = Item(task="agreement", text="Yes, rather.", against="Let us go.")
    await whole.judge([item])
    await partly.judge([item])
    for form, scale in whole.scales.items():
        assert partly.scales[form].offset == pytest.approx(scale.offset, abs=0.5)
        assert partly.scales[form].spread == pytest.approx(scale.spread, abs=0.5)


async def test_a_form_that_no_line_was_answered_in_counts_for_nothing() -> None:
    judge = judge_of(mute(set(LINES)))
    (told,) = await judge.judge([Item(task="agreement", text="Yes.", against="Let us go.")])
    assert not judge.scales
    assert told.unscored is not None and "no answer" in told.unscored

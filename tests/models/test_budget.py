"""A cap is never passed: what a call can take at most is set aside before it goes out."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.errors import StoppedError
from smile_commons.models.budget import Budget, Prices
from smile_commons.models.reply import Usage
from smile_commons.models.request import Message, Request

SCENE = "The drained reservoir is full, and it is night. " * 20


def request(text: str, n: int = 2, max_tokens: int = 10) -> Request:
    return Request(purpose="speak/1", prompt=text, n=n, max_tokens=max_tokens)


def tokens(text: str, bytes_a_token: float) -> int:
    """What some tokenizer makes of a text: never more tokens than bytes."""
    return max(1, int(len(text.encode()) / bytes_a_token))


@given(
    cap=st.integers(0, 20_000),
    bytes_a_token=st.floats(1.0, 6.0),
    seed=st.integers(0, 999),
)
def test_no_cap_is_passed(cap: int, bytes_a_token: float, seed: int) -> None:
    budget, draw = Budget(most_tokens=cap), random.Random(seed)
    text = SCENE
    for _ in range(200):
        text += draw.choice(["Who may smile? ", "Nobody. ", "笑う人は誰? ", "\U0001f600 "])
        asked = request(text)
        try:
            hold = budget.hold(asked, None)
        except StoppedError:
            break
        usage = Usage(tokens(text, bytes_a_token), 0, draw.randrange(21), 1.0, 1)
        budget.settle(hold, asked, usage, None)
        assert budget.tokens <= cap
    assert budget.tokens <= cap


def test_what_is_shared_with_a_counted_prompt_is_not_taken_by_its_bytes() -> None:
    budget = Budget(most_tokens=10**6)
    first = request(SCENE)
    assert budget.most_prompt(first) >= len(SCENE)
    budget.settle(budget.hold(first, None), first, Usage(200, 0, 5, 1.0, 1), None)
    assert budget.most_prompt(request(SCENE + "More.")) <= 200 + len("More.") + 16


def test_requests_under_way_count() -> None:
    budget = Budget(most_tokens=100)
    asked = request("x" * 40, n=1)
    hold = budget.hold(asked, None)
    with pytest.raises(StoppedError, match="`max_tokens` 100"):
        budget.hold(asked, None)
    budget.settle(hold, asked, Usage(10, 0, 3, 1.0, 1), None)
    budget.hold(asked, None)


def test_a_cost_is_capped_by_the_prices() -> None:
    prices = Prices(prompt=1_000_000.0, completion=2_000_000.0)
    budget = Budget(most_cost=100.0)
    asked = Request(purpose="x", messages=(Message("user", "y" * 20),), n=1, max_tokens=4)
    hold = budget.hold(asked, prices)
    budget.settle(hold, asked, Usage(12, 0, 4, 1.0, 1), prices)
    assert budget.cost == pytest.approx(20.0)
    with pytest.raises(StoppedError, match="`max_cost` 100"):
        for _ in range(9):
            budget.settle(budget.hold(asked, prices), asked, Usage(12, 0, 4, 1.0, 1), prices)
    assert budget.cost <= 100.0


def test_what_was_spent_before_counts() -> None:
    with pytest.raises(StoppedError, match="95 are spent"):
        Budget(most_tokens=100, tokens=95).hold(request("x"), None)


def test_a_reply_that_is_not_counted_takes_what_was_set_aside() -> None:
    budget = Budget(most_tokens=1000)
    asked = request("x" * 40)
    hold = budget.hold(asked, None)
    counted = budget.settle(hold, asked, Usage(0, 0, 0, 0.0, 1), None, is_told=False)
    assert budget.tokens == counted.prompt + counted.completion == hold.tokens
    assert budget.untold == 1
    with pytest.raises(StoppedError, match="does not say what one reply took"):
        budget.hold(request("x" * 1000), None)


def test_without_a_cap_nothing_is_made_up() -> None:
    budget = Budget()
    asked = request("x" * 40)
    counted = budget.settle(budget.hold(asked, None), asked, Usage(calls=1), None, is_told=False)
    assert counted == Usage(calls=1)
    assert not budget.untold

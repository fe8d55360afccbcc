"""A first token's log-probabilities, in whichever shape an endpoint sends them."""

import math

import pytest

from smile_commons.models.parts import readings, tokens

TOPS = [{"token": " Yes", "logprob": -0.5}, {"token": " No", "logprob": -1.5}]


def first_token(choice: dict[str, object], most: int) -> dict[str, float] | None:
    told = tokens(choice)
    return readings(told[0][1], most) if told else None


@pytest.mark.parametrize(
    "logprobs",
    [
        {"content": [{"token": " Yes", "top_logprobs": TOPS}]},
        {"tokens": [" Yes"], "top_logprobs": [{" Yes": -0.5, " No": -1.5}]},
        {
            "content": [
                {
                    "token": " Yes",
                    "prob": math.exp(-0.5),
                    "top_probs": [
                        {"token": " Yes", "prob": math.exp(-0.5)},
                        {"token": " No", "prob": math.exp(-1.5)},
                        {"token": " Maybe", "prob": 0.0},
                    ],
                }
            ]
        },
    ],
    ids=["chat and llama.cpp", "text completions", "llama.cpp, after the samplers"],
)
def test_every_shape_is_read(logprobs: object) -> None:
    found = first_token({"logprobs": logprobs}, 5)
    assert found == pytest.approx({" Yes": -0.5, " No": -1.5})


def test_the_likeliest_are_kept() -> None:
    choice = {"logprobs": {"content": [{"token": " Yes", "top_logprobs": TOPS}]}}
    assert first_token(choice, 1) == {" Yes": -0.5}
    assert first_token({"logprobs": None}, 1) is None

"""The model of the tests says what it was told to, and complains when it is asked for more."""

import pytest

from smile_commons.errors import ModelError
from smile_commons.models.model import Model
from smile_commons.models.reply import Choice
from smile_commons.models.request import Message, Request
from smile_commons.models.scripted import ScriptedModel

ASKED = Request(purpose="speak/1", prompt="KAI:")


async def test_replies_come_in_order_and_then_no_more() -> None:
    model: Model = ScriptedModel(["One.", Choice("Two.", "length")])
    assert (await model.complete(ASKED)).choices[0].text == "One."
    assert (await model.complete(ASKED)).choices[0].finish == "length"
    with pytest.raises(ModelError, match=r"no reply for request 3 \(speak/1\)"):
        await model.complete(ASKED)


async def test_a_function_may_answer() -> None:
    model = ScriptedModel(lambda request: f"to {request.prompt}")
    assert (await model.complete(ASKED)).choices[0].text == "to KAI:"


async def test_as_many_choices_as_asked_for() -> None:
    request = Request(purpose="x", prompt="y", n=3)
    model = ScriptedModel(["same", ["a", "b", "c"]])
    assert [c.text for c in (await model.complete(request)).choices] == ["same"] * 3
    assert [c.text for c in (await model.complete(request)).choices] == ["a", "b", "c"]


async def test_what_is_an_error_is_raised() -> None:
    with pytest.raises(ModelError, match="gone"):
        await ScriptedModel([ModelError("gone")]).complete(ASKED)


def test_a_request_is_either_a_text_or_a_chat() -> None:
    for wrong in ({}, {"prompt": "x", "messages": (Message("user", "y"),)}):
        with pytest.raises(ValueError, match="either a prompt or messages"):
            Request(purpose="x", **wrong)

"""Small questions find out what an endpoint takes and gives."""

from pathlib import Path

import pytest
from asking import gateway
from fault_server import SAID, Exchange, FaultServer, Play, good
from odd_plays import (
    asked_for,
    gives,
    has_roles,
    least_tokens,
    refuse,
    says,
    stream,
    thinks_apart,
    thinks_inline,
)

from smile_commons.models.checking import Examined, examine
from smile_commons.models.features import Remembered
from smile_commons.models.pace import Pace
from smile_commons.models.request import Message


def words(question: str) -> tuple[Message, ...]:
    user = Message("user", question)
    if question == "system":
        return Message("system", "lantern"), user
    return (user, Message("assistant", "1, 2, 3,")) if question == "prefill" else (user,)


async def examined(play: Play) -> Examined:
    async with FaultServer(then=play) as server:
        model = gateway(server)
        found = await examine(model, words)
        await model.aclose()
    return found


async def obedient(exchange: Exchange) -> None:
    """Heeds the system, goes on with what was begun, keeps to a schema, repeats itself."""
    said = SAID
    if exchange.chat:
        roles = [message["role"] for message in exchange.body["messages"]]
        said = "Lantern." if "system" in roles else " 4, 5" if roles[-1] == "assistant" else SAID
        said = '{"legs": 8}' if "response_format" in exchange.body else said
    await stream(exchange, [said] * asked_for(exchange))


async def test_an_endpoint_that_takes_everything() -> None:
    found = await examined(obedient)
    assert (found.choices, found.logprobs, found.least_tokens) == (3, 2, 1)
    assert (found.obeys, found.repeats, found.schema) == (True, True, "kept")
    assert (found.prefill, found.completions, found.usage) == ("continued", True, True)
    assert not found.thinks
    assert not found.failures
    assert found.tokens_a_second


@pytest.mark.parametrize(
    ("play", "name", "value"),
    [
        (gives(1), "choices", 1),
        (gives(2), "choices", 2),
        (has_roles("System role not supported", None), "system", False),
        (has_roles(None, None, "prefill is not supported"), "prefill", "refused"),
        (least_tokens(16, "max_tokens must be at least 16"), "least_tokens", 16),
        (says(SAID, usage=None), "usage", False),
        (thinks_inline(), "thinks", True),
        (thinks_apart(192), "room", 2048),
        (thinks_apart(192, openai=True), "length_field", "max_completion_tokens"),
        (thinks_apart(192, openai=True), "temperature", False),
        (good, "schema", "broken"),
        (good, "prefill", "begun anew"),
    ],
)
async def test_what_is_otherwise_is_found(play: Play, name: str, value: object) -> None:
    assert getattr(await examined(play), name) == value


async def test_what_was_learnt_before_is_asked_anew(tmp_path: Path) -> None:
    async def strict(exchange: Exchange) -> None:
        if "seed" in exchange.body:
            await refuse(exchange, "seed is not supported", "seed")
        else:
            await obedient(exchange)

    async with FaultServer(then=strict) as server:
        first = gateway(server, tmp_path)
        assert not (await examine(first, words)).seed
        server.then = obedient
        second = gateway(server, tmp_path)
        assert second.features.refused == {"seed"}
        assert second.profile.prefill
        assert (await examine(second, words)).seed
        for model in (first, second):
            await model.aclose()
        known = Remembered(tmp_path, server.url, "m").features()
    assert known is not None
    assert not known.refused


def test_what_was_found_makes_the_pace() -> None:
    found = Examined(logprobs=0, thoughts=50.0, tokens_a_second=20.0)
    pace = found.pace(Pace())
    assert (pace.logprobs, pace.thoughts, pace.write) == (False, 50.0, 0.05)

"""What an endpoint refuses is left out, remembered, and had in another way."""

import json

import pytest
from fault_server import SAID, Exchange, FaultServer, Play, good

from smile_commons.errors import ModelError
from smile_commons.models.attempt import Endpoint
from smile_commons.models.budget import Prices
from smile_commons.models.call import Limits
from smile_commons.models.features import Features
from smile_commons.models.gateway import Gateway
from smile_commons.models.request import Message, Request

SCRIPT = Request(purpose="speak/1", prompt="TALIA:")
SCHEMA = {
    "type": "object",
    "properties": {"score": {"type": "integer", "minimum": 0, "maximum": 2}},
    "required": ["score"],
    "additionalProperties": False,
}


def chat(**more: object) -> Request:
    return Request(purpose="ballot/1", messages=(Message("user", "Well?"),), **more)  # type: ignore[arg-type]


def gateway(server: FaultServer, ask: str = "chat", **more: object) -> Gateway:
    endpoint = Endpoint(url=server.url, key="none", model="m", read_timeout=5)
    limits = Limits(deadline=10, attempts=3, first_pause=0.001)
    return Gateway(name="m", endpoint=endpoint, ask=ask, limits=limits, **more)  # type: ignore[arg-type]


def without(field: str, message: str, param: str | None = None, status: int = 400) -> Play:
    """A server that refuses whatever has this field."""

    async def play(exchange: Exchange) -> None:
        if field in exchange.body:
            error = {"message": message, "param": param}
            await exchange.answer(status, json.dumps({"error": error}))
        else:
            await good(exchange)

    return play


REFUSALS = [
    ("n", "Only n = 1 is supported", None, {"n": 3}),
    ("n", "Unsupported parameter", "n", {"n": 3}),
    ("seed", "seed is not supported by this model", None, {"seed": 3}),
    ("top_logprobs", "This model does not support logprobs", None, {"logprobs": 5}),
    ("response_format", "response_format type is unavailable", None, {}),
    ("min_p", "Unrecognized request argument supplied: min_p", None, {"samplers": {"min_p": 0.1}}),
    ("stream_options", "Unknown field: stream_options", None, {}),
    ("max_tokens", "Use 'max_completion_tokens' instead", "max_tokens", {}),
    ("temperature", "Only the default value is supported", "temperature", {}),
    ("stop", "Unsupported parameter: 'stop'", "stop", {"stop": ("\n",)}),
    ("seed", "nothing can be said about it", None, {"seed": 3}),
    ("min_p", "Extra inputs are not permitted", None, {"samplers": {"min_p": 0.1}, "seed": 1}),
]


@pytest.mark.parametrize(("field", "message", "param", "asked"), REFUSALS)
async def test_what_is_refused_is_left_out_once_and_for_all(
    field: str, message: str, param: str | None, asked: dict[str, object]
) -> None:
    async with FaultServer(then=without(field, message, param)) as server:
        model = gateway(server)
        first = await model.complete(chat(**asked))
        before = len(server.requests)
        second = await model.complete(chat(**asked))
        await model.aclose()
    wanted = asked.get("n", 1)
    for reply in (first, second):
        assert [choice.text for choice in reply.choices] == [SAID] * wanted  # type: ignore[operator]
    assert len(server.requests) - before == wanted, "what was learnt is not asked again"
    assert all(field not in exchange.body for exchange in server.requests[before:])


async def test_what_was_not_to_blame_is_kept() -> None:
    refusing = without("seed", "this cannot be done")
    async with FaultServer(then=refusing) as server:
        model = gateway(server)
        reply = await model.complete(chat(seed=3, logprobs=2, samplers={"min_p": 0.1}))
        again = await model.complete(chat(seed=3, logprobs=2, samplers={"min_p": 0.1}))
        await model.aclose()
    assert reply.choices[0].text == SAID
    assert again.choices[0].logprobs == {"We": -0.25, "They": -1.5}
    assert model.features.refused == {"seed"}


async def test_a_refusal_that_persists_teaches_nothing() -> None:
    async def play(exchange: Exchange) -> None:
        # Some servers repeat the whole input in their refusal, every field's name with it.
        await exchange.answer(422, json.dumps({"detail": [{"msg": "bad", "input": exchange.body}]}))

    async with FaultServer(then=play) as server:
        model = gateway(server)
        with pytest.raises(ModelError) as failure:
            await model.complete(chat(seed=3, n=2, samplers={"min_p": 0.1}))
        await model.aclose()
    assert failure.value.fault == "status 422"
    assert model.features == Features()


async def test_a_context_that_is_too_long_is_said_at_once() -> None:
    async def play(exchange: Exchange) -> None:
        message = "request exceeds the available context size"
        await exchange.answer(400, json.dumps({"error": {"message": message}}))

    async with FaultServer(then=play) as server:
        model = gateway(server)
        with pytest.raises(ModelError, match="exceeds the available context"):
            await model.complete(chat(seed=3, n=2))
        await model.aclose()
    assert len(server.requests) == 1


async def test_several_choices_one_by_one_have_seeds_of_their_own() -> None:
    heard: set[int] = set()
    async with FaultServer(then=without("n", "n must be 1", "n")) as server:
        model = gateway(server)
        await model.complete(chat(n=3, seed=10), lambda index, text: heard.add(index))
        await model.aclose()
    assert sorted(exchange.body["seed"] for exchange in server.requests[1:]) == [10, 11, 12]
    assert heard == {0, 1, 2}


async def test_one_choice_that_fails_leaves_the_others() -> None:
    async def play(exchange: Exchange) -> None:
        if exchange.body["seed"] == 11:
            await exchange.answer(500, "{}")
        else:
            await good(exchange)

    async with FaultServer(then=play) as server:
        model = gateway(server, features=Features(refused={"n"}))
        reply = await model.complete(chat(n=3, seed=10))
        await model.aclose()
    assert [choice.text for choice in reply.choices] == [SAID, "", SAID]


async def test_more_choices_than_fit_in_a_request_are_asked_for_in_several() -> None:
    async with FaultServer() as server:
        model = gateway(server, features=Features(most_choices=4))
        reply = await model.complete(chat(n=6))
        await model.aclose()
    assert len(reply.choices) == 6
    assert sorted(exchange.body["n"] for exchange in server.requests) == [2, 4]


async def test_a_schema_that_is_refused_is_asked_for_in_words_and_checked() -> None:
    replies = iter(['{"score": 7}', "I think 2", '```json\n{"score": 2}\n```'])

    async def play(exchange: Exchange) -> None:
        if "response_format" in exchange.body:
            await exchange.answer(400, '{"error": "response_format is not supported"}')
            return
        assert "JSON schema" in exchange.body["messages"][-1]["content"]
        await exchange.head()
        await exchange.data(exchange.piece(next(replies), "stop"))
        await exchange.send("data: [DONE]\n\n")

    async with FaultServer(then=play) as server:
        model = gateway(server)
        reply = await model.complete(chat(schema=SCHEMA))
        await model.aclose()
    assert reply.choices[0].text == '{"score": 2}'
    assert reply.usage.calls == 4


async def test_fewer_logprobs_are_asked_for_before_none() -> None:
    async def play(exchange: Exchange) -> None:
        if exchange.body.get("logprobs", 0) > 5:
            await exchange.answer(400, '{"error": {"message": "logprobs must be at most 5"}}')
        else:
            await good(exchange)

    async with FaultServer(then=play) as server:
        model = gateway(server, "script")
        reply = await model.complete(Request(purpose="p", prompt="A:", logprobs=10))
        await model.aclose()
    assert reply.choices[0].logprobs == {"We": -0.25, "They": -1.5}


@pytest.mark.parametrize("request_", [SCRIPT, chat()], ids=["script", "chat"])
async def test_no_logprobs_are_none(request_: Request) -> None:
    async with FaultServer() as server:
        model = gateway(server, "script")
        reply = await model.complete(request_)
        await model.aclose()
    assert reply.choices[0].logprobs is None


async def chat_alone(exchange: Exchange) -> None:
    if exchange.chat:
        await good(exchange)
    else:
        await exchange.answer(404, '{"detail": "Not Found"}')


async def test_auto_finds_out_that_there_are_no_text_completions() -> None:
    async with FaultServer(then=chat_alone) as server:
        model = gateway(server, "auto")
        assert model.style == "script"
        assert await model.probe() == "chat"
        await model.complete(SCRIPT)
        await model.aclose()
    assert [exchange.chat for exchange in server.requests] == [False, True, True]
    assert server.requests[-1].body["messages"] == [{"role": "user", "content": "TALIA:"}]


async def test_auto_keeps_to_text_completions_where_there_are_some() -> None:
    async with FaultServer() as server:
        model = gateway(server, "auto")
        assert await model.probe() == "script"
        await model.aclose()


async def test_script_says_what_to_set_where_there_are_no_text_completions() -> None:
    async with FaultServer(then=chat_alone) as server:
        model = gateway(server, "script")
        with pytest.raises(ModelError, match="style chat"):
            await model.complete(SCRIPT)
        await model.aclose()


async def test_a_model_that_is_not_there_is_not_taken_for_a_missing_feature() -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.answer(404, '{"error": {"message": "The model `m` does not exist"}}')

    async with FaultServer(then=play) as server:
        model = gateway(server, "auto")
        with pytest.raises(ModelError, match="does not exist"):
            await model.probe()
        await model.aclose()
    assert len(server.requests) == 1


async def test_tokens_and_cost_are_counted() -> None:
    async with FaultServer() as server:
        model = gateway(server, prices=Prices(prompt=2.0, completion=10.0))
        reply = await model.complete(chat())
        await model.aclose()
    assert (reply.usage.prompt, reply.usage.cached, reply.usage.completion) == (10, 4, 5)
    assert model.prices is not None
    cost = model.prices.cost(model.usage.prompt, model.usage.completion)
    assert cost == pytest.approx((10 * 2 + 5 * 10) / 1e6)


async def test_what_is_sent_holds_what_was_asked_and_no_purpose() -> None:
    request = Request(
        purpose="secret-purpose",
        prompt="TALIA:",
        n=2,
        max_tokens=7,
        stop=("\n",),
        seed=5,
        samplers={"min_p": 0.08},
    )
    async with FaultServer() as server:
        model = gateway(server, "script")
        await model.complete(request)
        await model.aclose()
    assert server.requests[0].body == {
        "model": "m",
        "prompt": "TALIA:",
        "stream": True,
        "stream_options": {"include_usage": True},
        "n": 2,
        "max_tokens": 7,
        "temperature": 0.9,
        "stop": ["\n"],
        "seed": 5,
        "min_p": 0.08,
    }

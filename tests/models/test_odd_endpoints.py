"""What real endpoints were reported to do is understood, remembered or named."""

import asyncio
import json
from pathlib import Path

import pytest
from asking import QUICK, SYSTEM, USER, asked, ballot, gateway, speech, texts
from fault_server import SAID, Exchange, FaultServer, Play, good
from odd_plays import (
    MAXTOK,
    gives,
    has_roles,
    least_tokens,
    refuse,
    refuses_to_speak,
    says,
    stream,
    thinks_apart,
    weaves,
    without_version,
)

from smile_commons.errors import CapError, ModelError
from smile_commons.models.attempt import Endpoint
from smile_commons.models.budget import Budget
from smile_commons.models.features import FILE
from smile_commons.models.gateway import Gateway
from smile_commons.models.request import Message, Request
from smile_commons.models.wrapped import SharedModel


@pytest.mark.parametrize(
    ("message", "more"),
    [
        (
            "Invalid 'max_output_tokens': integer below minimum value. "
            "Expected a value >= 16, but got 1 instead.",
            {"param": "max_output_tokens", "code": "integer_below_min_value"},
        ),
        (
            "Provider returned error",
            {
                "metadata": {
                    "raw": json.dumps(
                        {"error": {"message": "max_tokens must be at least 16", "code": 400}}
                    )
                }
            },
        ),
        ("max_tokens: must be greater than 15", {}),
        ("Range of max_tokens should be [16, 8192]", {}),
        ("Input should be greater than or equal to 16", {"param": "max_tokens"}),
        ("max_completion_tokens is too small", {}),
        ("The minimum number of output tokens is 16", {}),
    ],
)
async def test_a_minimum_of_tokens_is_kept(message: str, more: dict[str, object]) -> None:
    play = least_tokens(16, message, **more)
    (voted, again), server = await asked(play, ballot(), ballot())
    assert [exchange.body["max_tokens"] for exchange in server.requests] == [1, 16, 16]
    assert texts(voted) == texts(again) == ["We"], "the first token is what counts"
    assert voted[0].logprobs == {"We": -0.25, "They": -1.5}


async def test_what_a_provider_behind_the_endpoint_said_is_shown() -> None:
    raw = json.dumps({"error": {"message": "the moon is in the way"}})

    async def play(exchange: Exchange) -> None:
        await refuse(exchange, "Provider returned error", metadata={"raw": raw})

    with pytest.raises(ModelError, match="Provider returned error: the moon is in the way"):
        await asked(play, ballot(logprobs=0))


@pytest.mark.parametrize(
    ("play", "requests"),
    [(gives(1), [3, 3]), (weaves, [4, 3]), (gives(3, lambda number: number + 1), [4, 3])],
    ids=["one of several", "woven together", "counted from one"],
)
async def test_an_endpoint_that_ignores_n_is_asked_one_by_one(
    play: Play, requests: list[int]
) -> None:
    async def one_based(exchange: Exchange) -> None:
        await (play if exchange.body.get("n") else gives(1))(exchange)

    async with FaultServer(then=one_based) as server:
        model = gateway(server)
        counts = list[int]()
        for _ in requests:
            before = len(server.requests)
            reply = await model.complete(speech())
            assert [text.strip() for text in texts(reply.choices)] == [SAID] * 3
            counts.append(len(server.requests) - before)
        await model.aclose()
    assert counts == requests
    assert "n" in model.features.refused


async def test_an_endpoint_that_gives_some_is_asked_for_so_many() -> None:
    (first, second), server = await asked(gives(2), speech(n=5), speech(n=5))
    assert texts(first) == texts(second) == [SAID] * 5
    assert [e.body.get("n", 1) for e in server.requests[3:]].count(2) == 2


async def test_a_whole_reply_under_one_index_is_taken_in_its_order() -> None:
    async def play(exchange: Exchange) -> None:
        texts = [f"{number}. {SAID}" for number in range(exchange.body.get("n", 1))]
        choices = [
            {"index": 0, "finish_reason": "stop", "message": {"content": text}} for text in texts
        ]
        await exchange.answer(200, json.dumps({"choices": choices}))

    (choices,), _ = await asked(play, speech())
    assert texts(choices) == [f"{number}. {SAID}" for number in range(3)]


ALTERNATE = "Conversation roles must alternate user/assistant/user/assistant/..."


@pytest.mark.parametrize(
    "play",
    [
        has_roles("System role not supported System role not supported", ALTERNATE),
        has_roles("Developer instruction is not enabled for models/gemma-3", None),
        has_roles("Only user and assistant roles are supported!", ALTERNATE),
        has_roles("Unexpected role 'system'", None),
        has_roles(ALTERNATE, ALTERNATE),
        has_roles("Bad Request", "Bad Request"),
    ],
)
async def test_there_is_no_system_role(play: Play) -> None:
    (_, choices), server = await asked(play, speech(), speech())
    assert texts(choices) == [SAID] * 3
    last = server.requests[-1].body["messages"]
    assert last == [{"role": "user", "content": "You are Talia.\n\nSpeak."}]
    assert server.requests[-1].body["seed"] == 4, "what was not to blame is kept"


async def test_neighbours_of_one_role_are_merged() -> None:
    said = "After the optional system message, conversation roles must alternate user/assistant"
    request = Request(purpose="p", messages=(SYSTEM, USER, USER))
    (choices,), server = await asked(has_roles(None, said), request)
    assert texts(choices) == [SAID]
    assert [m["role"] for m in server.requests[-1].body["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "said",
    [
        "This model does not support assistant message prefill. "
        "The conversation must end with a user message.",
        "Expected last role User or Tool (or Assistant with prefix True) but got assistant",
    ],
)
async def test_the_beginning_of_an_answer_is_left_out_where_it_is_refused(said: str) -> None:
    request = Request(purpose="p", messages=(USER, Message("assistant", "Kai,")))
    async with FaultServer(then=has_roles(None, None, said)) as server:
        model = gateway(server)
        reply = await model.complete(request)
        await model.aclose()
    assert texts(reply.choices) == [SAID]
    assert model.features.prefill is False
    assert not model.profile.prefill


@pytest.mark.parametrize(
    ("name", "finish"),
    [
        *(
            (name, "stop")
            for name in ("STOP", "eos", "Stop", "COMPLETE", "endTurn", "stop_str", True)
        ),
        *((name, "length") for name in ("MAX_TOKENS", "MaxTokens", "FINISH_REASON_MAX_TOKENS")),
        *((name, "length") for name in ("context_window_exceeded", "length_limit")),
        *((name, None) for name in ("", "null", "FINISH_REASON_UNSPECIFIED")),
    ],
)
async def test_finish_reasons_in_any_case(name: object, finish: str | None) -> None:
    (choices,), server = await asked(says(SAID, finish=name), speech())
    assert [choice.finish for choice in choices] == [finish] * 3
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "name",
    ["SAFETY", "RECITATION", "refusal", "sensitive", "ContentFilter", "ERROR_TOXIC", "MODEL_ARMOR"],
)
async def test_what_a_filter_has_broken_off_is_not_said(name: str) -> None:
    (choices,), _ = await asked(says(SAID, finish=name), speech())
    assert texts(choices) == [""] * 3
    assert {choice.finish for choice in choices} == {"content_filter"}
    assert {choice.note for choice in choices} == {"a content filter broke the reply off"}


async def test_a_prompt_that_is_blocked_costs_its_takes_and_says_why() -> None:
    async def play(exchange: Exchange) -> None:
        feedback = {"blockReason": "PROHIBITED_CONTENT"}
        await exchange.answer(200, json.dumps({"choices": [], "promptFeedback": feedback}))

    (choices,), _ = await asked(play, speech())
    assert texts(choices) == [""] * 3
    assert {choice.note for choice in choices} == {"the prompt was blocked: PROHIBITED_CONTENT"}


async def test_a_template_that_raises_is_asked_in_other_roles() -> None:
    said = "Value is not callable: raise_exception('Only user and assistant roles are supported!')"

    async def play(exchange: Exchange) -> None:
        if any(one["role"] == "system" for one in exchange.body["messages"]):
            await refuse(exchange, said, status=500)
        else:
            await good(exchange)

    request = Request(purpose="p", messages=(Message("system", "You are a playwright."), USER))
    async with FaultServer(then=play) as server:
        model = gateway(server)
        reply = await model.complete(request)
        await model.aclose()
    assert texts(reply.choices) == [SAID]
    assert len(server.requests) == 2


@pytest.mark.parametrize("name", ["error", "abort", ["stop"], {"type": "stop"}, 1, 1e400])
async def test_a_finish_reason_that_is_none_is_named(name: object) -> None:
    with pytest.raises(ModelError, match="unknown finish reason"):
        await asked(says(SAID, finish=name), speech())


async def test_a_refusal_is_no_text() -> None:
    (choices,), server = await asked(refuses_to_speak, speech())
    assert texts(choices) == [""] * 3
    assert {(choice.finish, choice.note) for choice in choices} == {
        ("refusal", "I will not take part in this.")
    }
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, {"code": "content_filter", "message": "triggering our content management policy"}),
        (400, {"code": "invalid_prompt", "message": "flagged as violating our usage policy"}),
        (400, {"code": "data_inspection_failed", "message": "inappropriate content"}),
        (403, {"message": "Your chosen model requires moderation and your input was flagged"}),
        (451, {"message": "no"}),
    ],
)
async def test_a_filter_costs_that_take_and_not_the_run(status: int, error: dict[str, str]) -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.answer(status, json.dumps({"error": error}))

    (choices,), server = await asked(play, speech())
    assert [(choice.text, choice.finish) for choice in choices] == [("", "content_filter")] * 3
    assert choices[0].note.startswith(error["message"])
    assert len(server.requests) == 1


async def test_a_reply_that_is_filtered_is_asked_for_once_more() -> None:
    (choices,), server = await asked(says("", finish="content_filter"), speech())
    assert [choice.finish for choice in choices] == ["content_filter"] * 3
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("base", "wanted"),
    [
        ("", "/v1"),
        ("/", "/v1"),
        ("/api", "/api/v1"),
        ("/v1/chat/completions", "/v1"),
    ],
)
async def test_an_address_without_a_version_is_told(base: str, wanted: str) -> None:
    async with FaultServer(then=without_version("/elsewhere")) as server:
        root = server.url.removesuffix("/v1")
        endpoint = Endpoint(url=root + base, key="sk", model="m")
        model = Gateway(name="m", endpoint=endpoint, limits=QUICK)
        with pytest.raises(ModelError) as failure:
            await model.complete(speech())
        await model.aclose()
    assert f"did you mean {root}{wanted} ?" in str(failure.value)


async def test_an_address_that_is_none_is_told_where_the_server_says_so_with_a_success() -> None:
    async def play(exchange: Exchange) -> None:
        said = f"Unexpected endpoint or method. (POST {exchange.path})"
        await exchange.answer(200, json.dumps({"error": said}))

    async with FaultServer(then=play) as server:
        root = server.url.removesuffix("/v1")
        endpoint = Endpoint(url=root, key="sk", model="m")
        model = Gateway(name="m", endpoint=endpoint, limits=QUICK)
        with pytest.raises(ModelError) as failure:
            await model.complete(speech())
        await model.aclose()
    assert f"did you mean {root}/v1 ?" in str(failure.value)


async def test_an_address_with_a_version_is_not_doubted() -> None:
    with pytest.raises(ModelError) as failure:
        await asked(without_version("/elsewhere"), speech())
    assert "did you mean" not in str(failure.value)


REFUSED = {
    "max_tokens": (MAXTOK, "max_tokens"),
    "logprobs": ("`logprobs` is not supported with this model", "logprobs"),
    "n": ("'n' : number must be at most 1", None),
    "seed": ("nothing is said about it", None),
    "stream_options": ("Unknown field: stream_options", None),
}


@pytest.mark.parametrize("field", REFUSED)
async def test_every_request_in_flight_learns_for_itself(field: str) -> None:
    together = asyncio.Barrier(8)

    async def play(exchange: Exchange) -> None:
        if field in exchange.body:
            async with asyncio.timeout(5):
                await together.wait()  # all eight are under way before the first is answered
            await refuse(exchange, *REFUSED[field])
        else:
            await good(exchange)

    request = speech(logprobs=5) if field != "seed" else ballot(logprobs=0, seed=1)
    async with FaultServer(then=play) as server:
        model = gateway(server)
        replies = await asyncio.gather(*(model.complete(request) for _ in range(8)))
        await model.aclose()
    assert all(text == SAID for reply in replies for text in texts(reply.choices))
    assert model.features.refused == {field}


async def test_an_organisation_that_may_not_stream_is_answered_whole() -> None:
    async def play(exchange: Exchange) -> None:
        if exchange.body["stream"]:
            said = "Your organization must be verified to stream this model."
            await refuse(exchange, said, "stream", code="unsupported_value")
        else:
            choice = {"index": 0, "finish_reason": "stop", "message": {"content": SAID}}
            await exchange.answer(200, json.dumps({"choices": [choice]}))

    (choices,), _ = await asked(play, speech(n=1))
    assert texts(choices) == [SAID]


async def test_what_is_learnt_is_known_to_the_next_run(tmp_path: Path) -> None:
    async with FaultServer(then=thinks_apart(192, openai=True)) as server:
        for expected in (None, 1):
            before = len(server.requests)
            model = gateway(server, tmp_path)
            await model.complete(speech(logprobs=3))
            await model.aclose()
            assert expected is None or len(server.requests) - before == expected
    kept = (tmp_path / FILE).read_text("utf-8")
    assert "sk-secret" not in kept
    assert json.loads(kept)[f"{server.url} m"]["room"] == 2048


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"x": 1}', '{"URL m": {"refused": 3, "room": -1, "at": 1e400}}', "\x00\xff"],
)
async def test_a_broken_memory_is_as_none(tmp_path: Path, content: str) -> None:
    async with FaultServer(then=good) as server:
        (tmp_path / FILE).write_text(content.replace("URL", server.url), "utf-8")
        model = gateway(server, tmp_path)
        assert texts((await model.complete(speech())).choices) == [SAID] * 3
        await model.aclose()


async def test_a_last_message_that_repeats_everything_is_not_said_twice() -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.data(exchange.piece(SAID))
        last = exchange.piece(None, "stop")
        last["choices"][0] |= {"delta": {}, "message": {"role": "assistant", "content": SAID}}
        await exchange.data(last)
        await exchange.send("data: [DONE]\n\n")

    (choices,), _ = await asked(play, speech(n=1))
    assert texts(choices) == [SAID]


SHAPES = [
    5,
    [5],
    "x",
    {"content": 5},
    {"content": [5]},
    {"content": [{"token": 5, "top_logprobs": 7}]},
    {"content": [{"token": "We", "top_logprobs": [3, {"token": None}]}]},
    {"content": [{"token": "We", "top_logprobs": [{"token": "We", "logprob": 10**400}]}]},
    {"content": [{"token": "We", "top_logprobs": [{"token": "We", "logprob": float("inf")}]}]},
    {"content": [{"token": "We", "top_probs": "none"}]},
    {"tokens": 4, "top_logprobs": [["We"]]},
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(shape)[:60])
async def test_likelihoods_of_another_shape_are_none(shape: object) -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.head()
        chunk = exchange.piece(SAID, "stop")
        chunk["choices"][0]["logprobs"] = shape
        await exchange.data(chunk)
        await exchange.send("data: [DONE]\n\n")

    (choices,), _ = await asked(play, ballot())
    assert choices[0].logprobs is None


async def test_stops_that_are_not_sent_are_kept_to() -> None:
    async def play(exchange: Exchange) -> None:
        if "stop" in exchange.body:
            await refuse(exchange, "Unsupported parameter: 'stop'", "stop")
        else:
            await stream(exchange, [f"\n{SAID}\nKAI: And I?"])

    (choices,), _ = await asked(play, speech(n=1))
    assert [(choice.text, choice.finish) for choice in choices] == [(SAID, "stop")]


async def test_a_cap_holds_where_usage_is_not_told() -> None:
    budget = Budget(most_tokens=2000)
    async with FaultServer(then=says(SAID, usage=None)) as server:
        inner = gateway(server)
        model = SharedModel(inner, budget)
        with pytest.raises(CapError, match="does not say what 9 replies took"):
            for _ in range(50):
                await model.complete(speech())
        await inner.aclose()
    assert len(server.requests) == 9
    assert budget.tokens == model.usage.prompt + model.usage.completion <= 2000

"""What a model thought is not said, and it gets room to think."""

import json

import pytest
from asking import asked, ballot, gateway, speech, texts
from fault_server import SAID, Exchange, FaultServer, Play
from odd_plays import THOUGHT, refuse, says, thinks_apart, thinks_inline

from smile_commons.errors import ModelError
from smile_commons.models.model import RESTART


@pytest.mark.parametrize(
    "text",
    [
        f"<think>\n{THOUGHT}\n</think>\n\n{SAID}",
        f"{THOUGHT}\n</think>\n\n{SAID}",
        f"<thinking>{THOUGHT}</thinking>\n{SAID}",
        f"[THINK]{THOUGHT}[/THINK]{SAID}",
        f"<|channel|>analysis<|message|>{THOUGHT}<|end|>"
        f"<|start|>assistant<|channel|>final<|message|>{SAID}",
        f"analysis{THOUGHT}assistantfinal{SAID}",
    ],
)
async def test_thoughts_are_not_said(text: str) -> None:
    heard: dict[int, str] = {}

    def listen(index: int, piece: str) -> None:
        heard[index] = "" if piece == RESTART else heard.get(index, "") + piece

    async with FaultServer(then=says(text)) as server:
        model = gateway(server)
        reply = await model.complete(speech(), listen)
        await model.aclose()
    assert texts(reply.choices) == [SAID] * 3
    assert heard == dict.fromkeys(range(3), SAID)
    assert all(THOUGHT in choice.thoughts for choice in reply.choices)
    assert model.features.thinks


async def test_a_field_of_thoughts_is_not_said() -> None:
    (choices,), _ = await asked(says(SAID, reasoning=THOUGHT), speech())
    assert texts(choices) == [SAID] * 3
    assert choices[0].thoughts == THOUGHT


async def test_parts_that_hold_thoughts_are_not_said() -> None:
    content = [
        {"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]},
        {"type": "reasoning", "text": THOUGHT},
        {"type": "text", "text": SAID},
    ]
    choice = {"index": 0, "finish_reason": "stop", "message": {"content": content}}

    async def play(exchange: Exchange) -> None:
        await exchange.answer(200, json.dumps({"choices": [choice]}))

    (choices,), _ = await asked(play, speech(n=1))
    assert texts(choices) == [SAID]


@pytest.mark.parametrize(
    "play",
    [thinks_inline(), thinks_apart(192), thinks_apart(192, openai=True, field=False)],
    ids=["in the text", "in a field", "as OpenAI's do"],
)
async def test_a_model_that_thinks_gets_room_for_it(play: Play) -> None:
    (spoken, voted, again), server = await asked(play, speech(), ballot(), ballot())
    assert texts(spoken) == [SAID] * 3
    assert texts(voted) == texts(again) == ["We"], "the answer's own length stays bounded"
    last = server.requests[-1].body
    assert last.get("max_tokens", 0) + last.get("max_completion_tokens", 0) == 2049
    assert last["reasoning_effort"] == "low"
    assert "stop" not in last


async def test_what_is_known_to_think_is_asked_once() -> None:
    (_, _), server = await asked(thinks_apart(192), speech(), speech())
    assert len(server.requests) == 3


async def test_more_room_is_given_where_it_is_not_enough() -> None:
    (choices,), server = await asked(thinks_apart(5000), speech())
    assert texts(choices) == [SAID] * 3
    assert [e.body["max_tokens"] for e in server.requests] == [46, 2094, 8238]


async def test_a_model_that_only_thinks_is_named() -> None:
    async with FaultServer(then=thinks_apart(10**6)) as server:
        model = gateway(server)
        with pytest.raises(ModelError, match="spent all 24,622 tokens on reasoning") as failure:
            await model.complete(speech())
        await model.aclose()
    assert failure.value.fault == "only reasoning"
    assert len(server.requests) == 4


async def test_room_that_the_endpoint_has_not_is_halved() -> None:
    async def play(exchange: Exchange) -> None:
        if exchange.body["max_tokens"] > 1000:
            said = "maximum context length is 1400 tokens. However, you requested 2600 tokens"
            await refuse(exchange, said)
        else:
            await thinks_apart(192)(exchange)

    (choices,), _ = await asked(play, speech())
    assert texts(choices) == [SAID] * 3


async def test_the_first_token_of_the_answer_is_what_counts() -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.head()
        for token in ("<think>", "Hm", "</think>", "\n\n", "Yes", "."):
            chunk = exchange.piece(token)
            top = [{"token": token, "logprob": -0.5}]
            chunk["choices"][0]["logprobs"] = {"content": [{"token": token, "top_logprobs": top}]}
            await exchange.data(chunk)
        await exchange.data(exchange.piece("", "stop"))
        await exchange.send("data: [DONE]\n\n")

    (choices, again), _ = await asked(play, ballot(max_tokens=3), ballot())
    assert choices[0].logprobs == again[0].logprobs == {"Yes": -0.5}
    assert again[0].text == "Yes"

"""A server that behaves as real ones were reported to: plays for ``FaultServer``."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from fault_server import SAID, USAGE, Exchange, Play, add_logprobs

THOUGHT = "Okay, the card says the report was hidden. I should not admit it."
MAXTOK = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
Texts = Callable[[int], str]
"""The text of a choice by its index."""


def tokens(exchange: Exchange) -> int:
    body = exchange.body
    return int(body.get("max_completion_tokens") or body.get("max_tokens") or 999)


async def refuse(
    exchange: Exchange, message: str, param: str | None = None, status: int = 400, **more: Any
) -> None:
    error = {"message": message, "type": "invalid_request_error", "param": param, **more}
    await exchange.answer(status, json.dumps({"error": error}))


async def stream(
    exchange: Exchange,
    texts: list[str],
    *,
    finish: object = "stop",
    index: Callable[[int], int] = lambda number: number,
    usage: dict[str, Any] | None = USAGE,
    reasoning: str | None = None,
    size: int = 7,
) -> None:
    """The texts in pieces, one choice after the other."""
    await exchange.head()
    for number, text in enumerate(texts):
        place = index(number)
        if reasoning:
            chunk = exchange.piece(None, None, place)
            chunk["choices"][0]["delta"]["reasoning_content"] = reasoning
            await exchange.data(chunk)
        for first in range(0, len(text), size):
            chunk = exchange.piece(text[first : first + size], None, place)
            if first == 0:
                add_logprobs(exchange, chunk)
            await exchange.data(chunk)
        await exchange.data(exchange.piece("", finish, place))  # type: ignore[arg-type]
    if usage and exchange.body.get("stream_options"):
        await exchange.data({"choices": [], "usage": usage})
    await exchange.send("data: [DONE]\n\n")


def asked_for(exchange: Exchange) -> int:
    return int(exchange.body.get("n") or 1)


def says(form: str, **how: Any) -> Play:
    """Always the same text, as often as it is asked for."""

    async def play(exchange: Exchange) -> None:
        await stream(exchange, [form] * asked_for(exchange), **how)

    return play


def thinks_inline(most: int | None = None) -> Play:
    """Thinks first, in the text; the thoughts' tokens count, four letters each."""

    async def play(exchange: Exchange) -> None:
        whole = f"<think>\n{THOUGHT}\n</think>\n\n{SAID}"
        text = whole[: tokens(exchange) * 4]
        stops = exchange.body.get("stop") or []
        cut = min((text.find(stop) for stop in stops if stop in text), default=len(text))
        finish = "length" if cut == len(text) < len(whole) else "stop"
        await stream(exchange, [text[:cut]] * asked_for(exchange), finish=finish)

    return play


def thinks_apart(need: int, *, openai: bool = False, field: bool = True) -> Play:
    """Needs so many tokens to think; says nothing with less."""

    async def play(exchange: Exchange) -> None:
        body, n = exchange.body, asked_for(exchange)
        if openai:
            if "max_tokens" in body:
                return await refuse(exchange, MAXTOK, "max_tokens", code="unsupported_parameter")
            for name in ("stop", "logprobs", "top_p"):
                if name in body:
                    said = f"Unsupported parameter: '{name}' is not supported with this model."
                    return await refuse(exchange, said, name)
            if body.get("temperature", 1) != 1:
                said = "Unsupported value: 'temperature' does not support 0.9 with this model."
                return await refuse(exchange, said, "temperature")
        enough = tokens(exchange) > need
        used = min(tokens(exchange), need) * n
        usage = {**USAGE, "completion_tokens_details": {"reasoning_tokens": used}}
        await stream(
            exchange,
            [SAID if enough else ""] * n,
            finish="stop" if enough else "length",
            usage=usage,
            reasoning=THOUGHT if field else None,
        )
        return None

    return play


def least_tokens(least: int, message: str, **more: Any) -> Play:
    async def play(exchange: Exchange) -> None:
        if tokens(exchange) < least:
            await refuse(exchange, message, **more)
        else:
            await stream(exchange, [SAID] * asked_for(exchange))

    return play


def gives(most: int, index: Callable[[int], int] = lambda number: number) -> Play:
    """At most so many choices, whatever is asked for."""

    async def play(exchange: Exchange) -> None:
        await stream(exchange, [SAID] * min(most, asked_for(exchange)), index=index)

    return play


async def weaves(exchange: Exchange) -> None:
    """All choices under index 0, in turns."""
    n = asked_for(exchange)
    await exchange.head()
    for word in SAID.split(" "):
        for _ in range(n):
            await exchange.data(exchange.piece(f" {word}"))
    for _ in range(n):
        await exchange.data(exchange.piece("", "stop"))
    await exchange.send("data: [DONE]\n\n")


def has_roles(system: str | None, alternates: str | None, prefill: str | None = None) -> Play:
    async def play(exchange: Exchange) -> None:
        roles = [message["role"] for message in exchange.body["messages"]]
        spoken = roles[1:] if not system and roles[0] == "system" else roles
        if system and "system" in roles:
            await refuse(exchange, system)
        elif prefill and roles[-1] == "assistant":
            await refuse(exchange, prefill)
        elif alternates and (spoken[0] != "user" or any(a == b for a, b in pairwise(roles))):
            await refuse(exchange, alternates)
        else:
            await stream(exchange, [SAID] * asked_for(exchange))

    return play


async def refuses_to_speak(exchange: Exchange) -> None:
    message = {"role": "assistant", "content": None, "refusal": "I will not take part in this."}
    choices = [
        {"index": place, "finish_reason": "stop", "message": message}
        for place in range(asked_for(exchange))
    ]
    await exchange.answer(200, json.dumps({"choices": choices, "usage": USAGE}))


def without_version(path: str = "/v1/") -> Play:
    async def play(exchange: Exchange) -> None:
        if exchange.path.startswith(path):
            await stream(exchange, [SAID] * asked_for(exchange))
        else:
            await exchange.answer(404, "404 page not found", "text/plain")

    return play

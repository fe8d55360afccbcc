"""A real HTTP server that answers like a model, or fails in each of the ways that servers do."""

import asyncio
import gzip
import json
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self

SAID = "We built it together."
USAGE = {
    "prompt_tokens": 10,
    "completion_tokens": 5,
    "prompt_tokens_details": {"cached_tokens": 4},
}


@dataclass
class Exchange:
    """One request, and the way to answer it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    writer: asyncio.StreamWriter

    @property
    def chat(self) -> bool:
        return self.path.endswith("/chat/completions")

    async def head(
        self, status: int = 200, kind: str = "text/event-stream", extra: str = ""
    ) -> None:
        lines = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nConnection: close\r\n{extra}\r\n"
        self.writer.write(lines.encode())
        await self.writer.drain()

    async def send(self, text: str | bytes) -> None:
        self.writer.write(text.encode() if isinstance(text, str) else text)
        await self.writer.drain()

    async def data(self, value: Any) -> None:
        await self.send(f"data: {json.dumps(value)}\n\n")

    async def answer(
        self, status: int, text: str, kind: str = "application/json", extra: str = ""
    ) -> None:
        await self.head(status, kind, f"Content-Length: {len(text.encode())}\r\n{extra}")
        await self.send(text)

    def piece(self, text: str | None, finish: str | None = None, index: int = 0) -> dict[str, Any]:
        said: dict[str, Any] = {"delta": {"content": text}} if self.chat else {"text": text}
        return {"choices": [{"index": index, "finish_reason": finish, **said}]}


Play = Callable[[Exchange], Awaitable[None]]


async def good(exchange: Exchange) -> None:
    """A whole stream with as many choices as asked for, log-probabilities and usage."""
    await exchange.head()
    for index in range(exchange.body.get("n", 1)):
        words = SAID.split(" ")
        for number, word in enumerate(words):
            chunk = exchange.piece(word if number == 0 else f" {word}", index=index)
            if number == 0:
                add_logprobs(exchange, chunk)
            await exchange.data(chunk)
        await exchange.data(exchange.piece("", "stop", index))
    if exchange.body.get("stream_options"):
        await exchange.data({"choices": [], "usage": USAGE})
    await exchange.send("data: [DONE]\n\n")


def add_logprobs(exchange: Exchange, chunk: dict[str, Any]) -> None:
    if not exchange.body.get("logprobs"):
        return
    tops = {"We": -0.25, "They": -1.5}
    if exchange.chat:
        listed = [{"token": token, "logprob": value} for token, value in tops.items()]
        chunk["choices"][0]["logprobs"] = {"content": [{"token": "We", "top_logprobs": listed}]}
    else:
        chunk["choices"][0]["logprobs"] = {"tokens": ["We"], "top_logprobs": [tops]}


async def begun(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.data(exchange.piece("We"))
    await exchange.data(exchange.piece(" built"))


def refuses(status: int, message: str = "no", extra: str = "") -> Play:
    async def play(exchange: Exchange) -> None:
        await exchange.answer(status, json.dumps({"error": {"message": message}}), extra=extra)

    return play


def sends(text: str | bytes, kind: str = "text/event-stream", extra: str = "") -> Play:
    async def play(exchange: Exchange) -> None:
        await exchange.head(200, kind, extra)
        await exchange.send(text)

    return play


def begins_and_sends(text: str | bytes) -> Play:
    async def play(exchange: Exchange) -> None:
        await begun(exchange)
        await exchange.send(text)

    return play


def says(*pieces: tuple[str | None, str | None]) -> Play:
    async def play(exchange: Exchange) -> None:
        await exchange.head()
        for text, finish in pieces:
            await exchange.data(exchange.piece(text, finish))
        await exchange.send("data: [DONE]\n\n")

    return play


async def hangs_up(exchange: Exchange) -> None:
    exchange.writer.close()


async def resets(exchange: Exchange) -> None:
    await begun(exchange)
    connection = exchange.writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    exchange.writer.transport.abort()


async def is_silent(exchange: Exchange) -> None:
    await asyncio.sleep(60)


async def falls_silent(exchange: Exchange) -> None:
    await begun(exchange)
    await asyncio.sleep(60)


async def drips(exchange: Exchange) -> None:
    await exchange.head()
    while True:
        await exchange.send(":")
        await asyncio.sleep(0.05)


async def never_ends(exchange: Exchange) -> None:
    await exchange.head()
    while True:
        await exchange.data(exchange.piece("and on " * 50))


async def never_ends_a_line(exchange: Exchange) -> None:
    await exchange.head()
    while True:
        await exchange.send(b"data: " + b"x" * 65536)


async def wrong_index(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.data(exchange.piece("We", "stop", 7))
    await exchange.send("data: [DONE]\n\n")


async def in_an_hour(exchange: Exchange) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    await refuses(503, "busy", f"Retry-After: {when}\r\n")(exchange)


PASSING: dict[str, tuple[Play, str]] = {
    "status 500": (refuses(500), "status 500"),
    "a body of nothing": (sends(""), "empty choices"),
    "status 503": (refuses(503), "status 503"),
    "status 529": (refuses(529), "status 529"),
    "status 429": (refuses(429, "slow down"), "status 429"),
    "status 408": (refuses(408), "status 408"),
    "status 409": (refuses(409), "status 409"),
    "connection closed at once": (hangs_up, "connection"),
    "connection reset in the middle": (resets, "connection"),
    "silence": (is_silent, "timeout"),
    "silence in the middle": (falls_silent, "timeout"),
    "a byte now and then": (drips, "timeout"),
    "an HTML page": (sends("<html><body>Welcome</body></html>", "text/html"), "HTML"),
    "an HTML page said to be JSON": (sends("<html></html>", "application/json"), "HTML"),
    "empty choices": (sends('{"choices": []}', "application/json"), "empty choices"),
    "choices null": (sends('{"choices": null}', "application/json"), "no choices"),
    "a stream without choices": (sends("data: [DONE]\n\n"), "empty choices"),
    "an empty body": (sends("", "application/json"), "empty body"),
    "an end in the middle": (begun, "stream broke off"),
    "a line that is not data": (begins_and_sends("upstream gone\n\n"), "line that is not data"),
    "data that is not JSON": (begins_and_sends('data: {"choices": [{"te\n\n'), "not JSON"),
    "data that is a list": (begins_and_sends("data: []\n\n"), "not a JSON object"),
    "an error in the stream": (
        begins_and_sends('data: {"error": {"message": "overloaded"}}\n\n'),
        "error in the reply",
    ),
    "an error with status 200": (
        sends('{"error": {"message": "overloaded"}}', "application/json"),
        "error in the reply",
    ),
    "JSON cut off": (sends('{"choices": [{"text": "We', "application/json"), "not JSON"),
    "a body shorter than said": (
        sends('{"choices"', "application/json", "Content-Length: 900\r\n"),
        "connection",
    ),
    "a body that is not gzip": (
        sends("plain", "application/json", "Content-Encoding: gzip\r\n"),
        "connection",
    ),
    "bytes that are no text": (sends(b"\xff\xfe\x00\x01", "application/json"), "not JSON"),
    "JSON nested too deep": (sends("[" * 100_000, "application/json"), "not JSON"),
    "endless text": (never_ends, "endless output"),
    "an endless line": (never_ends_a_line, "endless output"),
    "an empty text": (says(("", "stop")), "empty text"),
    "nothing but blanks": (says((" \n\x00 ", "stop")), "empty text"),
    "text null": (says((None, "stop")), "empty text"),
    "an unknown finish reason": (says(("We", "gave_up")), "unknown finish reason"),
    "a choice nobody asked for": (wrong_index, "choice that was not asked for"),
}
"""What may be over at the next attempt, and the name of the fault."""

LASTING: dict[str, tuple[Play, str]] = {
    f"status {status}": (refuses(status, "not like this"), f"status {status}")
    for status in (400, 401, 403, 404, 422)
}
"""What no further attempt will mend."""

HARMLESS: dict[str, Play] = {
    "finish reason null": says((SAID, None)),
    "comments and other fields": sends(
        ": ping\n\nevent: message\nid: 1\nretry: 5\n"
        'data: {"choices": [{"index": 0, "text": "We built it together.", '
        '"delta": {"content": "We built it together."}, "finish_reason": "stop"}]}\n\n'
        "data:[DONE]\n\n"
    ),
    "a reply that is not streamed": sends(
        '{"choices": [{"text": "We built it together.", '
        '"message": {"content": "We built it together."}, "finish_reason": "stop"}]}',
        "application/json; charset=utf-8",
    ),
    "no end mark but a finish reason": sends(
        'data: {"choices": [{"index": 0, "text": "We built it together.", '
        '"delta": {"content": "We built it together."}, "finish_reason": "eos"}]}\n\n'
    ),
    "a stream said to be text": sends(
        'data: {"choices": [{"index": 0, "text": "We built it together.", '
        '"delta": {"content": "We built it together."}, "finish_reason": "stop"}]}\r\n\r\n',
        "text/plain",
    ),
    "gzip": sends(
        gzip.compress(
            b'{"choices": [{"text": "We built it together.", '
            b'"message": {"content": "We built it together."}, "finish_reason": "stop"}]}'
        ),
        "application/json",
        "Content-Encoding: gzip\r\n",
    ),
}
"""Unusual, and all right."""


@dataclass
class FaultServer:
    """Answers with the plays in order, and with ``then`` when they are over."""

    plays: list[Play] = field(default_factory=list)
    then: Play = good
    requests: list[Exchange] = field(default_factory=list)
    at_once: int = 0
    """How many requests were under way together at most."""
    paths: Counter[str] = field(default_factory=Counter)

    async def __aenter__(self) -> Self:
        self._open = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 24)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        try:
            exchange = await _received(reader, writer)
            self.requests.append(exchange)
            self.paths[exchange.path] += 1
            play = self.plays.pop(0) if self.plays else self.then
            await play(exchange)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client gave up, or the test is over
        finally:
            self._open -= 1
            self._tasks.discard(task)
            writer.close()


async def _received(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Exchange:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Exchange(head[0].split(" ")[1], headers, json.loads(body or b"{}"), writer)

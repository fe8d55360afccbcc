"""A connection to an endpoint serves one request after the other; one that goes on is left."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from smile_commons.models.attempt import Endpoint
from smile_commons.models.gateway import Gateway
from smile_commons.models.request import Message, Request

SAID = b'data: {"choices": [{"index": 0, "finish_reason": "stop", "delta": {"content": "Yes."}}]}'
STREAM = SAID + b"\n\ndata: [DONE]\n\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"


class Server:
    """Streams one answer to every request and counts connections.

    Args:
        end: what comes after the stream's own end mark; None: nothing, and the body never ends.
    """

    def __init__(self, end: bytes | None) -> None:
        self.end, self.connections, self.requests, self.url = end, 0, 0, ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = re.search(rb"content-length: (\d+)", head.lower())
                await reader.readexactly(int(size[1]) if size else 0)
                self.requests += 1
                writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
                writer.write(b"%x\r\n%b\r\n" % (len(STREAM), STREAM) + (self.end or b""))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@asynccontextmanager
async def served(end: bytes | None) -> AsyncIterator[Server]:
    server = Server(end)
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening:
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
        yield server
        listening.close()


async def asked(server: Server, times: int) -> list[str]:
    """What a model says, asked one time after the other."""
    model = Gateway(name="m", endpoint=Endpoint(url=server.url, key="sk-none", model="m"))
    request = Request(purpose="ballot/1", messages=(Message("user", "Well?"),))
    said = [(await model.complete(request)).choices[0].text for _ in range(times)]
    await model.aclose()
    return said


async def test_one_connection_serves_all_requests_after_one_another() -> None:
    async with served(b"0\r\n\r\n") as server, asyncio.timeout(20):
        assert await asked(server, 5) == ["Yes."] * 5
        assert (server.requests, server.connections) == (5, 1)


@pytest.mark.parametrize("end", [None, b"a\r\n: hold on\r\n" * 20_000, b"no chunk at all"])
async def test_a_body_that_goes_on_behind_its_end_mark_keeps_nobody(end: bytes | None) -> None:
    async with served(end) as server, asyncio.timeout(20):
        assert await asked(server, 2) == ["Yes."] * 2
        assert (server.requests, server.connections) == (2, 2)

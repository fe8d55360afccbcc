"""Nothing goes anywhere but to the endpoint that was named, and no error fills the memory."""

import gzip
import json
import tracemalloc
from functools import cache

import pytest
from fault_server import SAID, Exchange, FaultServer, Play, good

from smile_commons.errors import ModelError
from smile_commons.models.attempt import Endpoint
from smile_commons.models.call import Limits
from smile_commons.models.embeddings_endpoint import EmbeddingsEndpoint
from smile_commons.models.gateway import Gateway
from smile_commons.models.request import Message, Request

CHAT = Request(purpose="speak/1", messages=(Message("user", "A secret."),))


def gateway(server: FaultServer) -> Gateway:
    endpoint = Endpoint(url=server.url, key="sk-secret-1", model="m", read_timeout=5)
    return Gateway(name="m", endpoint=endpoint, limits=Limits(deadline=20, attempts=2))


def points_to(url: str, status: int = 307) -> Play:
    async def play(exchange: Exchange) -> None:
        await exchange.answer(status, "", extra=f"Location: {url}\r\n")

    return play


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_is_refused_and_named(status: int) -> None:
    async with FaultServer() as other, FaultServer() as server:
        server.then = points_to(f"{other.url}/chat/completions?key=x", status)
        model = gateway(server)
        with pytest.raises(ModelError, match="sends on to") as failure:
            await model.complete(CHAT)
        await model.aclose()
    assert f"{other.url}/chat/completions," in str(failure.value)
    assert failure.value.fault == "redirect"
    assert not other.requests
    assert len(server.requests) == 1


async def test_a_redirect_within_the_endpoint_is_followed() -> None:
    async def play(exchange: Exchange) -> None:
        if exchange.path.startswith("/v2"):
            await good(exchange)
        else:
            await points_to("/v2/chat/completions")(exchange)

    async with FaultServer(then=play) as server:
        model = gateway(server)
        reply = await model.complete(CHAT)
        await model.aclose()
    assert reply.choices[0].text == SAID


async def test_texts_to_embed_are_not_sent_on_either() -> None:
    import asyncio

    async with FaultServer() as other, FaultServer() as server:
        server.then = points_to(f"{other.url}/embeddings")
        embeddings = EmbeddingsEndpoint(Endpoint(url=server.url, key="sk", model="m"))
        with pytest.raises(ModelError, match="sends on to"):
            await asyncio.to_thread(embeddings.vectors, ["A secret."])
        embeddings.close()
    assert not other.requests


async def endless(exchange: Exchange) -> None:
    await exchange.head(400, "application/json")
    while True:
        await exchange.send(b"x" * 65_536)


def packed(encoding: str, body: bytes) -> Play:
    async def play(exchange: Exchange) -> None:
        extra = f"Content-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n"
        await exchange.head(400, "application/json", extra)
        await exchange.send(body)

    return play


@cache
def bomb() -> bytes:
    return gzip.compress(b"x" * 300_000_000)


async def bursts(exchange: Exchange) -> None:
    await packed("gzip", bomb())(exchange)


@pytest.mark.parametrize(
    "play",
    [endless, bursts, packed("br", b"\x00" * 90_000)],
    ids=["endless", "gzip", "br"],
)
async def test_the_body_of_an_error_is_bounded(play: Play) -> None:
    async with FaultServer(then=play) as server:
        model = gateway(server)
        with pytest.raises(ModelError):
            await model.complete(CHAT)
        tracemalloc.start()
        try:
            with pytest.raises(ModelError, match="status 400"):
                await model.complete(CHAT)
            assert tracemalloc.get_traced_memory()[1] < 40_000_000
        finally:
            tracemalloc.stop()
        await model.aclose()


async def test_a_packed_error_that_is_short_is_read() -> None:
    said = gzip.compress(json.dumps({"error": {"message": "the moon is in the way"}}).encode())
    async with FaultServer(then=packed("gzip", said)) as server:
        model = gateway(server)
        with pytest.raises(ModelError, match="the moon is in the way"):
            await model.complete(CHAT)
        await model.aclose()

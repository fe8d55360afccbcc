"""Vectors from an endpoint: checked like every reply, and tried again like every request."""

import asyncio
import json

import pytest
from fault_server import Exchange, FaultServer, Play, refuses, sends

from smile_commons.errors import ModelError
from smile_commons.models import embeddings_endpoint as module
from smile_commons.models.attempt import Endpoint
from smile_commons.models.embeddings_endpoint import EmbeddingsEndpoint, open_embeddings
from smile_commons.models.settings import load_settings


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_PAUSE", 0.001)
    monkeypatch.setattr(module, "_LONGEST_PAUSE", 0.001)


async def lengths(exchange: Exchange) -> None:
    """The vector of a text is its length, and they come in the wrong order."""
    data = [
        {"object": "embedding", "index": index, "embedding": [float(len(text)), 1.0]}
        for index, text in enumerate(exchange.body["input"])
    ]
    reply = {"object": "list", "model": "m", "data": data[::-1]}
    await exchange.answer(200, json.dumps(reply))


async def embed(server: FaultServer, texts: list[str]) -> list[list[float]]:
    endpoint = EmbeddingsEndpoint(Endpoint(url=server.url, key="k", model="m", read_timeout=1))
    try:
        return await asyncio.to_thread(endpoint.vectors, texts)
    finally:
        endpoint.close()


async def test_vectors_come_in_the_order_of_the_texts_in_batches() -> None:
    async with FaultServer(then=lengths) as server:
        found = await embed(server, ["x" * n for n in range(1, 200)])
    assert found == [[float(n), 1.0] for n in range(1, 200)]
    assert [len(exchange.body["input"]) for exchange in server.requests] == [128, 71]


async def test_a_fault_that_passes_is_got_over() -> None:
    async with FaultServer([refuses(503), refuses(429)], then=lengths) as server:
        assert await embed(server, ["abc"]) == [[3.0, 1.0]]


def replies(data: object) -> Play:
    return sends(json.dumps({"data": data}), "application/json")


@pytest.mark.parametrize(
    ("play", "fault"),
    [
        (refuses(401), "status 401"),
        (refuses(500), "status 500"),
        (sends("<html>", "text/html"), ""),
        (replies(None), ""),
        (replies([]), ""),
        (replies([{"index": 0, "embedding": [1.0, 2.0]}]), "embeddings missing"),
        (
            replies([{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0, 2.0]}]),
            "different dimensions",
        ),
    ],
)
async def test_a_fault_that_lasts_is_named(play: Play, fault: str) -> None:
    async with FaultServer(then=play) as server:
        with pytest.raises(ModelError) as failure:
            await embed(server, ["abc", "de"])
    assert fault in failure.value.fault
    assert failure.value.fault


def test_the_endpoint_is_the_models_unless_another_is_named() -> None:
    flags = {"embeddings": "e", "base_url": "http://127.0.0.1:9/v1"}
    assert open_embeddings(load_settings(flags, environ={})).name == "e"

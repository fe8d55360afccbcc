"""Every way in which a server fails is either got over or named, and none of them hangs."""

import asyncio

import pytest
from fault_server import (
    HARMLESS,
    LASTING,
    PASSING,
    SAID,
    FaultServer,
    Play,
    begun,
    good,
    in_an_hour,
    refuses,
)

from smile_commons.errors import ModelError
from smile_commons.models.attempt import Endpoint
from smile_commons.models.call import Limits
from smile_commons.models.gateway import Gateway
from smile_commons.models.model import RESTART
from smile_commons.models.request import Message, Request

KEY = "sk-very-secret-1234"
SCRIPT = Request(purpose="speak/1", prompt="TALIA:")
CHAT = Request(purpose="ballot/1", messages=(Message("user", "Well?"),))
REQUESTS = {"script": SCRIPT, "chat": CHAT}


def gateway(server: FaultServer, **limits: float) -> Gateway:
    quick = {"deadline": 5.0, "attempts": 3, "first_pause": 0.001, **limits}
    endpoint = Endpoint(url=server.url, key=KEY, model="m", read_timeout=0.3)
    return Gateway(name="m", endpoint=endpoint, ask="script", limits=Limits(**quick))  # type: ignore[arg-type]


# Only the deadline ends a drip, so there is no second attempt.
OVER_IN_TIME = [name for name in PASSING if name != "a byte now and then"]


@pytest.mark.parametrize("style", REQUESTS)
@pytest.mark.parametrize("name", OVER_IN_TIME)
async def test_a_fault_that_passes_is_got_over(name: str, style: str) -> None:
    async with FaultServer([PASSING[name][0]]) as server, asyncio.timeout(20):
        model = gateway(server)
        reply = await model.complete(REQUESTS[style])
        await model.aclose()
    assert [choice.text for choice in reply.choices] == [SAID]
    assert reply.usage.calls == len(server.requests) == 2


@pytest.mark.parametrize("style", REQUESTS)
@pytest.mark.parametrize(("play", "fault"), PASSING.values(), ids=list(PASSING))
async def test_a_fault_that_lasts_is_named(play: Play, fault: str, style: str) -> None:
    async with FaultServer(then=play) as server, asyncio.timeout(20):
        model = gateway(server, deadline=1.0, attempts=2)
        with pytest.raises(ModelError) as failure:
            await model.complete(REQUESTS[style])
        await model.aclose()
    assert fault in failure.value.fault
    assert failure.value.fault in str(failure.value)
    assert 1 <= len(server.requests) <= 2


@pytest.mark.parametrize(("play", "fault"), LASTING.values(), ids=list(LASTING))
async def test_a_refusal_is_not_asked_again(play: Play, fault: str) -> None:
    async with FaultServer(plays=[good], then=play) as server, asyncio.timeout(20):
        model = gateway(server)
        await model.complete(CHAT)
        with pytest.raises(ModelError, match="not like this") as failure:
            await model.complete(CHAT)
        await model.aclose()
    assert failure.value.fault == fault
    assert len(server.requests) == 2


@pytest.mark.parametrize("style", REQUESTS)
@pytest.mark.parametrize("play", HARMLESS.values(), ids=list(HARMLESS))
async def test_an_unusual_reply_that_is_whole_is_taken(play: Play, style: str) -> None:
    async with FaultServer(then=play) as server, asyncio.timeout(20):
        model = gateway(server)
        reply = await model.complete(REQUESTS[style])
        await model.aclose()
    assert reply.choices[0].text == SAID
    assert len(server.requests) == 1


async def test_a_server_that_is_not_there_is_named() -> None:
    async with FaultServer() as server:
        pass
    model = gateway(server)
    with pytest.raises(ModelError, match="connection") as failure:
        await model.complete(SCRIPT)
    assert failure.value.fault == "connection"


async def test_the_server_says_how_long_to_wait() -> None:
    async with FaultServer([refuses(429, extra="Retry-After: 1\r\n")]) as server:
        model = gateway(server)
        reply = await model.complete(SCRIPT)
        await model.aclose()
    # Our own pause would have been a millisecond.
    assert reply.usage.seconds >= 1.0


@pytest.mark.parametrize("play", [refuses(429, "busy", "Retry-After: 3600\r\n"), in_an_hour])
async def test_a_wait_beyond_the_deadline_is_not_begun(play: Play) -> None:
    async with FaultServer(then=play) as server, asyncio.timeout(20):
        model = gateway(server)
        with pytest.raises(ModelError, match="busy"):
            await model.complete(SCRIPT)
        await model.aclose()
    assert len(server.requests) == 1


async def test_the_deadline_holds_over_all_attempts() -> None:
    async with FaultServer(then=PASSING["silence"][0]) as server, asyncio.timeout(20):
        model = gateway(server, deadline=0.7, attempts=1000)
        with pytest.raises(ModelError, match=r"no whole reply within 0\.7 s") as failure:
            await model.complete(SCRIPT)
        await model.aclose()
    assert failure.value.fault == "timeout"
    assert len(server.requests) <= 3


async def test_no_more_requests_are_under_way_than_allowed() -> None:
    async with FaultServer() as server:
        model = gateway(server, concurrency=3)
        await asyncio.gather(*(model.complete(SCRIPT) for _ in range(12)))
        await model.aclose()
    assert len(server.requests) == 12
    assert server.at_once <= 3
    assert model.usage.calls == 12
    assert (model.usage.prompt, model.usage.cached, model.usage.completion) == (120, 48, 60)


async def test_waiting_for_a_turn_does_not_count_towards_the_deadline() -> None:
    async def slow(exchange: object) -> None:
        await asyncio.sleep(0.2)
        await good(exchange)  # type: ignore[arg-type]

    async with FaultServer(then=slow) as server, asyncio.timeout(20):
        model = gateway(server, concurrency=1, deadline=1.0)
        replies = await asyncio.gather(*(model.complete(SCRIPT) for _ in range(8)))
        await model.aclose()
    assert len(replies) == 8


async def test_text_is_told_as_it_comes_and_taken_back_when_an_attempt_fails() -> None:
    heard: list[tuple[int, str]] = []
    async with FaultServer([begun]) as server:
        model = gateway(server)
        await model.complete(SCRIPT, lambda index, text: heard.append((index, text)))
        await model.aclose()
    assert heard[:3] == [(0, "We"), (0, " built"), (0, RESTART)]
    assert "".join(text for _, text in heard[3:]) == SAID


async def test_an_error_of_the_listener_is_not_taken_for_the_model_s() -> None:
    def listener(index: int, text: str) -> None:
        raise BrokenPipeError("the terminal is gone")

    async with FaultServer() as server:
        model = gateway(server)
        with pytest.raises(BrokenPipeError):
            await model.complete(SCRIPT, listener)
        await model.aclose()
    assert len(server.requests) == 1


async def test_a_key_that_the_server_repeats_is_not_shown() -> None:
    async with FaultServer(then=refuses(401, f"wrong key {KEY}")) as server:
        model = gateway(server)
        with pytest.raises(ModelError) as failure:
            await model.complete(SCRIPT)
        await model.aclose()
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    error: BaseException | None = failure.value
    while error is not None:
        assert KEY not in str(error)
        error = error.__cause__
    assert KEY not in repr(model)

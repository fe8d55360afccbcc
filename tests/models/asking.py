"""What the tests ask of odd endpoints, and how."""

from pathlib import Path

from fault_server import FaultServer, Play

from smile_commons.models.attempt import Endpoint, shown_url
from smile_commons.models.call import Limits
from smile_commons.models.features import Remembered
from smile_commons.models.gateway import Gateway
from smile_commons.models.reply import Choice
from smile_commons.models.request import Message, Request

SYSTEM = Message("system", "You are Talia.")
USER = Message("user", "Speak.")
QUICK = Limits(deadline=20, attempts=3, first_pause=0.001)


def speech(**more: object) -> Request:
    given = {"n": 3, "max_tokens": 46, "stop": ("\n",), "seed": 4, **more}
    return Request(purpose="speak/1", messages=(SYSTEM, USER), **given)  # type: ignore[arg-type]


def ballot(**more: object) -> Request:
    given = {"max_tokens": 1, "temperature": 0.0, "logprobs": 20, **more}
    return Request(purpose="ballot/1", messages=(SYSTEM, USER), **given)  # type: ignore[arg-type]


def gateway(server: FaultServer, folder: Path | None = None, **more: object) -> Gateway:
    endpoint = Endpoint(url=server.url, key="sk-secret-1", model="m", read_timeout=5)
    remembered = Remembered(folder, shown_url(server.url), "m") if folder else None
    return Gateway(name="m", endpoint=endpoint, limits=QUICK, remembered=remembered, **more)  # type: ignore[arg-type]


async def asked(play: Play, *requests: Request) -> tuple[list[tuple[Choice, ...]], FaultServer]:
    """The choices of each request, one after the other, by one gateway."""
    async with FaultServer(then=play) as server:
        model = gateway(server)
        found = [(await model.complete(request)).choices for request in requests]
        await model.aclose()
    return found, server


def texts(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.text for choice in choices]

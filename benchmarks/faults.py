"""Serves every fault of HTTP to the gateway: is it got over, is it named, and in what time?

    python benchmarks/faults.py [--deadline SECONDS] [--json]

Each fault is served once, with whole replies after it, and then for ever. What is measured of
the second is how long a call takes as a share of its deadline; above 1.1 the promise is broken.
A fault that neither brings a reply nor an error would have passed silently.
"""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "models"))

from fault_server import LASTING, PASSING, SAID, FaultServer, Play

from smile_commons.errors import ModelError
from smile_commons.models.attempt import Endpoint
from smile_commons.models.call import Limits
from smile_commons.models.gateway import Gateway
from smile_commons.models.request import Message, Request

MOST = 1.1
READ_SHARE = 0.25
"""The read timeout as a share of the deadline."""


@dataclass
class Outcome:
    """What came of one fault."""

    fault: str
    style: str
    once: str
    """``recovered``, or the fault's name."""
    lasting: str
    """The fault's name, or ``SILENT``."""
    requests: int
    share: float
    """Time of the call that could not succeed, in deadlines."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deadline", type=float, default=2.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    faults = {name: play for name, (play, _) in {**PASSING, **LASTING}.items()}
    outcomes = [
        await measured(name, play, style, given.deadline)
        for name, play in faults.items()
        for style in ("script", "chat")
    ]
    if given.json:
        print(json.dumps([asdict(outcome) for outcome in outcomes], indent=2))
    else:
        show(outcomes)
    if any(one.lasting == "SILENT" or one.share > MOST for one in outcomes):
        sys.exit(1)


async def measured(name: str, play: Play, style: str, deadline: float) -> Outcome:
    once, _, _ = await called(FaultServer([play]), style, deadline)
    lasting, requests, seconds = await called(FaultServer(then=play), style, deadline)
    silent = "SILENT" if lasting == "recovered" else lasting
    return Outcome(name, style, once, silent, requests, round(seconds / deadline, 3))


async def called(server: FaultServer, style: str, deadline: float) -> tuple[str, int, float]:
    if style == "script":
        request = Request(purpose="bench", prompt="TALIA:")
    else:
        request = Request(purpose="bench", messages=(Message("user", "Well?"),))
    async with server:
        endpoint = Endpoint(
            url=server.url, key="none", model="m", read_timeout=deadline * READ_SHARE
        )
        limits = Limits(deadline=deadline, first_pause=0.05)
        model = Gateway(name="m", endpoint=endpoint, ask="script", limits=limits)
        started = time.perf_counter()
        try:
            reply = await model.complete(request)
            what = "recovered" if reply.choices[0].text == SAID else "SILENT"
        except ModelError as error:
            what = error.fault
        seconds = time.perf_counter() - started
        await model.aclose()
    return what, len(server.requests), seconds


def show(outcomes: list[Outcome]) -> None:
    print(
        f"{'fault':32}{'style':8}{'served once':24}{'for ever':32}{'requests':>9}{'deadlines':>11}"
    )
    for one in outcomes:
        start = f"{one.fault:32}{one.style:8}{one.once:24}{one.lasting:32}"
        print(f"{start}{one.requests:9}{one.share:11.2f}")
    kinds = len({one.fault for one in outcomes})
    recovered = sum(one.once == "recovered" for one in outcomes)
    silent = sum(one.lasting == "SILENT" for one in outcomes)
    print(
        f"\n{kinds} faults in {len(outcomes)} ways: {recovered} got over when served once, "
        f"{silent} passed silently, slowest {max(one.share for one in outcomes):.2f} deadlines"
    )


if __name__ == "__main__":
    asyncio.run(main())

"""A room's server with a debate that a script gives: what streams, kills, loads and pages are tried
on. No model and no graph is loaded.

    python alone.py FOLDER PORT      serves until it is stopped or killed; KEY is the teacher's
"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).parent))

from rooms import Here, Script, a_room

from smile_commons.room.app import room_app
from smile_commons.room.house import House
from smile_commons.room.seats import digest
from smile_commons.room.serving import Server, bound, serve

KEY, CODE = "the-key", "ABCDEF"
NAME = "room.test"
"""A name that browsers are told to find here: a page on it is no secure context, as in a school."""


def house_of(here: Here, base: str) -> House:
    """The room as its pages see it, with no run behind it."""
    run = SimpleNamespace(id="none", ballots_path=here.room.folder / "none.jsonl")
    lesson = SimpleNamespace(
        room=here.room,
        desk=here.desk,
        orders=here.orders,
        player=SimpleNamespace(again=SimpleNamespace(folder=run, world=None)),
    )
    return House(cast("Any", lesson), digest(KEY), base)


def said(turn: int, take: int) -> str:
    """What the script says: the same line whenever it is asked."""
    draw = Random(f"{turn}/{take}")
    words = "bread door list river letter count lamp bench window promise".split()
    first, second = draw.sample(words, 2)
    return f"On the {first} nobody asked us, and the {second} is there ({turn}.{take})."


async def serving(folder: Path, port: int, ready: Callable[[Server], None]) -> None:
    """Serves the room in a folder until it is ended."""
    here, base = a_room(folder, seats=400), f"http://{NAME}:{port}"
    loop = asyncio.get_running_loop()
    script = Script(here, Random(1), said)
    playing = asyncio.create_task(script.play(40, first=here.room.state.released))
    server = Server(
        room_app(house_of(here, base), lambda: [base, f"http://127.0.0.1:{port}"]),
        lambda: cast("None", loop.call_soon_threadsafe(here.room.hub.end)),
    )
    sockets = bound(["127.0.0.1"], port)
    loop.call_soon(ready, server)
    await serve(server, sockets)
    playing.cancel()
    here.room.close()


def told(_: Server) -> None:
    """Says that phones may come."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serving(Path(sys.argv[1]), int(sys.argv[2]), told))
    sys.stdout.write("ended\n")

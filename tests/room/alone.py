"""A room's server without a debate behind it: what streams, kills and loads are tried on.

    python alone.py FOLDER PORT      serves until it is stopped or killed; KEY is the teacher's
"""

import asyncio
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).parent))

from rooms import Here, a_room

from smile_commons.room.app import room_app
from smile_commons.room.house import House
from smile_commons.room.seats import digest
from smile_commons.room.serving import Server, bound, serve

KEY, CODE = "the-key", "ABCDEF"


def house_of(here: Here, base: str) -> House:
    """The room as its pages see it, with no run behind it."""
    run = SimpleNamespace(ballots_path=here.room.folder / "none.jsonl")
    lesson = SimpleNamespace(
        room=here.room,
        desk=here.desk,
        orders=here.orders,
        player=SimpleNamespace(again=SimpleNamespace(folder=run)),
    )
    return House(cast("Any", lesson), digest(KEY), base)


async def serving(folder: Path, port: int) -> None:
    """Serves the room in a folder."""
    here, base = a_room(folder, seats=400), f"http://127.0.0.1:{port}"
    loop = asyncio.get_running_loop()
    server = Server(
        room_app(house_of(here, base), [base]),
        lambda: loop.call_soon_threadsafe(here.room.hub.end) and None,
    )
    sockets = bound(["127.0.0.1"], port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await serve(server, sockets)
    here.room.close()
    sys.stdout.write("ended\n")


if __name__ == "__main__":
    asyncio.run(serving(Path(sys.argv[1]), int(sys.argv[2])))

"""Whether the room is still where the wall says: a network may give out another address."""

import asyncio
import threading
from contextlib import suppress

from smile_commons.room.addresses import addresses
from smile_commons.room.door import Door
from smile_commons.room.house import House
from smile_commons.room.serving import Server

LOOKED_EVERY = 5.0
"""Seconds between two looks at the addresses."""


async def follow_address(
    house: House, door: Door, server: Server, *, every: float = LOOKED_EVERY
) -> None:
    """Shows phones the way to the room again whenever its address has changed."""
    room = house.room
    while True:
        await asyncio.sleep(every)
        there = await _looked_up()
        before = (door.join_url, door.others)
        await server.listen(door.follow(there))
        if (door.join_url, door.others) != before:
            house.join_url, house.others = door.join_url, door.others
            room.hub.show("address", house.whereabouts(), "teacher")
        if door.join_url != before[0]:
            room.keep(address=door.shown)
            room.need("address", room.wording("needs.address", url=door.join_url))
            room.hub.show("reload", {}, "wall")
        gone = room.wording("needs.gone", host=door.shown) if door.is_gone(there) else ""
        if room.needs.get("gone", "") != gone:
            room.need("gone", gone)


async def _looked_up() -> list[str]:
    """This machine's addresses; a name that nobody resolves holds no end of the program up."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def tell(there: list[str]) -> None:
        if not found.done():
            found.set_result(there)

    def look() -> None:
        there = addresses()
        with suppress(RuntimeError):  # the room has ended meanwhile
            loop.call_soon_threadsafe(tell, there)

    threading.Thread(target=look, name="addresses", daemon=True).start()
    return await found

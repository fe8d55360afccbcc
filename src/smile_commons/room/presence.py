"""Whether the teacher is there: lines that are held wait for somebody, so the room waits too."""

import asyncio
import time
from contextlib import suppress

from smile_commons.errors import CommonsError
from smile_commons.room.house import House

AWAY = 60.0
"""Seconds without a teacher's stream after which a room whose lines are held stands still."""
AWAY_REASON = "away"
POLLED = 15.0
"""Seconds within which a page without a stream asks again."""


async def watch_over(house: House, *, every: float = 1.0, away: float = AWAY) -> None:
    """Freezes the room while no teacher is there, and thaws it when one comes back."""
    room, gone_since = house.room, None
    while True:
        await asyncio.sleep(every)
        asked = time.monotonic() - house.teacher_seen < POLLED
        here = asked or room.hub.listening("teacher") > 0
        gone_since = None if here else gone_since or time.monotonic()
        with suppress(CommonsError):  # a full disk; the teacher was told
            if here and room.state.frozen == AWAY_REASON:
                room.need("teacher")
                room.move(room.state.thawed())
            elif gone_since is not None and _is_left(house, time.monotonic() - gone_since, away):
                room.need("teacher", room.wording("needs.teacher"))
                room.move(room.state.froze(AWAY_REASON))


def _is_left(house: House, seconds: float, away: float) -> bool:
    state = house.room.state
    live = state.phase in ("before", "debate", "after")
    return live and state.frozen is None and house.desk.auto is None and seconds >= away

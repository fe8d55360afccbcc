"""A lesson from its first line to its last: sockets, pages, the debate behind them, the end."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from smile_commons.api.resume import Reopened
from smile_commons.room.addresses import LOOPBACK
from smile_commons.room.app import room_app
from smile_commons.room.classroom import Room
from smile_commons.room.door import Door
from smile_commons.room.house import House
from smile_commons.room.kept import room_folder
from smile_commons.room.lesson_plan import Plan
from smile_commons.room.opening import Lesson, lesson_in
from smile_commons.room.presence import watch_over
from smile_commons.room.seats import digest
from smile_commons.room.serving import Server, serve
from smile_commons.room.whereabouts import follow_address
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.lock import RunLock

STOPPED_WITHIN = 0.6
"""Seconds for the play to stop; its run is whole whenever it is killed."""


@dataclass(slots=True)
class Opened:
    """A room that is being served."""

    house: House
    teacher_url: str
    lesson: Lesson
    server: Server
    tasks: list["asyncio.Task[Any]"] = field(default_factory=list["asyncio.Task[Any]"])


async def hold_lesson(
    run: RunFolder,
    again: Reopened,
    door: Door,
    *,
    plan: Plan | None = None,
    opened: Callable[[Opened], Awaitable[None] | None] = lambda _: None,
) -> None:
    """Serves a room until its teacher ends it or Ctrl-C is pressed.

    Args:
        run: in whose folder the room is.
        again: the run in which the debate goes on.
        door: where it is reached; closed at the end.
        plan: the minutes of the lesson, for the console.
        opened: told when it can be reached; what it gives back is awaited beside the lesson.

    Raises:
        InputError: a file of the room is damaged.
        RunLockedError: another process serves this room.
    """
    with RunLock(room_folder(run.path) / "room.lock"):
        await _hold(run, again, door, plan, opened)


def is_told_of_phones(room: Room, door: Door) -> bool:
    """Whether the teacher is told that no phone can come in: once, and in no rehearsal."""
    waits = room.state.phase == "lobby" and not room.kept.rehearsal
    return waits and door.is_of_this_machine_alone


async def _hold(
    run: RunFolder,
    again: Reopened,
    door: Door,
    plan: Plan | None,
    opened: Callable[[Opened], Awaitable[None] | None],
) -> None:
    loop = asyncio.get_running_loop()
    lesson = lesson_in(run, again, loop)
    key = secrets.token_urlsafe(18)
    house = House(lesson, digest(key), door.join_url, door.others, plan=plan)

    def ending() -> None:
        loop.call_soon_threadsafe(lesson.room.hub.end)
        loop.call_soon_threadsafe(lesson.desk.leave)
        lesson.player.stop()

    server = Server(room_app(house, lambda: door.origins), ending)
    house.end = server.end
    here = Opened(house, f"http://{LOOPBACK}:{door.port}/t?key={key}", lesson, server)
    room = lesson.room
    room.keep(host=door.host, port=door.port, url=door.url, address=door.shown)
    if is_told_of_phones(room, door):
        room.needs["host"] = room.wording("needs.host")
    tasks = [
        asyncio.create_task(watch_over(house)),
        asyncio.create_task(follow_address(house, door, server)),
    ]
    if room.state.phase != "closed" and again.folder.status != "done":
        lesson.player.start()
    else:
        room.model = {"state": "over"}
    try:
        beside = opened(here)
        if beside is not None:
            tasks.append(asyncio.ensure_future(beside))
        await serve(server, door.sockets)
    finally:
        for one in [*tasks, *here.tasks]:
            one.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, *here.tasks, return_exceptions=True)
        lesson.desk.leave()
        lesson.player.stop()
        await asyncio.to_thread(lesson.player.wait, STOPPED_WITHIN)
        room.close()
        door.close()

"""A lesson from its first line to its last: sockets, pages, the debate behind them, the end."""

import asyncio
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from smile_commons.api.resume import Reopened
from smile_commons.room.addresses import LOOPBACK, addresses
from smile_commons.room.app import room_app
from smile_commons.room.house import House
from smile_commons.room.kept import room_folder
from smile_commons.room.lesson_plan import Plan
from smile_commons.room.opening import Lesson, lesson_in
from smile_commons.room.presence import watch_over
from smile_commons.room.seats import digest
from smile_commons.room.serving import Server, bound, serve
from smile_commons.room.wish import checked_url
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.lock import RunLock

STOPPED_WITHIN = 0.6
"""Seconds for the play to stop; its run is whole whenever it is killed."""


@dataclass(slots=True)
class Door:
    """Where a room can be reached."""

    sockets: list[socket.socket]
    port: int
    join_url: str
    others: tuple[str, ...] = ()

    @classmethod
    def open(cls, host: str | None, port: int, url: str | None) -> "Door":
        """Binds what is asked for: this machine alone, or the school's network too.

        Args:
            host: an address of this machine; ``auto``: the likeliest; None: loopback alone.
            port: 0: one that is free.
            url: how students reach it, if not by host and port.

        Raises:
            InputError: the port is taken, the address not ours, or the URL none.
        """
        there = addresses()
        if host == "auto":
            host = there[0] if there else None
        at = [LOOPBACK, *([host] if host and host not in (LOOPBACK, "0.0.0.0") else [])]
        if host == "0.0.0.0":
            at = [host]
        sockets = bound(at, port)
        port = sockets[0].getsockname()[1]
        shown = (there[0] if there else LOOPBACK) if host == "0.0.0.0" else host or LOOPBACK
        join = checked_url(url) if url else f"http://{_bracketed(shown)}:{port}"
        others = [f"http://{one}:{port}" for one in there if one != shown] if host else []
        return cls(sockets, port, join, tuple(others))

    @property
    def origins(self) -> list[str]:
        """Every address that it answers to."""
        own = [f"http://{name}:{self.port}" for name in (LOOPBACK, "localhost", "[::1]")]
        bound_to = [
            f"http://{_bracketed(one.getsockname()[0])}:{self.port}" for one in self.sockets
        ]
        return list(dict.fromkeys([*own, *bound_to, self.join_url, *self.others]))

    def close(self) -> None:
        """Closes its sockets."""
        for one in self.sockets:
            one.close()


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

    server = Server(room_app(house, door.origins), ending)
    house.end = server.end
    here = Opened(house, f"http://{LOOPBACK}:{door.port}/t?key={key}", lesson, server)
    if (urlsplit(door.join_url).hostname or "") == LOOPBACK:
        lesson.room.needs["host"] = lesson.room.wording("needs.host")
    tasks = [asyncio.create_task(watch_over(house))]
    if lesson.room.state.phase != "closed" and again.folder.status != "done":
        lesson.player.start()
    else:
        lesson.room.model = {"state": "over"}
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
        lesson.room.close()
        door.close()


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address

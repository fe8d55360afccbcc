"""A room at the terminal: opened, told of, ended."""

import asyncio
import sys
import threading
import webbrowser
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, Literal

from smile_commons.api.resume import Reopened
from smile_commons.api.worlds import open_world
from smile_commons.cli import console
from smile_commons.errors import CommonsError, InputError, StoppedError
from smile_commons.models.settings import load_settings
from smile_commons.room.kept import room_folder
from smile_commons.room.opening import new_room, old_room
from smile_commons.room.rehearsal import Rehearsal
from smile_commons.room.running import Door, Opened, hold_lesson
from smile_commons.room.wish import Wish
from smile_commons.runs.folder import RunFolder


def kept_days(text: str) -> int | None:
    """``ask`` or a number of days.

    Raises:
        InputError: it is neither.
    """
    if text == "ask":
        return None
    if not text.isdecimal():
        raise InputError(f"--keep: a number of days, or ask, not {text!r}")
    return int(text)


def lesson_minutes(minutes: int | None) -> Literal[20, 45, 90] | None:
    """A length for which there are plans.

    Raises:
        InputError: there is none for it.
    """
    for known in (20, 45, 90):
        if minutes == known:
            return known
    if minutes is not None:
        raise InputError(f"--minutes: 20, 45 or 90, not {minutes}")
    return None


def hold(
    wish: Wish, typed: Mapping[str, Any], runs: Path, world: Path | None, *, opens: bool
) -> None:
    """Opens a room over a new run and serves it.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    place = open_world(world)
    settings = load_settings(typed, world=place.root)
    door = Door.open(wish.host, wish.port, wish.url)
    try:
        run, again = new_room(place, wish, settings, runs)
    except BaseException:
        door.close()
        raise
    _serve(run, again, door, opens=opens, rehearse=wish.rehearse)


def go_on(
    name: str, runs: Path, host: str | None, port: int, url: str | None, *, opens: bool
) -> None:
    """Serves a room once more.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    run = RunFolder.open(name, runs)
    again = old_room(run, run.path.parent)
    _serve(run, again, Door.open(host, port, url), opens=opens, rehearse=0)


def _serve(
    run: RunFolder, again: Reopened, door: Door, *, opens: bool, rehearse: int,
    plan: Sequence[Any] = (),
) -> None:  # fmt: skip
    def opened(here: Opened) -> None:
        _tell(run, here)
        if opens:
            webbrowser.open(here.teacher_url)
        if rehearse:
            acting = Rehearsal(here.house, rehearse, Random(1))
            here.tasks.append(asyncio.get_running_loop().create_task(acting.run()))
        _read_orders(here)

    with suppress(KeyboardInterrupt):
        asyncio.run(hold_lesson(run, again, door, plan=plan, opened=opened))
    console.say(f"the room is kept in {room_folder(run.path)}")
    raise StoppedError(f"stopped; `commons room resume {run.id}` goes on")


def _tell(run: RunFolder, here: Opened) -> None:
    house = here.house
    console.say(f"teacher   {here.teacher_url}")
    console.say(f"students  {house.join_url}   code {house.code}")
    console.say(f"the wall  {house.join_url}/w/{house.code}")
    if house.others:
        console.say(f"or at     {', '.join(house.others)}")
    console.note(
        f"votes and questions are kept in {room_folder(run.path)}; Ctrl-C stops, "
        "what you type here is an order (help lists them)"
    )


def _read_orders(here: Opened) -> None:
    """Orders that are typed at the terminal, as at the page."""
    from smile_commons.room.orders import HELP

    loop = asyncio.get_running_loop()

    def do(line: str) -> None:
        try:
            here.house.orders.do(line)
        except CommonsError as error:
            console.note(f"  {error}")

    def read() -> None:
        for line in sys.stdin:
            if line.strip() in ("help", "?"):
                for word, does in HELP.items():
                    console.note(f"  {word}\n      {does}")
            elif loop.is_running():
                loop.call_soon_threadsafe(do, line.strip())

    threading.Thread(target=read, name="orders", daemon=True).start()

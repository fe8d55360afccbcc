"""A room at the terminal: opened, told of, ended."""

import asyncio
import gc
import sys
import threading
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Queue
from random import Random
from typing import Any, Literal

from smile_commons.api.resume import Reopened
from smile_commons.cli import console
from smile_commons.cli.room_ended import ended, forget_overdue
from smile_commons.errors import CommonsError, InputError
from smile_commons.models.settings import load_settings
from smile_commons.room.door import Door
from smile_commons.room.kept import Kept, read_kept, room_folder
from smile_commons.room.lesson_plan import Plan
from smile_commons.room.opening import latest_room, lesson_plan, new_room, old_room, world_for
from smile_commons.room.refusal import said
from smile_commons.room.rehearsal import Rehearsal
from smile_commons.room.running import Opened, hold_lesson
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


def lesson_minutes(minutes: int) -> Literal[20, 45, 90] | None:
    """A length for which there are plans; None for 0.

    Raises:
        InputError: there is none for it.
    """
    for known in (20, 45, 90):
        if minutes == known:
            return known
    if minutes:
        raise InputError(f"--minutes: 20, 45 or 90, or 0 for no plan, not {minutes}")
    return None


def hold(
    wish: Wish, typed: Mapping[str, Any], runs: Path, world: Path | None, *, opens: bool
) -> None:
    """Opens a room over a new run and serves it.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    forget_overdue(runs)
    place = world_for(world, wish.dialogue)
    settings = load_settings(typed, world=place.root)
    door = Door.open(wish.host, wish.port, wish.url)
    try:
        plan = lesson_plan(place, wish.dialogue, wish.minutes, settings, runs)
        speeches = plan.speeches if plan else None
        run, again = new_room(place, wish, settings, runs, speeches=speeches)
    except BaseException:
        door.close()
        raise
    _serve(run, again, door, plan, opens=opens, rehearse=wish.rehearse)


def go_on(
    name: str | None,
    runs: Path,
    host: str | None,
    port: int | None,
    url: str | None,
    *,
    opens: bool,
) -> None:
    """Serves a room once more, where phones knew it to be unless another place is named.

    Args:
        name: of the run; None: the latest that has a room.
        runs: where runs are.
        host, port, url: in the place of what the room was opened with; None: as before.
        opens: whether the teacher's page opens itself.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    run = RunFolder.open(name, runs) if name else latest_room(runs)
    again, kept = old_room(run, run.path.parent), read_kept(room_folder(run.path))
    plan = lesson_plan(again.world, kept.dialogue, kept.minutes, again.settings, run.path.parent)
    door = door_again(kept, host, port, url)
    if kept.address and door.shown != kept.address and not door.url:
        console.note(f"phones knew the room at {kept.address}; it is at {door.shown} now")
    _serve(run, again, door, plan, opens=opens, rehearse=len(kept.pretended))


def door_again(kept: Kept, host: str | None, port: int | None, url: str | None) -> Door:
    """The door of a room as it was, but for what is given now.

    Raises:
        InputError: as ``Door.open``.
    """
    return Door.open(
        kept.host if host is None else host,
        kept.port if port is None else port,
        kept.url if url is None else url,
        before=kept.address,
    )


def _serve(
    run: RunFolder, again: Reopened, door: Door, plan: Plan | None, *, opens: bool, rehearse: int
) -> None:
    served, late = list[Opened](), Queue[str]()

    def opened(here: Opened) -> None:
        served.append(here)
        _tell(run, here)
        if opens:
            webbrowser.open(here.teacher_url)
        if rehearse:
            acting = Rehearsal(here.house, rehearse, Random(1))
            here.tasks.append(asyncio.get_running_loop().create_task(acting.run()))
        _read_orders(here, late)

    with suppress(KeyboardInterrupt):
        asyncio.run(hold_lesson(run, again, door, plan=plan, opened=opened))
    gc.freeze()  # else the end of the process looks through all of it, longer than all else takes
    ended(run, served[0].house.forget if served else "", late.get)


def _tell(run: RunFolder, here: Opened) -> None:
    house = here.house
    console.say(f"teacher   {here.teacher_url}")
    console.say(f"students  {house.join_url}   code {house.code}")
    console.say(f"the wall  {house.join_url}/w/{house.code}")
    if house.others:
        console.say(f"or at     {', '.join(house.others)}")
    if not house.join_url.startswith("http://127."):
        console.note("should this computer ask whether others may reach it: yes, on this network")
    console.note(
        f"votes and questions are kept in {room_folder(run.path)}; Ctrl-C stops, "
        "what you type here is an order (help lists them)"
    )


def _read_orders(here: Opened, late: "Queue[str]") -> None:
    """Orders that are typed at the terminal, as at the page; what is typed later is kept."""
    loop = asyncio.get_running_loop()

    room = here.house.room

    def do(line: str, about: str) -> None:
        try:
            here.house.orders.do(line, about)
        except CommonsError as error:
            console.note(f"  {said(error, room.wording)}")

    def read() -> None:
        for line in sys.stdin:
            if not loop.is_running():
                late.put(line)
            elif line.strip() in ("help", "?"):
                for word, does in room.wording.phrases["help"]:
                    console.note(f"  {word}\n      {does}")
            else:  # it means the line that was held when it was typed
                about = room.held.id if room.held is not None else ""
                loop.call_soon_threadsafe(do, line.strip(), about)

    threading.Thread(target=read, name="orders", daemon=True).start()

"""After a lesson: what is kept, for how long, written out or deleted."""

import shlex
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from smile_commons.cli import console
from smile_commons.errors import InputError, StoppedError
from smile_commons.models.cache import cache_folder
from smile_commons.models.settings import load_settings
from smile_commons.room.forgetting import descendants, forget_class, forget_run, overdue
from smile_commons.room.kept import DEFAULT_KEEP, MOST_KEEP, Kept, read_kept, room_folder
from smile_commons.room.opening import old_room, room_again
from smile_commons.room.takeaways import write_all
from smile_commons.runs.folder import RunFolder


def ended(run: RunFolder, wanted: str, answer: Callable[[], str]) -> None:
    """Says where a room is kept, or deletes it as was asked at the teacher's page.

    Args:
        run: in whose folder the room is.
        wanted: ``words`` or ``whole``: what is to be deleted; empty: nothing.
        answer: what is typed next at the terminal.

    Raises:
        StoppedError: the lesson was not over; it can go on.
        CommonsError: a file cannot be deleted.
    """
    folder = room_folder(run.path)
    if wanted:
        delete(run, whole=wanted == "whole")
        return
    kept = read_kept(folder)
    console.say(f"the room is kept in {folder}")
    if not kept.times or kept.times[-1][0] != "closed":
        again = f"commons room resume {shlex.quote(str(run.path))}"
        raise StoppedError(f"stopped; `{again}` goes on, and the phones come back")
    if kept.keep is None and sys.stdin.isatty():
        _ask_how_long(run, kept, answer)


def write_report(name: str, runs: Path, out: Path | None) -> None:
    """Writes what a lesson came to and prints where.

    Raises:
        InputError: it was no lesson, votes are still taken, or a folder cannot be made.
    """
    run = RunFolder.open(name, runs)
    again = old_room(run, run.path.parent)
    room = room_again(run, again)
    into = out or room_folder(run.path) / "paper"
    for path in write_all(room, again.folder, again.world, into):
        console.say(str(path))


def forget(name: str, runs: Path, *, whole: bool, asks: bool) -> None:
    """Deletes what a class said, after asking.

    Raises:
        InputError: it was no lesson, or a file cannot be deleted.
        StoppedError: they would rather keep it.
    """
    run = RunFolder.open(name, runs)
    if not room_folder(run.path).is_dir():
        raise InputError(f"{run.id} was not played in a class room, or its class is forgotten")
    what = "the whole run and its branches" if whole else "what the class voted, asked and said"
    if asks:
        console.note(f"delete {what} in {run.path}? It cannot be brought back [y/N]")
        if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
            raise StoppedError("nothing was deleted")
    delete(run, whole=whole)


def delete(run: RunFolder, *, whole: bool) -> None:
    """Deletes what a class said, and says what was done.

    Raises:
        CommonsError: a file cannot be deleted, or the run is being played.
    """
    settings = load_settings(run=run.manifest.settings)
    others, cache = descendants(run, run.path.parent), cache_folder(settings.cache_dir)
    if whole:
        forget_run(run, others, cache=cache)
        console.say(f"deleted: {run.path}")
        return
    held = forget_class(run, others, cache=cache)
    console.say(f"the class is forgotten; {held.speeches} speeches are left in {run.path}")


def forget_overdue(runs: Path) -> None:
    """Deletes what has been kept as long as the class was told."""
    for run in overdue(runs, date.today()) if runs.is_dir() else ():
        console.note(f"{run.id} was kept as long as its class was told")
        delete(run, whole=False)


def _ask_how_long(run: RunFolder, kept: Kept, answer: Callable[[], str]) -> None:
    console.note(f"keep votes and questions for how many days? [{DEFAULT_KEEP}; 0 deletes them]")
    said = answer().strip()
    while said and not (said.isdecimal() and int(said) <= MOST_KEEP):
        console.note(f"a number of days, 0 to {MOST_KEEP}, or nothing for {DEFAULT_KEEP}")
        said = answer().strip()
    days = int(said or DEFAULT_KEEP)
    kept.model_copy(update={"keep": days}).write(room_folder(run.path))
    if not days:
        delete(run, whole=False)

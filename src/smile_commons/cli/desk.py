"""The director's desk at a terminal: a prompt between speeches, also through a pipe."""

import asyncio
import contextlib
import select
import signal
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from typing import Any

from smile_commons.cli import console
from smile_commons.cli.shown_takes import show_takes
from smile_commons.dialogues.casting import Casting
from smile_commons.dialogues.desk import Moment
from smile_commons.dialogues.order_lines import COMMANDS, HELP, Seen, read_order
from smile_commons.errors import InputError, StoppedError
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder


class TerminalDesk:
    """Asks for directions where the play is watched.

    Args:
        folder: the run.
        casting: who is in it, and in which act.
        settle: waits until what was said so far is on the screen.
    """

    def __init__(self, folder: RunFolder, casting: Casting, settle: Callable[[], None]) -> None:
        self._folder = folder
        self._settle = settle
        self._cast = folder.manifest.cast
        self._present = {act.id: casting.present(act) for act in casting.acts}
        _complete([*COMMANDS, *self._cast])

    async def ask(self, moment: Moment) -> Direction:
        """The next direction; mistakes are told and asked again, the end of input is ``quit``."""
        await asyncio.to_thread(self._settle)
        takes = len(moment.event.takes) if moment.event else None
        seen = Seen(
            cast=self._cast,
            present=self._present.get(moment.act, list(self._cast)),
            takes=takes,
            written=moment.turn if moment.event else moment.turn - 1,
        )
        while True:
            line = read_line(_sign(moment))
            if line is None:
                return read_order("quit", seen)
            if self._told(line.strip(), moment):
                continue
            try:
                order = read_order(line, seen)
            except InputError as error:
                console.note(f"  {error}")
                continue
            if moment.manual and order.do == "go":
                console.note("  nobody speaks unless you say who: next NAME")
                continue
            if said := heard(order, moment, self._cast):
                console.note(f"  {said}")
            return order

    def wants_a_word(self) -> bool:
        """Whether something was typed while the play went on: it stops at the next speech."""
        if not sys.stdin.isatty():
            return False
        with contextlib.suppress(OSError, ValueError):
            return bool(select.select([sys.stdin], [], [], 0)[0])
        return False

    def _told(self, line: str, moment: Moment) -> bool:
        """Whether it was a question about what is there; it is answered."""
        if line in ("help", "?"):
            for command, does in HELP.items():
                console.note(f"  {command}\n{console.wrap(does, ' ' * 6)}")
        elif line == "why":
            why = moment.event.why if moment.event else "nobody has the floor yet"
            console.note(f"  {why or 'no reason is noted'}")
        elif line == "takes" and moment.event:
            further = "choose N, retake [TEXT] or edit TEXT puts another in its place"
            show_takes(self._folder, moment.event, further=further)
        else:
            return False
        return True


def read_line(sign: str) -> str | None:
    """One line from the terminal or a pipe; None at its end, or when Ctrl-C is pressed.

    The loop waits meanwhile, since nothing else is going on; read in a thread, a line could not be
    interrupted. The prompt goes beside the scene.
    """
    try:
        with _interruptible():
            if sys.stdin.isatty() and sys.stdout.isatty():
                return input(sign)
            console.note(sign.rstrip())
            return sys.stdin.readline() or None
    except EOFError:
        return None
    except KeyboardInterrupt:
        console.note("")
        return None


@contextlib.contextmanager
def _interruptible() -> Generator[None]:
    """Ctrl-C raises at once; asyncio's own handler would ask the loop, which is waiting too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


async def from_seat(asked: Mapping[str, Any]) -> str:
    """What the person at a seat says; an empty line asks again.

    Raises:
        StoppedError: the input ended, or Ctrl-C was pressed.
    """
    to = " and ".join(asked["to"]) or "everybody"
    to += " alone" if asked["alone"] else ""
    console.note(f"\nYou speak for {asked['cue']} ({asked['move']} to {to}): {asked['on']}.")
    while True:
        line = read_line("> ")
        if line is None:
            raise StoppedError("nobody speaks from the seat; the run is kept")
        if line.strip():
            return line.strip()


def heard(order: Direction, moment: Moment, cast: Mapping[str, str]) -> str:
    """What comes of an order that changes nothing on the screen yet; empty: it is seen at once."""
    who = cast.get(order.who or "", "")
    after = "after this speech" if moment.event else "before the next speech"
    if order.do == "next":
        to = " and ".join(cast.get(one, one) for one in order.to)
        how = f": {order.move or 'speaks'} to {to}{' alone' if order.alone else ''}" if to else ""
        return f"{who} is next{how}" + (f", on {order.text}" if order.text else "")
    deep = f", {order.number} lines from the end" if order.number else ""
    note = f"it stands in every prompt{deep} until `note off`" if order.text else "no note"
    return {
        "direct": "the next speech will be given so",
        "whisper": f"{who} is told {after}, and nobody else",
        "narrate": f"it happens {after}",
        "note": note,
        "sit": f"from the next speech on you speak for {who}; `stand` leaves the seat",
        "stand": "the seat is left",
    }.get(order.do, "")


def _sign(moment: Moment) -> str:
    return f"[{moment.turn}] desk> " if moment.event else f"[before {moment.turn}] desk> "


def _complete(words: list[str]) -> None:
    """Lets the tab key complete commands and names, and the arrows bring lines back."""
    if not sys.stdin.isatty():
        return
    try:
        import readline
    except ImportError:  # not on every system
        return

    def complete(text: str, state: int) -> str | None:
        fitting = [f"{word} " for word in words if word.startswith(text)]
        return fitting[state] if state < len(fitting) else None

    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")

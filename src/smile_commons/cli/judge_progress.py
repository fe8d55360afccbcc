"""How far a judge has come: a bar on a terminal, a line now and then elsewhere, or nothing."""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from smile_commons.cli import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY = 20.0
"""Seconds between two lines where there is no terminal."""


class Judging:
    """Is told how many questions are answered, of how many, and shows it.

    Args:
        silent: says nothing, as under ``--quiet`` and ``--json``.
        clock: seconds, for the pauses between lines.
    """

    def __init__(self, *, silent: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._silent, self._clock = silent, clock
        self._last = clock()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def told(self, done: int, total: int) -> None:
        """So many of the questions are answered."""
        if self._silent:
            return
        if sys.stderr.isatty():
            self._show(done, total)
        elif self._clock() - self._last >= EVERY:
            self._last = self._clock()
            console.note(f"judging: {done} of {total} questions")

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _show(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task("judging", total=None)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("judging"), BarColumn(), MofNCompleteColumn(), TextColumn("questions"))
    return Progress(*columns, Remaining(), console=Console(stderr=True), transient=True)

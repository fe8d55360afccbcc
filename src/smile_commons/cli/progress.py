"""How far some work has come: a bar on a terminal, a line now and then elsewhere, or nothing."""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from smile_commons.cli import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY = 20.0
"""Seconds between two lines where there is no terminal."""


class Bar:
    """Is told how much is done, of how much, and shows it.

    Args:
        name: of the work.
        beside: what stands behind the count; ``{task.fields[left]}``: what is told to be left.
        timed: whether the time that is left is shown.
        silent: says nothing, as under ``--quiet`` and ``--json``.
        clock: seconds, for the pauses between lines.
    """

    def __init__(
        self,
        name: str,
        beside: str,
        *,
        timed: bool = False,
        silent: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._beside, self._timed = name, beside, timed
        self.silent, self._clock, self._last = silent, clock, clock()
        self._shown: tuple[Progress, TaskID] | None = None

    def show(self, done: int, total: int, line: str, left: str = "") -> None:
        """So much is done; ``line`` says it where there is no terminal (empty: not now)."""
        if self.silent:
            return
        if sys.stderr.isatty():
            bar, task = self._shown = self._shown or self._begun()
            bar.update(task, completed=done, total=total, left=left)
        elif line and self._clock() - self._last >= EVERY:
            self._last = self._clock()
            console.note(line)

    def close(self) -> None:
        """Takes the bar away."""
        if self._shown is not None:
            self._shown[0].stop()
            self._shown = None

    def _begun(self) -> "tuple[Progress, TaskID]":
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        columns = (
            TextColumn(self._name),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(self._beside),
            *([Remaining()] if self._timed else []),
        )
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        task = bar.add_task(self._name, total=None, left="")
        bar.start()
        return bar, task

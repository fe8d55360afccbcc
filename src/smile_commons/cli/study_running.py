"""``commons study run``: plays, and shows how far it is: a bar on a terminal, lines elsewhere."""

import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from smile_commons.cli import console
from smile_commons.cli.study_shown import in_words, span
from smile_commons.errors import ServiceError
from smile_commons.studies.study import CellEvent, Study

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY = 20.0
"""Seconds between two lines where there is no terminal."""


def run_study(path: Path, *, backend: str, at_once: int | None, quiet: bool, as_json: bool) -> None:
    """Plays a study and prints how it stands.

    Raises:
        CommonsError: as ``Study.run``.
    """
    found = Study(path)
    watch = Cells(silent=quiet or as_json)
    try:
        status = found.run(backend=backend, at_once=at_once, on_cell=watch.told)
    finally:
        watch.close()
    if as_json:
        console.emit({"study": found.id, **asdict(status)})
    else:
        console.say(f"{found.id}: {in_words(status)}")
    if status.ended:
        console.note(f"ended by its stop rule: {status.ended}")
    if status.failed:
        console.note(
            f"`commons study status {path} --failed` says why; `commons study run {path}` tries "
            "again"
        )
        raise typer.Exit(ServiceError.exit_code)


class Cells:
    """Is told of every row and shows how far the study is.

    Args:
        silent: says nothing, as under ``--quiet`` and ``--json``.
        clock: seconds, for the pauses between lines.
    """

    def __init__(self, *, silent: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._silent, self._clock = silent, clock
        self._last = clock()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def told(self, event: CellEvent) -> None:
        """Something became of a cell."""
        if self._silent:
            return
        row = event.row
        if row.status == "failed":
            console.note(f"failed: {event.cell.told}: {row.error}")
        if sys.stderr.isatty():
            self._show(event)
        elif row.status != "playing" and self._clock() - self._last >= EVERY:
            self._last = self._clock()
            console.note(in_words(event.status))

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _show(self, event: CellEvent) -> None:
        status = event.status
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task("cells", total=status.total, left="")
            self._bar.start()
        left = "" if status.seconds_left is None else f"about {span(status.seconds_left)} left"
        if status.cost_left is not None:
            left += f", cost {status.cost or 0:.4f} and {status.cost_left:.4f} to come"
        if self._task is not None:
            over = status.done + status.failed
            self._bar.update(self._task, completed=over, total=status.total, left=left)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("cells"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)

"""How far a judge has come: a bar on a terminal, a line now and then elsewhere, or nothing."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from smile_commons.cli import console
from smile_commons.scoring.judge.asking import OnProgress

EVERY = 20.0
"""Seconds between two lines where there is no terminal."""


@contextmanager
def judging(*, silent: bool, clock: Callable[[], float] = time.monotonic) -> Generator[OnProgress]:
    """Something to be told how many questions are answered, of how many.

    Args:
        silent: says nothing, as under ``--quiet`` and ``--json``.
        clock: seconds, for the pauses between lines.
    """
    if silent:
        yield lambda done, total: None
    elif sys.stderr.isatty():
        with _bar() as told:
            yield told
    else:
        yield _lines(clock)


def _lines(clock: Callable[[], float]) -> OnProgress:
    last = clock()

    def told(done: int, total: int) -> None:
        nonlocal last
        if clock() - last >= EVERY:
            last = clock()
            console.note(f"judging: {done} of {total} questions")

    return told


@contextmanager
def _bar() -> Generator[OnProgress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("judging"), BarColumn(), MofNCompleteColumn(), TextColumn("questions"))
    with Progress(*columns, Remaining(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("judging", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)

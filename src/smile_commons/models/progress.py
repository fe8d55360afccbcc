"""A progress bar on standard error, where somebody is looking."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

OnBytes = Callable[[int], None]
"""Told how many bytes were done since the last time."""


@contextmanager
def progress(what: str, total: int, done: int = 0) -> Generator[OnBytes]:
    """Shows how many of ``total`` bytes are done; silent when standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    with bar:
        task = bar.add_task(what, total=total, completed=done)
        yield lambda count: bar.advance(task, count)

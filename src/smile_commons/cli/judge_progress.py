"""How far a judge has come."""

import time
from collections.abc import Callable

from smile_commons.cli.progress import Bar


class Judging(Bar):
    """Is told how many questions are answered, of how many, and shows it."""

    def __init__(self, *, silent: bool, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("judging", "questions", timed=True, silent=silent, clock=clock)

    def told(self, done: int, total: int) -> None:
        """So many of the questions are answered."""
        self.show(done, total, f"judging: {done} of {total} questions")

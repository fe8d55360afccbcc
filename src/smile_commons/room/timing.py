"""Time boxes: a length that is announced, and never cuts anybody off."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LAST_CALL = 30.0
"""Seconds before the end at which it is announced a last time."""


@dataclass(slots=True)
class Box:
    """So many seconds from now, until it is taken away."""

    tell: Callable[[dict[str, float | str]], None]
    """Gets ``left`` and ``length`` in seconds, and what is to be ``said``: ``start``, ``half``,
    ``last``, ``over``, ``more`` or nothing."""
    now: Callable[[], float] = time.monotonic
    length: float = 0.0
    _ends: float | None = None
    _task: "asyncio.Task[None] | None" = field(default=None)

    @property
    def left(self) -> float | None:
        """Seconds; None: there is no box."""
        return None if self._ends is None else max(0.0, self._ends - self.now())

    def start(self, seconds: float) -> None:
        """A new box in the place of any other."""
        self.length, self._ends = seconds, self.now() + seconds
        self._say("start")
        self._watch()

    def more(self, seconds: float) -> None:
        """Makes it longer; one that is over begins again with that length."""
        if self._ends is None or not self.left:
            self.start(seconds)
            return
        self._ends += seconds
        self.length += seconds
        self._say("more")
        self._watch()

    def stop(self) -> None:
        """Takes it away."""
        if self._task is not None:
            self._task.cancel()
        self._task = None
        if self._ends is not None:
            self._ends = None
            self._say("off")

    def data(self, said: str = "") -> dict[str, float | str]:
        """As the pages are told; ``left`` is -1 where there is none."""
        left = self.left
        return {"left": -1 if left is None else math.ceil(left), "length": self.length,
                "said": said}  # fmt: skip

    def _say(self, what: str) -> None:
        self.tell(self.data(what))

    def _watch(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        marks = [("half", self.length / 2), ("last", LAST_CALL), ("over", 0.0)]
        if self.length / 2 <= LAST_CALL:
            del marks[1]
        for said, at in marks:
            left = self.left
            if left is None or left < at:
                continue
            await asyncio.sleep(left - at)
            self._say(said)

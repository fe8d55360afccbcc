"""Waiting until something in the room is so."""

import asyncio
from collections.abc import Callable


class Bell:
    """Rings whenever something changed; whoever waits looks again."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def ring(self) -> None:
        """Wakes whoever waits."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, is_so: Callable[[], bool], most: float | None = None) -> bool:
        """Waits until something is so; at most so many seconds.

        Returns:
            Whether it is.
        """
        try:
            async with asyncio.timeout(most):
                while not is_so():
                    await self._changed.wait()
        except TimeoutError:
            return is_so()
        return True

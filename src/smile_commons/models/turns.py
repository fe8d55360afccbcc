"""How many requests an endpoint is sent at once: fewer once it says that they are too many.

Additive increase, multiplicative decrease (Chiu and Jain 1989, *Computer Networks and ISDN Systems*
17:1): what shares an endpoint comes to fair parts of what it takes, without being told how much.
"""

import asyncio
from collections import deque
from types import TracebackType

from smile_commons.models.faults import AttemptError

TOO_MANY = 429
ONCE = 1.0
"""Seconds in which refusals count as one: they answer requests that went out together."""


class Turns:
    """Turns at an endpoint, an asynchronous context manager for each request.

    It belongs to the event loop in which it is first used.

    Args:
        most: requests at once, at the outset and at most.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.allowed = float(most)
        """Requests at once, as far as the endpoint let them."""
        self._under_way = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._refused = float("-inf")

    async def __aenter__(self) -> None:
        if self._waiting or self._under_way >= int(self.allowed):
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():  # it was given, and goes to the next
                    self._under_way -= 1
                self._give()
                raise
        else:
            self._under_way += 1

    async def __aexit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        self._under_way -= 1
        if isinstance(error, AttemptError) and error.status == TOO_MANY:
            now = asyncio.get_running_loop().time()
            if now - self._refused > ONCE:
                self._refused = now
                self.allowed = max(1.0, self.allowed / 2)
        elif error is None:
            self.allowed = min(float(self.most), self.allowed + 1 / self.allowed)
        self._give()

    def _give(self) -> None:
        while self._waiting and self._under_way < int(self.allowed):
            turn = self._waiting.popleft()
            if not turn.done():
                self._under_way += 1
                turn.set_result(None)

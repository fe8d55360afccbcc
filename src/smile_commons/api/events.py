"""A play as a stream of events."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from types import TracebackType
from typing import Any, Self

from smile_commons.api.observers import Observer, Queued
from smile_commons.api.run import Run
from smile_commons.errors import InputError
from smile_commons.transcript import Event


class PlayEvents:
    """What happens in a play, as it happens; iterating over it plays it.

    Leaving the loop early stops the play: its run is kept and can be resumed. That takes a moment,
    for which ``aclose``, or ``async with`` around the loop, waits.

    Args:
        play: plays before an observer.
        observer: told all of it besides.
    """

    def __init__(
        self, play: Callable[[Observer], Coroutine[Any, Any, Run]], observer: Observer | None
    ) -> None:
        self._play = play
        self._watched = Queued(observer or Observer())
        self._playing: asyncio.Task[Run] | None = None

    @property
    def run(self) -> Run | None:
        """The run, from when it begins."""
        return self._watched.run

    async def __aiter__(self) -> AsyncIterator[Event]:
        if self._playing is not None:
            raise InputError("a play is listened to once; call `play_events` for another")
        queue = self._watched.queue
        playing = self._playing = asyncio.create_task(self._play(self._watched))
        playing.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (event := await queue.get()) is not None:
                yield event
            await playing
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Stops the play, unless it is over, and waits until its run can be resumed."""
        playing = self._playing
        if playing is None or playing.done():
            return
        playing.cancel()
        await asyncio.wait([playing])
        if not playing.cancelled():
            playing.exception()  # nobody listens any more

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

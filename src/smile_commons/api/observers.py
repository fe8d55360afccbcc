"""Who watches what is done: progress and remarks go there, never to a stream; a play's events also
as an iterator.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Self

from smile_commons.api.run import Run
from smile_commons.dialogues.context import Observer as Audience
from smile_commons.errors import InputError
from smile_commons.transcript import Event


class Observer(Audience):
    """Watches and says nothing: override what is to be heard of.

    Its methods are called in the order of events, from the event loop that plays; what they raise
    ends the play, which is kept and can be resumed.
    """

    def began(self, run: Run) -> None:
        """The run is there, and its play begins or goes on."""

    def judged(self, done: int, total: int) -> None:
        """So many of the questions to the judge are answered."""

    def note(self, text: str) -> None:
        """Something beside the result that its reader should know."""

    def settle(self) -> None:
        """Waits until all that was said is shown."""


class Queued(Observer):
    """Puts what is told to the audience into a queue, and tells another observer all of it."""

    def __init__(self, further: Observer) -> None:
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue()
        """None is put there by whoever plays, when it is over."""
        self.run: Run | None = None
        self._further = further
        self.thinking, self.asking = further.thinking, further.asking
        self.reflecting, self.judged = further.reflecting, further.judged
        self.note, self.settle, self.accepted = further.note, further.settle, further.accepted

    def began(self, run: Run) -> None:
        self.run = run
        self._further.began(run)

    def act(self, event: Event) -> None:
        self.queue.put_nowait(event)
        self._further.act(event)

    def speech(self, event: Event) -> None:
        self.queue.put_nowait(event)
        self._further.speech(event)

    def revised(self, event: Event, fault: str) -> None:
        self.queue.put_nowait(event)
        self._further.revised(event, fault)


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

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

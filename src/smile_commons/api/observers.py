"""Who watches what is done: progress and remarks go there, never to a stream."""

import asyncio

from smile_commons.api.run import Run
from smile_commons.transcript import Event


class Observer:
    """Watches and says nothing: override what is to be heard of.

    Its methods are called in the order of events, from the event loop that plays; what they raise
    ends the play, which is kept and can be resumed.
    """

    def began(self, run: Run) -> None:
        """The run is there, and its play begins or goes on."""

    def act(self, event: Event) -> None:
        """An act opens."""

    def thinking(self, speaker: str, why: str) -> None:
        """Somebody has the floor and thinks."""

    def speech(self, event: Event) -> None:
        """Somebody has spoken, or the narrator has."""

    def revised(self, event: Event, fault: str) -> None:
        """A speech was taken again after its act, since something was wrong with it."""

    def asking(self, persona: str, stage: str) -> None:
        """Somebody is asked in private."""

    def reflecting(self, persona: str, act: str) -> None:
        """Somebody looks back on an act."""

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

    def thinking(self, speaker: str, why: str) -> None:
        self._further.thinking(speaker, why)

    def asking(self, persona: str, stage: str) -> None:
        self._further.asking(persona, stage)

    def reflecting(self, persona: str, act: str) -> None:
        self._further.reflecting(persona, act)

    def judged(self, done: int, total: int) -> None:
        self._further.judged(done, total)

    def note(self, text: str) -> None:
        self._further.note(text)

    def settle(self) -> None:
        self._further.settle()

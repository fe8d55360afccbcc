"""How a play, which has a loop and a thread of its own, tells the room what happens."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from smile_commons.api.observers import Observer
from smile_commons.api.run import Run
from smile_commons.dialogues.desk import Moment
from smile_commons.room.desk import Desk
from smile_commons.room.machine import Doing
from smile_commons.room.publishing import Published
from smile_commons.runs.directions import Direction
from smile_commons.transcript import Event

T = TypeVar("T")


class Hall(Observer):
    """Tells the room's loop; what is accepted is in its journal before the play goes on.

    Args:
        loop: the room's.
        published: takes what the class may see.
        desk: the teacher's.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, published: Published, desk: Desk) -> None:
        self._loop, self._published, self._desk = loop, published, desk
        self._room = published.room

    def accepted(self, event: Event) -> None:
        async def publish() -> None:
            self._published.accept(event)

        asyncio.run_coroutine_threadsafe(publish(), self._loop).result()

    def thinking(self, speaker: str, why: str) -> None:
        cue = self._room.cues.get(speaker, speaker)
        self._model({"state": "ready"})
        self._soon(lambda: self._room.did("thinking", cue))

    def asking(self, persona: str, stage: str) -> None:
        self._model({"state": "asking", "who": self._room.cues.get(persona, ""), "stage": stage})
        doing: Doing = "over" if stage == "final" else "voting"
        self._soon(lambda: self._room.did(doing))

    def reflecting(self, persona: str, act: str) -> None:
        self._model({"state": "reflecting", "who": self._room.cues.get(persona, "")})

    def began(self, run: Run) -> None:
        self._model({"state": "ready"})

    def note(self, text: str) -> None:
        self._soon(lambda: self._room.need("note", text.strip()))

    async def ask(self, moment: Moment) -> Direction:
        """Asks the teacher; see ``AskDirector``."""
        return await self._there(self._desk.ask(moment))

    async def speak(self, asked: Mapping[str, Any]) -> str:
        """Asks the person in a persona's seat; see ``AskPerson``."""
        return await self._there(self._desk.speak(asked))

    def _model(self, data: dict[str, Any]) -> None:
        def show() -> None:
            self._room.model = data
            self._room.show_teacher("model")

        self._soon(show)

    def _soon(self, work: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(work)

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

"""A room in this process, with a debate that a script gives in the place of a model's."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from smile_commons.dialogues.desk import Moment
from smile_commons.dialogues.reviewing import narrated
from smile_commons.room.classroom import Room
from smile_commons.room.desk import Desk
from smile_commons.room.kept import Kept, open_folder
from smile_commons.room.orders import Orders
from smile_commons.room.publishing import Published
from smile_commons.room.streams import Listener
from smile_commons.runs.directions import Direction
from smile_commons.transcript import Event, Take
from smile_commons.world.dialogue import Act, Article

CUES = {"ezra": "Ezra", "talia": "Talia", "kai": "Kai"}
ARTICLES = [
    Article(id="first", title="First", text="It is so.", negation="It is not so."),
    Article(id="second", title="Second", text="It is well.", negation="It is not well."),
]
ACT = Act.model_validate(
    {
        "id": "only",
        "title": "Only",
        "heading": "INT. HALL - DAY",
        "scene": "A hall.",
        "stake": "What is so?",
        "mode": "free",
        "turns": 9,
    }
)


@dataclass(frozen=True)
class Mark:
    kind: str
    found: str


class Marks:
    """A guard that marks what has ``flagged`` in it."""

    def flags(
        self, text: str, *, heard: Sequence[str] = (), by_student: bool = False
    ) -> Sequence[Mark]:
        return [Mark("number", "flagged")] if "flagged" in text else []


@dataclass
class Here:
    """A room with what works in it."""

    room: Room
    desk: Desk
    published: Published
    orders: Orders
    heard: dict[str, Listener] = field(default_factory=dict[str, Listener])

    def listens(self, audience: str) -> Listener:
        """Somebody who hears all that an audience is told from now on."""
        listener = Listener(audience)
        self.heard[audience] = listener
        self.room.hub._listeners.add(listener)  # pyright: ignore[reportPrivateUsage]
        return listener

    def reads_and(self, order: str = "go") -> None:
        """An order of somebody who has read the line that is held."""
        held = self.room.held
        self.room._held_since = 0.0  # pyright: ignore[reportPrivateUsage]
        self.orders.do(order, held.id if held is not None else "")

    def told(self, audience: str) -> bytes:
        """Every byte that it was sent, and what it would be given again."""
        listener, parts = self.heard[audience], list[bytes]()
        while not listener.waiting.empty():
            parts.append(listener.waiting.get_nowait() or b"")
        entries = self.room.hub.after("", audience) or []
        again = "".join(str(one.data) for one in entries) + str(self.room.now(audience))
        return b"".join(parts) + again.encode()


def a_room(folder: Path, *, seats: int = 40, auto: float | None = None, **kept_: Any) -> Here:
    """A room that nobody is in yet; one that stands there already is opened again."""
    if not (folder / "room").exists():
        more = {"title": "The hall", "seats": seats, **kept_}
        kept = Kept(code="ABCDEF", epoch="e1", dialogue="only", **more)
        folder.mkdir(parents=True, exist_ok=True)
        open_folder(folder, kept)
    room = Room(folder / "room", ARTICLES, CUES)
    desk = Desk(room, Marks(), {}, auto)
    published = Published(room)
    return Here(room, desk, published, Orders(room, desk, published))


@dataclass
class Script:
    """A debate as the forum gives it: asks before and after each speech, and tells what stands."""

    here: Here
    draw: Random
    words: Callable[[int, int], str]
    """Of a turn and a take."""
    struck: list[str] = field(default_factory=list[str])
    """What was held once and never let out."""
    sits: str = ""
    """The persona for whom a person speaks."""
    named: str = ""
    """Who was asked to speak next."""

    async def play(self, turns: int, first: int = 0) -> None:
        turn = first
        self.here.published.accept(Event(0, "only", "act", None, "A hall."))
        while turn < turns:
            if await self._before(turn + 1):
                return
            turn += await self._speech(turn + 1)

    async def _before(self, turn: int) -> bool:
        ended = False
        while (said := await self.here.desk.ask(Moment("before", turn, "only"))).do != "go":
            ended = ended or said.do == "end"
            self._follow(said)
            self._narrate([said], turn - 1)
        return ended

    def _follow(self, said: Direction) -> None:
        self.sits = {"sit": said.who or "", "stand": ""}.get(said.do, self.sits)
        self.named = said.who or "" if said.do == "next" else self.named

    async def _said(self, turn: int) -> Event:
        speaker, self.named = self.named or self.draw.choice(list(CUES)), ""
        if speaker == self.sits:
            text = await self.here.desk.speak({"seat": speaker, "turn": turn})
            return Event(turn, "only", "speech", speaker, text, by="human")
        text = self.words(turn, 1)
        takes = (Take(text, chosen=True), Take(self.words(turn, 2)))
        return Event(turn, "only", "speech", speaker, text, move="answer", takes=takes, by="agent")

    async def _speech(self, turn: int) -> int:
        event = await self._said(turn)
        said = list[Direction]()
        number = 2
        while True:
            order = await self.here.desk.ask(Moment("review", turn, "only", event))
            self._follow(order)
            said.append(order)
            if order.do == "go":
                self.here.published.accept(event)
                self._narrate(said, turn)
                return 1
            self.struck.append(event.text)
            if order.do == "undo":
                return 0
            if order.do == "edit":
                take = Take(order.text, chosen=True, by="human")
                event = replace(event, text=order.text, takes=(*event.takes, take), by="human")
            elif order.do == "choose":
                event = replace(event, text=event.takes[(order.number or 1) - 1].text)
            elif order.do == "retake":
                number += 1
                event = replace(event, text=self.words(turn, number))
            else:
                self.struck.pop()

    def _narrate(self, said: list[Direction], turn: int) -> None:
        for event in narrated(said, turn, ACT, tuple(CUES)):
            self.here.published.accept(event)


async def settle() -> None:
    """Lets all that waits go on."""
    for _ in range(12):
        await asyncio.sleep(0)

"""The teacher as the director of a play: lines are held until they are let out, orders wait for
the next moment at which the panel can be told.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smile_commons.dialogues.desk import Moment
from smile_commons.dialogues.order_lines import Seen, read_order
from smile_commons.errors import InputError, StoppedError
from smile_commons.room.classroom import Room
from smile_commons.room.held import Guards, Held, Order, check
from smile_commons.room.labels import label_of
from smile_commons.runs.directions import Direction
from smile_commons.transcript import Event

SEAT_SECONDS = 90.0
"""A person has so long for a line from a persona's seat; the teacher can give more."""
NOTHING_SAID = "…"
"""What stands for a line that nobody gave; it is struck at once."""


@dataclass(slots=True)
class Desk:
    """Answers when the play asks its director; used in the room's loop.

    Args:
        room: which.
        guard: sorts what the model says.
        present: who is there, by act.
        auto: seconds after which a line without flags is let out by itself; None: never.
    """

    room: Room
    guard: Guards
    present: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    auto: float | None = None
    seconds: list[float] = field(default_factory=list[float])
    """How long each line was held; kept for the teacher's plan, shown to nobody."""
    _orders: deque[Order] = field(default_factory=deque[Order])
    _forced: deque[str] = field(default_factory=deque[str])
    """Orders of the room's own, before any of the teacher's."""
    _moment: Moment | None = None
    _line: str | None = None
    """What the person in a persona's seat says."""
    _leaves: bool = False
    """The play is to stop."""
    _ended: bool = False
    """The panel was told that nobody speaks any more."""

    def __post_init__(self) -> None:
        self.room.pending = self.waiting

    def waiting(self) -> list[str]:
        """The orders that wait."""
        return [one.line for one in self._orders]

    @property
    def is_held(self) -> bool:
        """Whether a line is looked at; also while the panel takes an order about it."""
        return self.room.held is not None

    def give(self, line: str, item: str = "") -> str:
        """Puts an order in line for the panel.

        Returns:
            What is said of it at once, if anything: mistakes that show already.

        Raises:
            InputError: nobody could ever understand it.
        """
        check(line, self._seen(), is_held=self.is_held)
        self._orders.append(Order(line, item))
        self.room.show_teacher("pending")
        self.room.ring()
        return ""

    def withdraw(self) -> None:
        """Takes all orders back that wait."""
        self._orders.clear()
        self.room.show_teacher("pending")

    def leave(self) -> None:
        """From now on the play is stopped when it asks."""
        self._leaves = True
        self.room.ring()

    async def ask(self, moment: Moment) -> Direction:
        """The next direction; see ``AskDirector``.

        Raises:
            StoppedError: the room is closed.
        """
        self._moment = moment
        try:
            if moment.event is None:
                return await self._before(moment)
            return await self._review(moment, moment.event)
        finally:
            self._moment = None

    async def _before(self, moment: Moment) -> Direction:
        room = self.room
        while True:
            await room.until(lambda: bool(self._leaves or self._may_speak() or self._may_order()))
            self._stop_if_left()
            if self._forced or (self._orders and room.state.frozen is None):
                order = self._next(moment)
                if order is not None and order.do != "go":
                    return order
            elif self._may_speak():
                if room.state.phase != "debate" and not self._ended:
                    self._ended = True
                    return _direction("end", moment)
                room.did("over" if self._ended else "thinking")
                return _direction("go", moment)

    async def _review(self, moment: Moment, event: Event) -> Direction:
        room = self.room
        if self._forced:
            return read_order(self._forced.popleft(), self._seen())
        if event.by == "human" and event.text == NOTHING_SAID:
            return self._strike(moment, event)
        held = self._looked_at(moment, event)
        if room.held is None or room.held.turn != held.turn:
            room.did("held")
        started = asyncio.get_running_loop().time()
        auto = self.auto if not held.flags else None
        while True:
            room.hold(replace(held, auto=auto))
            ready = await room.until(self._may_decide, auto)
            self._stop_if_left()
            if self._is_past():
                return self._strike(moment, event)
            if not ready and room.state.frozen is None and auto is not None:
                return self._let_out(moment, event, started)
            if not ready:
                continue
            order = self._next(moment)
            if order is None:
                continue
            if order.do == "go":
                return self._let_out(moment, event, started)
            if order.do == "undo":
                self._strike(moment, event)
            elif order.do == "retake":
                room.hold(None)
            return order

    def _strike(self, moment: Moment, event: Event) -> Direction:
        """What is held is not said; a person leaves the persona's seat with it."""
        self.room.hold(None)
        if self.room.seated_turn == event.turn:
            self.room.seated_turn = None
            self._forced.append("stand")
        return _direction("undo", moment, number=1)

    def _is_past(self) -> bool:
        """Whether the debate is over: what is still held was too late."""
        return self.room.state.phase in ("after", "results", "closed")

    def _may_decide(self) -> bool:
        given = self._orders and self.room.state.frozen is None
        return bool(self._leaves or given or self._is_past())

    def _let_out(self, moment: Moment, event: Event, started: float) -> Direction:
        self.seconds.append(asyncio.get_running_loop().time() - started)
        self.room.hold(None)
        if self.room.seated_turn == event.turn:
            self.room.seated_turn = None
            self._forced.append("go")
            return _direction("stand", moment)
        return _direction("go", moment)

    async def speak(self, asked: Mapping[str, Any]) -> str:
        """What the person in a persona's seat says; see ``AskPerson``.

        Raises:
            StoppedError: the room is closed.
        """
        room, persona = self.room, str(asked["seat"])
        seat = next((who for who, wish in room.wishes.items() if wish == persona), "")
        self._line, room.seated, room.seated_turn = None, (seat, persona), int(asked["turn"])
        room.did("seat")
        room.tell("floor", {"speaker": room.cues[persona], "seat": True})
        room.tell_seat(seat)
        room.box.start(SEAT_SECONDS)

        def is_over() -> bool:
            gone = room.seated is None or (seat != "" and room.seats.get(seat) is None)
            return self._leaves or self._line is not None or gone

        # A box is an announcement and never a cut: the person has until the teacher ends it.
        await room.until(is_over)
        self._stop_if_left()
        room.box.stop()
        room.seated = None
        room.wishes.pop(seat, None)
        room.tell("floor", {"speaker": room.cues[persona], "seat": False})
        room.tell_seat(seat)
        room.show_teacher("seat")
        return self._line or NOTHING_SAID

    def say(self, seat: str, text: str) -> None:
        """The line of the person in a persona's seat; an empty seat is the teacher's.

        Raises:
            InputError: nobody sits there, or somebody else does.
        """
        if self.room.seated is None or seat not in ("", self.room.seated[0]):
            raise InputError("the seat is not yours")
        self._line = " ".join(text.split())
        self.room.ring()

    def _may_speak(self) -> bool:
        state = self.room.state
        debates = state.phase == "debate" and not state.pause
        return state.frozen is None and (debates or state.phase in ("after", "results", "closed"))

    def _may_order(self) -> bool:
        return bool(self._forced or (self._orders and self.room.state.frozen is None))

    def _stop_if_left(self) -> None:
        if self._leaves:
            raise StoppedError("the room is closed")

    def _next(self, moment: Moment) -> Direction | None:
        """The next order as a direction; None: it was none, and the teacher was told."""
        given = Order(self._forced.popleft()) if self._forced else self._orders.popleft()
        self.room.show_teacher("pending")
        try:
            order = read_order(given.line, self._seen(moment))
        except InputError as error:
            self.room.need("order", f"{given.line}: {error}")
            return None
        self.room.need("order")
        if given.item:
            self.room.change(self.room.questions.get(given.item), state="asked")
        return order

    def _seen(self, moment: Moment | None = None) -> Seen:
        moment = moment or self._moment
        cues = self.room.cues
        if moment is None:  # the panel takes an order, or is not asked yet
            held = self.room.held
            return Seen(
                cues, list(cues), len(held.takes) if held else None, held.turn if held else 1
            )
        takes = len(moment.event.takes) if moment.event else None
        written = moment.turn if moment.event else moment.turn - 1
        return Seen(cues, list(self.present.get(moment.act, cues)), takes, written)

    def _looked_at(self, moment: Moment, event: Event) -> Held:
        words, heard = self.room.wording, self._heard()
        takes = [
            {
                "n": n,
                "text": one.text,
                "chosen": one.chosen,
                "dropped": one.dropped or "",
                "flags": self._flags(one.text, heard),
            }
            for n, one in enumerate(event.takes, start=1)
        ]
        label = label_of(event, words, self.room.cues)
        return Held(
            turn=event.turn,
            speaker=event.speaker or "",
            cue=self.room.cues.get(event.speaker or "", ""),
            text=event.text,
            label=label,
            why=event.why or "",
            memories=tuple(one.text for one in event.memories if not one.because),
            takes=tuple(takes),
            flags=tuple(self._flags(event.text, heard)),
            by=event.by or "agent",
        )

    def _flags(self, text: str, heard: Sequence[str]) -> list[str]:
        words = self.room.wording
        return [
            words(f"flagged.{one.kind}", found=one.found)
            for one in self.guard.flags(text, heard=heard)
        ]

    def _heard(self) -> list[str]:
        """What students wrote: a model's line that repeats it is flagged."""
        asked = [one.text for one in self.room.questions.items if one.seat]
        return [*asked, *(one.reason for one in self.room.ballots.votes if one.reason)]


def _direction(do: Any, moment: Moment, number: int | None = None) -> Direction:
    return Direction(n=0, when=moment.when, turn=moment.turn, do=do, number=number)

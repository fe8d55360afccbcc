"""The teacher as the director of a play: lines are held until they are let out, orders wait for
the next moment at which the panel can be told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smile_commons.dialogues.desk import Moment
from smile_commons.dialogues.order_lines import Seen
from smile_commons.errors import StoppedError
from smile_commons.room.classroom import Room
from smile_commons.room.held import Guards
from smile_commons.room.held_line import held_line
from smile_commons.room.order_queue import OrderQueue
from smile_commons.room.persona_seat import NOTHING_SAID, PersonaSeat
from smile_commons.runs.directions import Direction
from smile_commons.transcript import Event


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
    person: PersonaSeat = field(init=False)
    """Whoever speaks for a persona."""
    orders: OrderQueue = field(init=False)
    """What the teacher orders of the panel."""
    _moment: Moment | None = None
    _leaves: bool = False
    """The play is to stop."""
    _ended: bool = False
    """The panel was told that nobody speaks any more."""

    def __post_init__(self) -> None:
        self.person = PersonaSeat(self.room)
        self.orders = OrderQueue(self.room, self._seen)
        self.room.explained = self._explained

    def leave(self) -> None:
        """From now on the play is stopped when it asks."""
        self._leaves = True
        self.person.leave()
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

    async def speak(self, asked: Mapping[str, Any]) -> str:
        """What the person in a persona's seat says; see ``AskPerson``.

        Raises:
            StoppedError: the room is closed.
        """
        line = await self.person.speak(asked)
        self._stop_if_left()
        return line

    async def _before(self, moment: Moment) -> Direction:
        room = self.room
        while True:
            await room.until(lambda: bool(self._leaves or self._may_speak() or self.orders.is_due))
            self._stop_if_left()
            if self.orders.is_due:
                order = self.orders.take()
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
        if (own := self.orders.forced()) is not None:
            return own
        if event.by == "human" and event.text == NOTHING_SAID:
            return self._strike(moment, event)
        held = held_line(event, room, self.guard)
        if room.held is None or room.held.turn != held.turn:
            room.did("held")
        patience = None if held.flags else self.auto
        while True:
            runs = patience is not None and self._runs()
            room.hold(replace(held, auto=patience if runs else None))
            await self._decided(runs, patience)
            self._stop_if_left()
            if self._is_past():
                return self._strike(moment, event)
            if not self._may_decide():
                if runs and self._runs():
                    return self._let_out(moment, event)
                continue
            order = self.orders.take()
            if order is None:
                continue
            if order.do == "go":
                return self._let_out(moment, event)
            if order.do == "undo":
                self._strike(moment, event)
            elif order.do == "retake":
                room.hold(None)
            return order

    async def _decided(self, runs: bool, patience: float | None) -> None:
        """Waits for an order or, while lines let themselves out, until it is time."""

        def is_so() -> bool:
            return self._may_decide() or (patience is not None and self._runs() != runs)

        await self.room.until(is_so, patience if runs else None)

    def _runs(self) -> bool:
        """Whether a line may let itself out: not while anything else is going on."""
        state = self.room.state
        return state.frozen is None and state.phase == "debate" and not state.pause

    def _strike(self, moment: Moment, event: Event) -> Direction:
        """What is held is not said; a person leaves the persona's seat with it."""
        self.room.hold(None)
        if self.room.seated_turn == event.turn:
            self.room.seated_turn = None
            self.orders.stands()
            self.orders.force("stand")
        return _direction("undo", moment, number=1)

    def _is_past(self) -> bool:
        """Whether the debate is over: what is still held was too late."""
        return self.room.state.phase in ("after", "results", "closed")

    def _may_decide(self) -> bool:
        return self._leaves or self._is_past() or self.orders.is_due

    def _let_out(self, moment: Moment, event: Event) -> Direction:
        self.room.hold(None)
        if self.room.seated_turn == event.turn:
            self.room.seated_turn = None
            self.orders.stands()
            self.orders.force("go")
            return _direction("stand", moment)
        return _direction("go", moment)

    def _may_speak(self) -> bool:
        state = self.room.state
        debates = state.phase == "debate" and not state.pause
        return state.frozen is None and (debates or state.phase in ("after", "results", "closed"))

    def _stop_if_left(self) -> None:
        if self._leaves:
            raise StoppedError("the room is closed")

    def _explained(self, text: str) -> list[str]:
        """What the guard found in a student's text, in words."""
        found = self.guard.flags(text, by_student=True)
        return [self.room.wording(f"flagged.{one.kind}", found=one.found) for one in found]

    def _seen(self) -> Seen:
        moment, cues = self._moment, self.room.cues
        if moment is None:  # the panel takes an order, or is not asked yet
            held = self.room.held
            return Seen(
                cues, list(cues), len(held.takes) if held else None, held.turn if held else 1
            )
        takes = len(moment.event.takes) if moment.event else None
        written = moment.turn if moment.event else moment.turn - 1
        return Seen(cues, list(self.present.get(moment.act, cues)), takes, written)


def _direction(do: Any, moment: Moment, number: int | None = None) -> Direction:
    return Direction(n=0, when=moment.when, turn=moment.turn, do=do, number=number)

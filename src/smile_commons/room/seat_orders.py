"""Orders about people: who speaks for a persona, who goes, ballots from paper, printed reasons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smile_commons.room.classroom import Room
from smile_commons.room.desk import Desk
from smile_commons.room.personas import persona
from smile_commons.room.records import POSITIONS, VotePhase
from smile_commons.room.refusal import RefusedError


@dataclass(slots=True)
class SeatOrders:
    """Does them.

    Args:
        room, desk: of the lesson.
    """

    room: Room
    desk: Desk

    def words(self) -> Mapping[str, Callable[[str], None]]:
        """The orders, by their first word."""
        return {
            "grant": self._grant,
            "withdraw": lambda name: self.take_back(self.room.seats.named(name).id),
            "line": lambda text: self.desk.person.say("", text),
            "erase": lambda name: self.leave(self.room.seats.named(name).id),
            "paper": self._paper,
            "reason": self._reason,
        }

    def take_back(self, seat: str) -> None:
        """A student does not speak for a persona after all."""
        if not seat:
            return
        room = self.room
        room.wishes.pop(seat, None)
        room.granted = "" if room.granted == seat else room.granted
        self.desk.orders.withdraw_seat(seat)
        room.tell_seat(seat)
        room.show_teacher("seat")

    def leave(self, seat: str) -> None:
        """A seat goes, and what it voted, asked and chose with it."""
        room = self.room
        known = room.seats.get(seat)
        if known is None:
            return
        if seat in room.wishes or seat == room.granted:
            self.take_back(seat)
        room.ballots.drop(seat)
        room.questions.drop(seat)
        room.seats.change(known, left=True)
        room.hub.show("gone", {}, f"seat:{seat}")
        room.count_soon()
        room.show_teacher("queue", "seat")
        room.ring()

    def _grant(self, rest: str) -> None:
        name, _, called = rest.rpartition(" as ")
        room = self.room
        seat, who = room.seats.named(name), persona(room, called)
        if room.state.phase != "debate" or room.state.doing == "over":
            raise RefusedError("seats_debate")
        self.take_back(room.granted)
        room.wishes, room.granted = {seat.id: who}, seat.id
        self.desk.orders.give(f"sit {who}", seat=seat.id)
        self.desk.orders.give(f"next {who}", seat=seat.id)
        room.tell_seat(seat.id)
        room.show_teacher("seat")

    def _reason(self, rest: str) -> None:
        name, _, article = rest.rpartition(" ")
        self.room.approve_reason(self.room.seats.named(name).id, article)

    def _paper(self, rest: str) -> None:
        number, _, left = rest.partition(" ")
        phase, _, given = left.partition(" ")
        positions = dict(_marked(one) for one in given.split())
        if not number.isdecimal() or phase not in ("before", "after") or not positions:
            raise RefusedError("paper_how", example=self._example())
        vote: VotePhase = "before" if phase == "before" else "after"
        seat = self.room.seats.paper(int(number[:4]))
        self.room.ballots.put_in(seat.id, vote, positions)
        self.room.count_soon()

    def _example(self) -> str:
        """A ballot of this room, as it is typed."""
        marks = zip(self.room.articles, (0.5, -1.0), strict=False)
        return " ".join(["paper 7 before", *(f"{one.id}={at:g}" for one, at in marks)])


def _marked(text: str) -> tuple[str, float | None]:
    article, _, value = text.partition("=")
    if value == "none":
        return article, None
    try:
        position = float(value)
    except ValueError:
        position = 9.0
    if position not in POSITIONS:
        known = ", ".join(f"{one:g}" for one in POSITIONS)
        raise RefusedError("mark", given=text[:40], known=known)
    return article, position

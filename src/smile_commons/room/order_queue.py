"""Orders that wait for the panel: it is told them one by one, when it next asks."""

from collections import deque
from collections.abc import Callable

from smile_commons.dialogues.order_lines import Seen, read_order
from smile_commons.errors import InputError
from smile_commons.room.classroom import Room
from smile_commons.room.held import ABOUT_A_LINE, Order, check, first_word
from smile_commons.room.refusal import MisdirectedError, RefusedError, said
from smile_commons.runs.directions import Direction


class OrderQueue:
    """The orders of one room.

    Args:
        room: whose.
        seen: gives what the panel has before it.
    """

    def __init__(self, room: Room, seen: Callable[[], Seen]) -> None:
        self._room, self._seen = room, seen
        self._orders = deque[Order]()
        self._forced = deque[str]()
        self._sat = ""
        room.pending = lambda: [one.line for one in self._orders]

    @property
    def is_due(self) -> bool:
        """Whether there is an order that the panel may be told now."""
        return bool(self._forced or (self._orders and self._room.state.frozen is None))

    def give(self, line: str, item: str = "", *, about: str | None = None, seat: str = "") -> None:
        """Puts an order in line.

        Args:
            line: as at the director's desk.
            item: the question that it brings in.
            about: the held line that whoever gives it has read, by its id; empty: there was none.
            seat: whose way to a persona's seat it is part of.

        Raises:
            RefusedError: nobody could ever understand it, or it means a line that is gone.
        """
        room, order = self._room, Order(line, item, about, seat)
        check(order, room.held, room.held_for, self._orders)
        if order.word in ("", "go") and room.state.phase != "debate":
            raise RefusedError("not_debate")
        self._read(line)
        self._orders.append(order)
        room.show_teacher("pending")
        room.ring()

    def force(self, line: str) -> None:
        """Puts an order of the room's own before all of the teacher's."""
        self._forced.append(line)

    def forced(self) -> Direction | None:
        """The next order of the room's own, which is told whatever else is going on."""
        return read_order(self._forced.popleft(), self._seen()) if self._forced else None

    def take(self) -> Direction | None:
        """The next order as a direction; None: it was none, and the teacher was told."""
        if (own := self.forced()) is not None:
            return own
        room, given = self._room, self._orders.popleft()
        room.show_teacher("pending")
        try:
            self._check_still_meant(given)
            order = self._read(given.line)
        except InputError as error:
            if given.word not in ("", "go"):  # a line that let itself out needs no word
                room.need("order", f"{given.line}: {said(error, room.wording)}")
            return None
        room.need("order")
        if given.item:
            room.change(room.questions.get(given.item), state="asked")
        if given.word == "sit":
            self._sat = given.seat
        return order

    def withdraw(self) -> list[Order]:
        """Takes all orders back that wait, and gives them."""
        gone = list(self._orders)
        self._orders.clear()
        self._room.show_teacher("pending")
        return gone

    def withdraw_item(self, item: str) -> bool:
        """Takes back a question that the panel has not been asked; whether it could be."""
        told = next((one for one in self._orders if one.item == item), None)
        if told is None:
            return False
        place = self._orders.index(told)
        if told.word == "next" and place and not self._orders[place - 1].item:
            del self._orders[place - 1]  # what the class would have been told of it
        self._orders.remove(told)
        self._room.show_teacher("pending")
        return True

    def withdraw_seat(self, seat: str) -> None:
        """Takes back that somebody speaks for a persona, also while they do."""
        self._orders = deque(one for one in self._orders if one.seat != seat)
        if self._room.seated is not None and self._room.seated[0] == seat:
            self._room.seated = None
        elif self._sat == seat:
            self.force("stand")
        self._sat = ""
        self._room.show_teacher("pending")
        self._room.ring()

    def stands(self) -> None:
        """Notes that nobody of the class is on the way to a persona's seat any more."""
        self._sat = ""

    def _check_still_meant(self, order: Order) -> None:
        held = self._room.held
        if order.word in ABOUT_A_LINE and (order.about or "") != (held.id if held else ""):
            raise RefusedError("line_gone")

    def _read(self, line: str) -> Direction:
        try:
            return read_order(line, self._seen())
        except InputError as error:
            cast = ", ".join(self._room.cues.values())
            raise MisdirectedError(first_word(line), str(error), cast) from error

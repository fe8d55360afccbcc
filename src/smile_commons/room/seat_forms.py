"""The forms of a seat (votes, questions, statements, wishes, lines) and what each does."""

from collections.abc import Callable, Mapping

from smile_commons.room.folding import one_line
from smile_commons.room.house import House
from smile_commons.room.records import ItemKind
from smile_commons.room.refusal import RefusedError
from smile_commons.room.seats import Seat

MOST_LINE = 400
"""Signs of a line from a persona's seat."""
Form = Mapping[str, str]


class SeatForms:
    """Does what a seat's form asks.

    Args:
        house: the room.
    """

    def __init__(self, house: House) -> None:
        self._house, self._room = house, house.room
        self._words = house.room.wording
        self._always: Mapping[str, Callable[[Seat, Form], str]] = {
            "vote": self._vote,
            "erase": self._erase,
            "name": self._name,
            "help": self._help,
            "leave": self._leave,
        }
        self._while_open: Mapping[str, Callable[[Seat, Form], str]] = {
            "question": lambda seat, form: self._ask("question", seat, form),
            "statement": lambda seat, form: self._ask("statement", seat, form),
            "seat": self._wish,
            "line": self._line,
        }

    def do(self, what: str, seat: Seat, form: Form) -> str:
        """Does it, and says that it was done.

        Raises:
            RefusedError: it is not possible now, or there is no such form.
        """
        if what in self._always:
            return self._always[what](seat, form)
        if what not in self._while_open:
            raise RefusedError("unknown")
        self._check_open()
        return self._while_open[what](seat, form)

    def choose(self, seat: Seat, statement: str, form: Form) -> str:
        """A choice on a statement."""
        self._check_open()
        self._room.questions.vote(seat.id, statement, form.get("choice", ""))
        return self._words("statement.taken")

    def _check_open(self) -> None:
        state = self._room.state
        if not state.takes_input:
            raise RefusedError("closed" if state.frozen is None else "frozen")

    def _vote(self, seat: Seat, form: Form) -> str:
        room = self._room
        phase, key = form.get("phase", ""), form.get("key", "")
        room.ballots.take(seat.id, phase, form, room.state, key=key)
        room.count_soon()
        return self._words("vote.taken")

    def _erase(self, seat: Seat, form: Form) -> str:
        room, vote = self._room, self._room.state.vote
        if vote is None:
            raise RefusedError("closed")
        room.ballots.erase(seat.id, vote)
        room.count_soon()
        return self._words("vote.erased")

    def _name(self, seat: Seat, form: Form) -> str:
        self._room.seats.reroll(seat)
        self._room.show_teacher("seat")
        return self._words("me.renamed")

    def _help(self, seat: Seat, form: Form) -> str:
        room = self._room
        room.seats.change(seat, helped=not seat.helped)
        room.show_teacher("seat")
        room.tell_seat(seat.id)
        return self._words("me.help_off" if seat.helped else "me.help_on")

    def _leave(self, seat: Seat, form: Form) -> str:
        self._house.orders.seats.leave(seat.id)
        return ""

    def _ask(self, kind: ItemKind, seat: Seat, form: Form) -> str:
        room, text = self._room, form.get("text", "")
        if kind == "question" and not room.state.takes_questions:
            raise RefusedError("closed")
        flags = [one.kind for one in self._house.guard.flags(text, by_student=True)]
        room.questions.ask(seat.id, kind, text, key=form.get("key", ""), flags=flags)
        room.tell_seat(seat.id)
        room.show_teacher("queue")
        return self._words("ask.taken")

    def _wish(self, seat: Seat, form: Form) -> str:
        room, persona = self._room, form.get("persona", "")
        if persona and persona not in room.cues:
            raise RefusedError("persona")
        room.wishes.pop(seat.id, None)
        if persona:
            room.wishes[seat.id] = persona
        elif seat.id == room.granted:
            self._house.orders.seats.take_back(seat.id)
        room.tell_seat(seat.id)
        room.show_teacher("seat")
        return self._words("wish.taken" if persona else "wish.gone")

    def _line(self, seat: Seat, form: Form) -> str:
        text = one_line(form.get("text", ""))
        if not text or len(text) > MOST_LINE:
            raise RefusedError("long" if text else "empty")
        self._house.desk.person.say(seat.id, text)
        return self._words("line.taken")

"""What the teacher orders, by a button or typed: words of the room, and lines for the panel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from smile_commons.room.classroom import Room
from smile_commons.room.desk import Desk
from smile_commons.room.publishing import Published
from smile_commons.room.question_orders import QuestionOrders
from smile_commons.room.refusal import RefusedError
from smile_commons.room.seat_orders import SeatOrders

MOST_MINUTES = 180


@dataclass(slots=True)
class Orders:
    """Does what the teacher orders; the phrases tell what there is, below ``help``.

    Args:
        room, desk, published: of the lesson.
        start: begins the play, or goes on with it after the model failed.
        close: called once the teacher has closed the room.
    """

    room: Room
    desk: Desk
    published: Published
    start: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None
    questions: QuestionOrders = field(init=False)
    seats: SeatOrders = field(init=False)

    def __post_init__(self) -> None:
        self.room.when_over = self._cancel
        self.questions = QuestionOrders(self.room, self.desk)
        self.seats = SeatOrders(self.room, self.desk)

    def do(self, order: str, about: str | None = None) -> None:
        """Does it, or puts it in line for the panel.

        Args:
            order: its word, and what follows it.
            about: the held line that whoever gives it has before them, by its id; empty: none.
                None: they did not say; an order about a line is not taken then.

        Raises:
            RefusedError: it is none, or cannot be done now; the message says what would be right.
        """
        order = " ".join(order.split())
        word, _, rest = order.partition(" ")
        own = self._words().get(word)
        if own is not None:
            own(rest)
        else:
            self.desk.orders.give(order or "go", about=about)

    def _words(self) -> Mapping[str, Callable[[str], None]]:
        room = self.room
        return {
            "open": self._open,
            "close": self._close,
            "back": lambda _: room.go_back(),
            "show": self._show,
            "wall": self._wall,
            "freeze": lambda why: room.move(room.state.froze(why or "teacher")),
            "thaw": lambda _: room.move(room.state.thawed()),
            "break": lambda _: room.move(room.state.paused("break")),
            "questions": lambda _: room.move(room.state.paused("questions")),
            "on": lambda _: room.move(room.state.paused("")),
            "box": self._box,
            "more": lambda minutes: room.box.more(_minutes(minutes or "1") * 60),
            "cancel": lambda _: self._cancel(),
            "resume": lambda _: self.start(),
            **self.questions.words(),
            **self.seats.words(),
        }

    def _open(self, rest: str) -> None:
        phase, _, reason = rest.partition(" ")
        if phase == "results":
            self._show(phase)
            return
        self.room.move(self.room.state.opened(phase, reason), reason)
        if phase == "debate":
            self.published.debate_opens()

    def _close(self, rest: str) -> None:
        if rest == "room":
            self.room.move(self.room.state.ended())
            self.room.seats.forget_tokens()
            self.close()
            return
        self.room.move(self.room.state.closed(rest))

    def _show(self, rest: str) -> None:
        if rest != "results":
            raise RefusedError("show_what")
        self.room.move(self.room.state.opened("results"))
        self.room.turn_wall(0)
        self.room.tell("results", {})

    def _wall(self, rest: str) -> None:
        """Turns the results on the wall over, one sentence a page."""
        if self.room.state.phase not in ("results", "closed"):
            raise RefusedError("no_results")
        if not (rest in ("next", "back") or rest.isdecimal()):
            raise RefusedError("wall_what")
        here = self.room.slide
        step = {"next": here + 1, "back": here - 1}
        self.room.turn_wall(step[rest] if rest in step else int(rest[:4]) - 1)

    def _box(self, rest: str) -> None:
        if rest == "off":
            self.room.box.stop()
        else:
            self.room.box.start(_minutes(rest) * 60)

    def _cancel(self) -> None:
        """What waits for the panel is taken back: its questions wait for the teacher again."""
        for order in self.desk.orders.withdraw():
            self.questions.waits_again(order.item)
            self.seats.take_back(order.seat)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= MOST_MINUTES:
        raise RefusedError("minutes")
    return minutes

"""What the teacher orders, by a button or typed: words of the room, and lines for the panel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smile_commons.errors import InputError
from smile_commons.room.classroom import Room
from smile_commons.room.desk import Desk
from smile_commons.room.publishing import Published
from smile_commons.room.records import POSITIONS, Item, VotePhase

HELP: Mapping[str, str] = {
    "(empty), go": "let the held line out",
    "open before|debate|after [REASON]": "begin a part of the lesson; a vote again, with a reason",
    "close before|after": "end a vote; the next part is opened on its own",
    "show results": "show everybody what moved",
    "close room": "end the lesson: seats cannot come in again as who they were",
    "freeze [REASON], thaw": "everything stands still; on from there",
    "break, questions, on": "no new line meanwhile; take the debate up again",
    "box MINUTES, more MINUTES, box off": "a time box: announced, never a cut",
    "approve ID [to NAME] [as whisper]": "a question comes in: said to all, put to one, whispered",
    "refuse ID repeats|off|names|hurts|later": "its author alone is told why",
    "merge ID ID": "the first is the same as the second",
    "statement TEXT": "a sentence for the class to agree with or not",
    "reason SEAT ARTICLE": "a reason may be printed in the results; once more takes that back",
    "grant SEAT as NAME, withdraw SEAT": "a student speaks for a persona once; not after all",
    "line TEXT": "what the person in the seat says, typed for them",
    "erase SEAT": "a seat, its votes and questions are gone",
    "paper N before|after ARTICLE=POSITION …": "a ballot from paper",
    "resume": "go on after the model failed",
    "cancel": "take back the orders that wait",
    "next, direct, whisper, narrate, note": "for the panel, as at `commons play --desk`",
    "retake, choose N, edit TEXT, undo [N]": "of the held line; undo 2 strikes lines that are out",
}
"""The orders, with what they do."""


@dataclass(slots=True)
class Orders:
    """Does what the teacher orders.

    Args:
        room, desk, published: of the lesson.
        close: ends the lesson, once the teacher closes the room.
    """

    room: Room
    desk: Desk
    published: Published
    start: Callable[[], None] = lambda: None
    """Begins the play, or goes on with it after the model failed."""
    close: Callable[[], None] = lambda: None

    def do(self, order: str) -> None:
        """Does it, or puts it in line for the panel.

        Raises:
            InputError: it is none, or cannot be done now; the message says what would be right.
        """
        order = " ".join(order.split())
        word, _, rest = order.partition(" ")
        own = self._words().get(word)
        if own is not None:
            own(rest)
        else:
            self.desk.give(order or "go")

    def _words(self) -> Mapping[str, Callable[[str], None]]:
        return {
            "open": self._open,
            "close": self._close,
            "show": self._show,
            "freeze": lambda why: self.room.move(self.room.state.froze(why or "teacher")),
            "thaw": lambda _: self.room.move(self.room.state.thawed()),
            "break": lambda _: self.room.move(self.room.state.paused("break")),
            "questions": lambda _: self.room.move(self.room.state.paused("questions")),
            "on": lambda _: self.room.move(self.room.state.paused("")),
            "box": self._box,
            "more": lambda minutes: self.room.box.more(_minutes(minutes or "1") * 60),
            "approve": self._approve,
            "refuse": self._refuse,
            "merge": self._merge,
            "statement": self._statement,
            "reason": self._reason,
            "grant": self._grant,
            "withdraw": self._withdraw,
            "line": lambda text: self.desk.say("", text),
            "erase": self._erase,
            "paper": self._paper,
            "cancel": lambda _: self.desk.withdraw(),
            "resume": lambda _: self.start(),
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
            raise InputError(f"show results, not {rest!r}")
        self.room.move(self.room.state.opened("results"))
        self.room.tell("results", {})

    def _box(self, rest: str) -> None:
        if rest == "off":
            self.room.box.stop()
        else:
            self.room.box.start(_minutes(rest) * 60)

    def _approve(self, rest: str) -> None:
        id, _, how = rest.partition(" ")
        item = self.room.questions.get(id)
        if item.state not in ("held", "refused"):
            raise InputError(f"{id} is {item.state} already")
        if item.kind == "statement":
            self.room.questions.check_room()
            self.room.change(item, state="approved", reason=None)
            self.room.tell("statement", {"id": item.id, "text": item.text}, "seats")
            return
        if self.room.state.phase not in ("before", "debate"):
            raise InputError("the debate is over; what was not asked stays in the list")
        whisper = how.endswith("as whisper")
        name = how.removesuffix("as whisper").strip().removeprefix("to ").strip()
        who = self._persona(name) if name else None
        if whisper and who is None:
            raise InputError(f"approve {id} to WHOM as whisper?")
        self._bring_in(item, who, whisper=whisper)

    def _bring_in(self, item: Item, who: str | None, *, whisper: bool) -> None:
        """Student text is data to the model: quoted, bounded, on one line."""
        words, cue = self.room.wording, self.room.cues.get(who or "", "")
        text = item.text.replace('"', "'")
        how = "whisper" if whisper else "moderator" if who else "narration"
        self.room.change(item, state="approved", reason=None, to=who, how=how)
        if whisper:
            self.desk.give(f"whisper {who} {words('class.whispers', text=text)}", item.id)
        elif who is None:
            self.desk.give(f"narrate {words('class.asks', text=text)}", item.id)
        else:
            self.desk.give(f"narrate {words('class.asks_one', who=cue, text=text)}")
            self.desk.give(f'next {who} answer on "{text}"', item.id)

    def again(self) -> None:
        """Puts in line what was approved before the room was started again."""
        for item in self.room.questions.items:
            if item.kind == "question" and item.state == "approved" and item.how:
                self._bring_in(item, item.to, whisper=item.how == "whisper")

    def _refuse(self, rest: str) -> None:
        id, _, reason = rest.partition(" ")
        self.room.questions.refuse(id, reason)
        self.room.change(self.room.questions.get(id))

    def _merge(self, rest: str) -> None:
        id, _, other = rest.partition(" ")
        if id == other:
            raise InputError("merge ID with another ID")
        into = self.room.questions.get(other)
        item = self.room.questions.get(id)
        self.room.change(item, state="refused", reason="repeats", into=into.id)

    def _statement(self, text: str) -> None:
        if not text:
            raise InputError("which? statement Nobody may be treated before they can say yes.")
        number = len(self.room.questions.items) + 1
        self.room.questions.put_up(f"s-{number}", text)
        self.room.tell("statement", {"id": f"s-{number}", "text": text}, "seats")
        self.room.show_teacher("queue")

    def _reason(self, rest: str) -> None:
        name, _, article = rest.rpartition(" ")
        seat = self.room.seats.named(name)
        self.room.approve_reason(seat.id, article)

    def _grant(self, rest: str) -> None:
        name, _, persona = rest.rpartition(" as ")
        seat, who = self.room.seats.named(name), self._persona(persona)
        if self.room.state.phase != "debate":
            raise InputError("seats are for the debate")
        self.room.wishes = {seat.id: who}
        self.desk.give(f"sit {who}")
        self.desk.give(f"next {who}")
        self.room.tell_seat(seat.id)
        self.room.show_teacher("seat")

    def _withdraw(self, name: str) -> None:
        seat = self.room.seats.named(name)
        self.room.wishes.pop(seat.id, None)
        if self.room.seated is not None and self.room.seated[0] == seat.id:
            self.room.seated = None
        self.room.tell_seat(seat.id)
        self.room.show_teacher("seat")
        self.room.ring()

    def _erase(self, name: str) -> None:
        seat = self.room.seats.named(name)
        leave(self.room, seat.id)

    def _paper(self, rest: str) -> None:
        number, _, left = rest.partition(" ")
        phase, _, given = left.partition(" ")
        if not number.isdecimal() or phase not in ("before", "after"):
            raise InputError("paper 7 before elixirs=0.5 genuine=-1")
        positions = dict(_marked(one) for one in given.split())
        if not positions:
            raise InputError("paper 7 before ARTICLE=POSITION")
        vote: VotePhase = "before" if phase == "before" else "after"
        seat = self.room.seats.paper(int(number))
        self.room.ballots.put_in(seat.id, vote, positions)
        self.room.count_soon()

    def _persona(self, name: str) -> str:
        for who, cue in self.room.cues.items():
            if name.casefold() in (who.casefold(), cue.casefold()):
                return who
        raise InputError(f"{name!r} is not in the cast: {', '.join(self.room.cues.values())}")


def leave(room: Room, seat: str) -> None:
    """A seat goes, and what it voted, asked and chose with it."""
    known = room.seats.get(seat)
    if known is None:
        return
    room.ballots.drop(seat)
    room.questions.drop(seat)
    room.wishes.pop(seat, None)
    room.seats.change(known, left=True)
    room.hub.show("gone", {}, f"seat:{seat}")
    room.count_soon()
    room.show_teacher("queue", "seat")
    room.ring()


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 180:
        raise InputError(f"minutes, up to 180, not {text!r}")
    return minutes


def _marked(text: str) -> tuple[str, float | None]:
    article, _, value = text.partition("=")
    if value == "none":
        return article, None
    try:
        position = float(value)
    except ValueError:
        position = 9.0
    if position not in POSITIONS:
        raise InputError(f"{text}: {', '.join(f'{one:g}' for one in POSITIONS)} or none")
    return article, position

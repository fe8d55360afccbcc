"""Orders about what the class asks and claims: let in, refused, taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smile_commons.room.classroom import Room
from smile_commons.room.desk import Desk
from smile_commons.room.personas import persona
from smile_commons.room.records import Item
from smile_commons.room.refusal import RefusedError


@dataclass(slots=True)
class QuestionOrders:
    """Does them.

    Args:
        room, desk: of the lesson.
    """

    room: Room
    desk: Desk

    def words(self) -> Mapping[str, Callable[[str], None]]:
        """The orders, by their first word."""
        return {
            "approve": self._approve,
            "refuse": self._refuse,
            "merge": self._merge,
            "wait": self._wait,
            "statement": self._statement,
        }

    def again(self) -> None:
        """Puts in line what was approved before the room was started again."""
        for item in self.room.questions.items:
            if item.kind == "question" and item.state == "approved" and item.how:
                self._bring_in(item, item.to, whisper=item.how == "whisper")

    def waits_again(self, id: str) -> None:
        """A question that the panel has not been asked yet waits for the teacher."""
        if id and self.room.questions.get(id).state == "approved":
            self._hold(self.room.questions.get(id))

    def _approve(self, rest: str) -> None:
        id, _, how = rest.partition(" ")
        item = self.room.questions.get(id)
        if item.state not in ("held", "refused"):
            raise RefusedError("item_decided", id=id)
        if item.kind == "statement":
            self.room.questions.check_room()
            self.room.change(item, state="approved", reason=None)
            self.room.tell("statement", {"id": item.id, "text": item.text}, "seats")
            return
        if self.room.state.phase not in ("before", "debate") or self.room.state.doing == "over":
            raise RefusedError("debate_over")
        whisper = how.endswith("as whisper")
        name = how.removesuffix("as whisper").strip().removeprefix("to ").strip()
        who = persona(self.room, name) if name else None
        if whisper and who is None:
            raise RefusedError("whisper_whom", id=id)
        self._bring_in(item, who, whisper=whisper)

    def _bring_in(self, item: Item, who: str | None, *, whisper: bool) -> None:
        """Student text is data to the model: quoted, bounded, on one line."""
        words, cue = self.room.wording, self.room.cues.get(who or "", "")
        text = item.text.replace('"', "'")
        how = "whisper" if whisper else "moderator" if who else "narration"
        self.room.change(item, state="approved", reason=None, to=who, how=how)
        if whisper:
            self.desk.orders.give(f"whisper {who} {words('class.whispers', text=text)}", item.id)
        elif who is None:
            self.desk.orders.give(f"narrate {words('class.asks', text=text)}", item.id)
        else:
            self.desk.orders.give(f"narrate {words('class.asks_one', who=cue, text=text)}")
            self.desk.orders.give(f'next {who} answer on "{text}"', item.id)

    def _refuse(self, rest: str) -> None:
        id, _, reason = rest.partition(" ")
        item = self.room.questions.get(id)
        if item.state not in ("held", "refused"):
            raise RefusedError("item_decided", id=id)
        self.room.questions.refuse(id, reason)
        self.room.change(self.room.questions.get(id))

    def _merge(self, rest: str) -> None:
        id, _, other = rest.partition(" ")
        if id == other:
            raise RefusedError("merge_other")
        into = self.room.questions.get(other)
        item = self.room.questions.get(id)
        if item.state not in ("held", "refused"):
            raise RefusedError("item_decided", id=id)
        self.room.change(item, state="refused", reason="repeats", into=into.id)

    def _wait(self, id: str) -> None:
        """Takes a decision back: what the class or the panel has not heard can still be."""
        item = self.room.questions.get(id)
        if item.state == "held":
            raise RefusedError("item_waits", id=id)
        if item.state in ("asked", "answered"):
            raise RefusedError("item_out", id=id)
        if item.kind == "statement" and item.state == "approved":
            self.room.tell("statement", {"id": item.id, "text": "", "gone": True}, "seats")
        elif item.state == "approved" and not self.desk.orders.withdraw_item(id):
            raise RefusedError("item_out", id=id)
        self._hold(item)

    def _hold(self, item: Item) -> None:
        self.room.change(item, state="held", reason=None, to=None, how=None, into=None)

    def _statement(self, text: str) -> None:
        if not text:
            raise RefusedError("statement_which")
        number = len(self.room.questions.items) + 1
        self.room.questions.put_up(f"s-{number}", text)
        self.room.tell("statement", {"id": f"s-{number}", "text": text}, "seats")
        self.room.show_teacher("queue")

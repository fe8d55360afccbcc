"""What the class asks and claims: in a queue until the teacher decides."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from smile_commons.room.folding import one_line
from smile_commons.room.journal import Lines
from smile_commons.room.records import (
    QUEUE,
    REASONS,
    STATEMENT_VOTES,
    Choice,
    Item,
    ItemKind,
    StatementVote,
    read_items,
    read_statement_votes,
)
from smile_commons.room.refusal import RefusedError

MOST_SIGNS = 200
MOST_OPEN = 3
"""Questions of a seat that wait."""
MOST_STATEMENTS = 24


class QuestionBox:
    """``queue.jsonl`` and ``statement_votes.jsonl`` of a room."""

    def __init__(self, folder: Path) -> None:
        self._lines, self._votes = Lines(folder / QUEUE), Lines(folder / STATEMENT_VOTES)
        self._items = {one.id: one for one in read_items(folder)}
        self.statement_votes = read_statement_votes(folder)

    @property
    def items(self) -> list[Item]:
        """All, in the order in which they came."""
        return list(self._items.values())

    def held(self) -> list[Item]:
        """Those the teacher has not decided on."""
        return [one for one in self._items.values() if one.state == "held"]

    def of(self, seat: str) -> list[Item]:
        """A seat's own."""
        return [one for one in self._items.values() if one.seat == seat]

    def shown(self) -> list[Item]:
        """The statements that the class votes on."""
        return [one for one in self._items.values()
                if one.kind == "statement" and one.state == "approved"]  # fmt: skip

    def get(self, id: str) -> Item:
        """One by its id.

        Raises:
            RefusedError: there is none.
        """
        if id not in self._items:
            raise RefusedError("item_unknown", id=id[:20])
        return self._items[id]

    def ask(
        self, seat: str, kind: ItemKind, text: str, *, key: str, flags: Sequence[str] = ()
    ) -> Item:
        """Puts it into the queue; the same form sent twice is one question.

        Raises:
            RefusedError: it is empty or too long, or too many of this seat wait.
        """
        sent = sha256(f"{seat}/{key}".encode("utf-8", "replace")).hexdigest()
        id = f"{'q' if kind == 'question' else 't'}-{sent[:6]}"
        if id in self._items:
            return self._items[id]
        text = one_line(text)
        if not text:
            raise RefusedError("empty")
        if len(text) > MOST_SIGNS:
            raise RefusedError("long")
        if len([one for one in self.of(seat) if one.state == "held"]) >= MOST_OPEN:
            raise RefusedError("many")
        return self.write(Item(id, kind, seat, text, "held", flags=tuple(flags)))

    def put_up(self, id: str, text: str) -> None:
        """A statement of the teacher's or the lesson's, shown at once; one that is there stays.

        Raises:
            RefusedError: there are as many as a class can answer.
        """
        if id not in self._items:
            self.check_room()
            self.write(Item(id, "statement", "", " ".join(text.split()), "approved"))

    def write(self, item: Item) -> Item:
        """The item as it stands from now on, on the disk."""
        self._lines.append([item.to_dict()])
        self._items[item.id] = item
        return item

    def check_room(self) -> None:
        """Whether there is room for one statement more.

        Raises:
            RefusedError: there is not.
        """
        if len(self.shown()) >= MOST_STATEMENTS:
            raise RefusedError("statements_full", most=MOST_STATEMENTS)

    def refuse(self, id: str, reason: str) -> Item:
        """Not this one, for one of the reasons that are told to whoever asked.

        Raises:
            RefusedError: there is no such question or reason.
        """
        if reason not in REASONS:
            raise RefusedError("refuse_why", id=id[:20], reasons=", ".join(REASONS))
        return self.write(replace(self.get(id), state="refused", reason=reason))

    def vote(self, seat: str, statement: str, choice: str) -> None:
        """A seat's choice on a statement; the last one counts.

        Raises:
            RefusedError: there is no such statement or choice.
        """
        if statement not in {one.id for one in self.shown()}:
            raise RefusedError("statement")
        made: Choice
        if choice == "agree":
            made = "agree"
        elif choice == "disagree":
            made = "disagree"
        elif choice == "pass":
            made = "pass"
        else:
            raise RefusedError("choice")
        self._note(StatementVote(seat, statement, made))

    def choice(self, seat: str, statement: str) -> Choice | None:
        """What a seat chose last."""
        for one in reversed(self.statement_votes):
            if (one.seat, one.statement) == (seat, statement):
                return one.choice
        return None

    def drop(self, seat: str) -> None:
        """Deletes what a seat asked and chose, from the files too; what the class has seen stays,
        and is nobody's any more.
        """
        self._items = {
            id: replace(one, seat="") if one.seat == seat else one
            for id, one in self._items.items()
            if one.seat != seat or one.state in ("approved", "asked", "answered")
        }
        self.statement_votes = [one for one in self.statement_votes if one.seat != seat]
        self._lines.rewrite([one.to_dict() for one in self._items.values()])
        self._votes.rewrite([one.to_dict() for one in self.statement_votes])

    def close(self) -> None:
        """Closes the files."""
        self._lines.close()
        self._votes.close()

    def _note(self, vote: StatementVote) -> None:
        self._votes.append([vote.to_dict()])
        self.statement_votes.append(vote)

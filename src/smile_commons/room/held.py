"""A line that the class has not seen, and which orders are about it.

An order about a line names the line that whoever gives it has read. A line that came in the place
of that one is another, also where it stands at the same turn: after a retake, or when a button was
pressed twice and the model is quick.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from smile_commons.room.refusal import RefusedError

ABOUT_A_LINE = frozenset({"", "go", "undo", "retake", "choose", "edit"})
"""Orders that mean a line that is looked at."""
OF_A_MODEL = frozenset({"retake", "choose"})
"""Those of them that only a model's line has: nobody speaks again in a person's place."""
DECIDES = frozenset({"", "go", "undo"})
"""Those of them after which it is held no more."""
READ_WITHIN = 0.5
"""Seconds that a line is there before it can be let out: nobody reads faster, and the second press
of a double click comes within them."""


@dataclass(frozen=True, slots=True)
class Held:
    """A line that the class has not seen, as the teacher sees it."""

    turn: int
    speaker: str
    cue: str
    text: str
    label: str
    why: str
    memories: tuple[str, ...]
    takes: tuple[Mapping[str, Any], ...]
    """``n``, ``text``, ``chosen``, ``flags``."""
    flags: tuple[str, ...]
    """In words; a line with flags is never let out by itself."""
    by: str = "agent"
    to: tuple[str, ...] = ()
    """The cues of whom it is spoken to."""
    by_person: bool = False
    """Whether the words came from somebody in the persona's seat, edited or not."""
    auto: float | None = None
    """Seconds until it is let out by itself; None: it waits."""

    @property
    def id(self) -> str:
        """Of this line in these words: its turn, and four signs of what it says."""
        digest = hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()
        return f"{self.turn}-{digest[:4]}"

    def to_dict(self) -> dict[str, Any]:
        """As the teacher's page is told it."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {"id": self.id, **fields}


class Flagged(Protocol):
    """What the guard found in a text."""

    @property
    def kind(self) -> str: ...
    @property
    def found(self) -> str: ...


class Guards(Protocol):
    """Sorts texts; see ``guard.Guard``."""

    def flags(
        self, text: str, *, heard: Sequence[str] = (), by_student: bool = False
    ) -> Sequence[Flagged]: ...


@dataclass(frozen=True, slots=True)
class Order:
    """A line for the panel."""

    line: str
    item: str = ""
    """The question that it brings in."""
    about: str | None = None
    """The held line that it means, by its id; empty: none was held; None: it means no line."""
    seat: str = ""
    """Whose way to a persona's seat it is part of."""

    @property
    def word(self) -> str:
        """What it begins with."""
        return first_word(self.line)


def first_word(line: str) -> str:
    """The word that says what a line orders; empty for the bare Enter key."""
    return line.strip().partition(" ")[0]


def check(order: Order, held: Held | None, since: float, waiting: Sequence[Order]) -> None:
    """Whether an order about a held line means the one that is held.

    Args:
        order: as it was given.
        held: the line that is held now.
        since: seconds for which it has been there.
        waiting: orders that the panel has not taken yet.

    Raises:
        RefusedError: it does not, or the line has only just come.
    """
    word = order.word
    if word in ("takes", "why", "help", "quit"):
        raise RefusedError("terminal", word=word)
    if word not in ABOUT_A_LINE:
        return
    if held is None:
        if order.about:
            raise RefusedError("line_gone")
        if word != "undo":  # without a held line it strikes one that is out
            raise RefusedError("not_held")
        return
    if order.about != held.id:
        raise RefusedError("which_line" if not order.about else "line_gone")
    if held.by_person and word in OF_A_MODEL:
        raise RefusedError("persons_line")
    if word in ("", "go") and order.line.strip() not in ("", "go"):
        raise RefusedError("one_go")
    if word in ("", "go") and since < READ_WITHIN:
        raise RefusedError("line_new")
    if any(one.about == held.id and one.word in DECIDES for one in waiting):
        raise RefusedError("line_decided")

"""A line that the class has not seen, and the orders that it and the panel are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from smile_commons.dialogues.order_lines import Seen, read_order
from smile_commons.errors import InputError


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
    auto: float | None = None
    """Seconds until it is let out by itself; None: it waits."""

    def to_dict(self) -> dict[str, Any]:
        """As the teacher's page is told it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class Flagged(Protocol):
    """What the guard found in a text."""

    @property
    def kind(self) -> str: ...
    @property
    def found(self) -> str: ...


class Guards(Protocol):
    """Sorts texts; see ``guard.Guard``."""

    def flags(self, text: str, *, heard: Sequence[str] = ()) -> Sequence[Flagged]: ...


@dataclass(frozen=True, slots=True)
class Order:
    """A line for the panel."""

    line: str
    item: str = ""
    """The question that it brings in."""


def check(line: str, seen: Seen, *, is_held: bool) -> None:
    """Whether a line is an order that the panel can be given at its next moment.

    Raises:
        InputError: it is not.
    """
    word = line.strip().partition(" ")[0]
    if word in ("retake", "choose", "edit", "") and not is_held:
        raise InputError("no line is held; wait for the next one")
    if word == "go" and (not is_held or line.strip() != "go"):
        raise InputError("`go` lets a held line out, one at a time")
    if word in ("takes", "why", "help", "quit"):
        raise InputError(f"`{word}` is for a terminal; the page shows it")
    read_order(line, seen)

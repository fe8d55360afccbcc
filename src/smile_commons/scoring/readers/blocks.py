"""Texts of heads and lines: a head tells who speaks, the lines under it what is said.

Inside a speech no time must stand, nor the label of another speaker. A reader that meets such a
line has misread the file, or would give somebody's words to another. So the file is refused, and
the line is named.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from smile_commons.errors import InputError
from smile_commons.scoring.readers.transcript import fault

Head = TypeVar("Head")


@dataclass(slots=True)
class Block(Generic[Head]):
    """A head and the lines under it, each with its number."""

    place: int
    head: Head
    rows: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


Before = Callable[[int, str], None]


def blocks(
    rows: Iterable[str], head_of: Callable[[int, str], Head | None], before: Before
) -> Iterator[Block[Head]]:
    """The blocks of a text.

    Args:
        rows: its lines.
        head_of: what a line of that number says as a head; None: it is none.
        before: is told of each line over the first head.
    """
    current: Block[Head] | None = None
    for place, row in enumerate(rows, start=1):
        head = head_of(place, row)
        if head is not None:
            if current is not None:
                yield current
            current = Block(place, head)
        elif current is not None:
            current.rows.append((place, row))
        else:
            before(place, row)
    if current is not None:
        yield current


HALF = r"(?:[  ]?(?:[AaPp]\.?[  ]?[Mm]\.?|午前|午後|上午|下午|오전|오후|ص|م))"
"""Which half of the day, where clocks have twelve hours."""
CLOCK = rf"\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:[.,]\d{{1,6}})?{HALF}?"
DATE = r"\d{1,4}[./-][  ]?\d{1,2}[./-][  ]?\d{1,4}\.?"

_SPAN = re.compile(r"-->|^\s*\d{1,2}:\d{2}:\d{2}[.,]\d{3},\d{1,2}:\d{2}:\d{2}")
_STAMP = re.compile(
    rf"^\s*[\[(<]?(?:{DATE}[,،]?[  ]+(?:\w{{1,4}}\s)?(?:{HALF}\s?)?{CLOCK}"
    rf"|{CLOCK},?[  ]+{DATE}|\d{{4}}-\d\d-\d\dT\d\d:\d\d)"
)
_TIME = re.compile(rf"^\s*[\[(]?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[.,]\d+)?{HALF}?(?:[\])]|\s|$)")
_IRC = re.compile(r"^\s*(?:\[?[\d:]+\]?\s*)?<[@+%&~ ]?[^\s<>/]{1,32}>\s")
_ZOOM = re.compile(r"^\s*(?:[\d:]+\s+)?From\s+\S.{0,80}\s+to\s+\S.{0,80}:", re.IGNORECASE)


def refuse_leftover(
    row: str, place: int, file: str, others: Collection[str] = (), *, clocks: bool = True
) -> None:
    """Refuses a line inside a speech that looks like a time or like another speaker's label.

    Args:
        row: the line.
        place: its number.
        file: as faults name it.
        others: the names of the other speakers of the file.
        clocks: whether a time of day alone, at the start of a line, counts; chats that put a
            date before each message hold agendas.

    Raises:
        InputError: it looks like one.
    """
    if _SPAN.search(row) or _STAMP.match(row) or (clocks and _TIME.match(row)):
        raise _refusal(row, place, file, "a time")
    label = row.strip().partition(":")[0].strip() if ":" in row else ""
    if label in others or _IRC.match(row) or _ZOOM.match(row):
        raise _refusal(row, place, file, "the label of another speaker")


def _refusal(row: str, place: int, file: str, what: str) -> InputError:
    said = f"a speech holds what looks like {what}: {row.strip()[:80]!r}"
    hint = "begin it as the other speeches of this file begin, or take the line out"
    return fault(file, place, "", said, hint)

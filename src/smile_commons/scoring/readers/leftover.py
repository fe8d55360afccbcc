"""What must not stand inside a speech: a time, or the label of another speaker.

A reader that meets such a line has misread the file, or would give somebody's words to another.
So the file is refused, and the line is named.
"""

import re
from collections.abc import Collection

from smile_commons.errors import InputError
from smile_commons.scoring.readers.transcript import fault

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

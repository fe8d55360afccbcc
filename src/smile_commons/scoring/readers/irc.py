"""Logs of IRC: irssi, WeeChat, ZNC, HexChat and their kin."""

import re

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.transcript import fault

_TIME = (
    r"(?:\[?(?:\d{4}-\d\d-\d\d[T ]|[A-Z][a-z]{2}\s+\d{1,2}\s+)?\d{1,2}:\d{2}(?::\d{2})?"
    r"(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?(?:\s?[AaPp][Mm])?\]?\s+)"
)
_SAID = re.compile(rf"^{_TIME}?<\s?[@+%&~!]?(?P<who>[^\s<>][^<>]{{0,63}})>\s(?P<said>.*)$")
_TABBED = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\t[@+%&~!]?(?P<who> ?[^\s\t]{1,64})\t(?P<said>.*)$"
)
"""WeeChat; its own words stand under an arrow in the place of the name."""
_ARROWS = {"-->", "<--", "--", "-!-", "***", "=!=", "<->", "---"}
_SERVICE = re.compile(
    rf"^{_TIME}?(?:-!-|\*\*\*|-->|<--|---|--|==|-\S+-|→|←|⇐|\*\t|[•\*]\s\S+ "
    r"(?:\([^)]*\) )?(?:has )?(?:joined|left|quit|parted|is now known as|sets? mode)\b)"
)
_DONE = re.compile(rf"^{_TIME}?\s*[*•]\s+\S")


def recognises(given: Given) -> bool:
    """Whether somebody speaks in angle brackets, and most lines are of this kind."""
    rows = [row for row in given.rows[:200] if row.strip()]
    said = sum(_split(row) is not None for row in rows)
    known = said + sum(bool(_is_other(row)) for row in rows)
    return said > 0 and known >= 0.6 * len(rows)


def read(given: Given) -> list[Conversation]:
    """What was said; joins, parts and modes are counted, and so is what was done.

    Raises:
        InputError: a line is neither.
    """
    into = Conversation(None, given.file)
    for place, row in enumerate(given.rows, start=1):
        said = _split(row)
        if said is not None:
            into.say(spoken(*said), place)
        elif other := _is_other(row):
            into.pass_over(other)
        elif row.strip():
            message = f"is no line of a log: {row.strip()[:80]!r}"
            raise fault(given.file, place, "", message, "[12:30] <NAME> text")
    return [into]


def _split(row: str) -> tuple[str, str] | None:
    found = _SAID.match(row) or _TABBED.match(row)
    if found is None or found["who"] in _ARROWS or set(found["who"]) <= {"*", "-", "=", " "}:
        return None
    return found["who"], found["said"]


def _is_other(row: str) -> str | None:
    tabbed = _TABBED.match(row)
    if tabbed:
        return Passed.DIRECTIONS if tabbed["who"].strip() == "*" else Passed.SERVICE
    if _SERVICE.match(row):
        return Passed.SERVICE
    return Passed.DIRECTIONS if _DONE.match(row) else None

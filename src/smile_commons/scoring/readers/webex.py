"""The chat of a Webex meeting: ``from NAME to everyone:    7:02 PM`` over each message."""

import re

from smile_commons.scoring.readers.conversation import Conversation, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.leftover import CLOCK, refuse_leftover
from smile_commons.scoring.readers.transcript import fault

_ALONE = r"(?: \((?P<{}>privately)\))?"
_HEAD = re.compile(
    rf"^\s*from (?P<who>\S.{{0,119}}?){_ALONE.format('from')} to (?P<whom>\S.{{0,119}}?)"
    rf"{_ALONE.format('to')}:\s+{CLOCK}\s*$",
    re.IGNORECASE,
)
_EVERYONE = {"everyone", "all participants", "all attendees", "all panelists"}


def recognises(given: Given) -> bool:
    """Whether the first line is the head of a message."""
    return bool(_HEAD.match(given.first))


def read(given: Given) -> list[Conversation]:
    """The messages; who hears one alone is kept.

    Raises:
        InputError: a message holds what looks like another one, or its head has two readings.
    """
    into = Conversation(None, given.file)
    head: tuple[int, str, list[str]] | None = None
    said = list[str]()
    for place, row in enumerate(given.rows, start=1):
        found = _HEAD.match(row)
        if found is None:
            refuse_leftover(row, place, given.file)
            said.append(row.strip())
            continue
        _add(head, said, into)
        if found["who"].count(" to ") or found["whom"].count(" to "):
            raise fault(given.file, place, "", f"has `to` in a name: {row.strip()[:80]!r}")
        alone = found["whom"].casefold() not in _EVERYONE
        head, said = (place, found["who"], [found["whom"]] if alone else []), []
    _add(head, said, into)
    return [into]


def _add(head: tuple[int, str, list[str]] | None, said: list[str], into: Conversation) -> None:
    if head is not None:
        place, who, to = head
        into.say(spoken(who, "\n".join(filter(None, said)), to, private=bool(to)), place)

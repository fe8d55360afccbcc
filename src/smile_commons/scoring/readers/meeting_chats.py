"""The chats of meetings: of Zoom, old and new, and of Webex.

``12:30:05 From NAME to EVERYONE: text``; ``from NAME to everyone:    7:02 PM`` over each message.
"""

import re
from collections.abc import Callable

from smile_commons.scoring.readers.blocks import CLOCK, blocks, refuse_leftover
from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.reader import Reader
from smile_commons.scoring.readers.transcript import fault

_FROM = r"(?:From|Von|De|Da|Van|Från|Fra|Od|От|Kimden)"
_TO = r"(?:to|an|a|à|para|aan|till|til|do|для|Kime)"
_ZOOM = re.compile(
    rf"^\s*(?:\d{{4}}-\d\d-\d\d\s+)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s?[AaPp]\.?[Mm]\.?)?\s+"
    rf"{_FROM}\s+(?P<rest>\S.*)$"
)
_NAME = r"(?:[^:]{1,120}?|.{1,120}?)"
_NEW = re.compile(
    rf"^(?P<who>.{{1,120}})\s{{1,3}}{_TO}\s{{1,3}}(?P<whom>{_NAME})\s{{0,3}}:\s{{0,3}}$"
)
_OLD = re.compile(
    rf"^(?P<who>{_NAME})(?:\s{{1,3}}{_TO}\s{{1,3}}(?P<whom>[^:]{{1,120}}?))?\s{{0,3}}:"
    r"(?:\s+(?P<said>.*))?$"
)
_PRIVATE = re.compile(r"\s*\((?:Direct Message|Privately|Direktnachricht|Privat|Mensaje directo"
                      r"|Message direct|Messaggio diretto|Privadamente|En privé)\)\s*$",
                      re.IGNORECASE)  # fmt: skip
_ALL_OF_ZOOM = {"everyone", "all panelists", "all", "alle", "todos", "tout le monde", "tutti",
             "iedereen", "alla", "wszyscy", "todas", "everyone in meeting", "hosts and panelists",
             "waiting room participants", "все", "herkes"}  # fmt: skip
_REACTION = re.compile(r"^(?:Reacted to|Removed an? .{1,20} reaction from) [\"“]")
_REPLY = re.compile(r"^Replying to [\"“].*[\"”]\s*$", re.DOTALL)
_ALONE = r"(?: \((?P<{}>privately)\))?"
_WEBEX = re.compile(
    rf"^\s*from (?P<who>\S.{{0,119}}?){_ALONE.format('from')} to (?P<whom>\S.{{0,119}}?)"
    rf"{_ALONE.format('to')}:\s+{CLOCK}\s*$",
    re.IGNORECASE,
)
_ALL_OF_WEBEX = {"everyone", "all participants", "all attendees", "all panelists"}

Head = tuple[str, str, str]
"""Who speaks, the one who alone hears it (or nobody), and the first words."""


def _reader(
    name: str,
    shape: "re.Pattern[str]",
    split: Callable[["re.Match[str]", int, str], Head],
    words_of: Callable[[list[str], Conversation], list[str] | None],
) -> Reader:
    """The reader of a chat whose heads are of a shape; who hears a message alone is kept."""

    def read(given: Given) -> list[Conversation]:
        into = Conversation(None, given.file)

        def head(place: int, row: str) -> Head | None:
            found = shape.match(row)
            return None if found is None else split(found, place, given.file)

        for one in blocks(given.rows, head, lambda place, row: None):
            for place, row in one.rows:
                refuse_leftover(row, place, given.file)
            who, whom, first = one.head
            words = words_of([first, *(row.strip() for _, row in one.rows)], into)
            if words is not None:
                said = spoken(who, "\n".join(words), [whom] if whom else [], private=bool(whom))
                into.say(said, one.place)
        return [into]

    return Reader(name, lambda given: bool(shape.match(given.first)), read)


def _words(rows: list[str], into: Conversation) -> list[str] | None:
    """The words of a message without the one that it answers; None: it is a reaction."""
    rows = [row for row in rows if row]
    if rows and _REACTION.match(rows[0]):
        into.pass_over(Passed.SERVICE)
        return None
    if len(rows) > 1 and _REPLY.match(rows[0]):
        into.pass_over(Passed.QUOTED)
        return rows[1:]
    return rows


def _zoom(found: "re.Match[str]", place: int, file: str) -> Head:
    rest = found["rest"]
    parts = _NEW.match(rest) or _OLD.match(rest)
    if parts is None:
        raise fault(file, place, "", "is no head of a message", "12:30:05 From NAME to NAME: text")
    whom = _PRIVATE.sub("", parts["whom"] or "").strip()
    said = parts.groupdict().get("said") or ""
    return parts["who"].strip(), "" if whom.casefold() in _ALL_OF_ZOOM else whom, said


def _webex(found: "re.Match[str]", place: int, file: str) -> Head:
    who, whom = found["who"], found["whom"]
    if who.count(" to ") or whom.count(" to "):
        raise fault(file, place, "", f"has `to` in a name: {found[0].strip()[:80]!r}")
    return who, "" if whom.casefold() in _ALL_OF_WEBEX else whom, ""


ZOOM = _reader("Zoom chat", _ZOOM, _zoom, _words)
WEBEX = _reader("Webex chat", _WEBEX, _webex, lambda rows, _: [*filter(None, rows)])

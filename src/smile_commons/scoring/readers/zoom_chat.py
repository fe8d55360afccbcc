"""The chat of a Zoom meeting: ``12:30:05 From NAME to EVERYONE: text``, old and new."""

import re

from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.leftover import refuse_leftover
from smile_commons.scoring.readers.transcript import fault

_FROM = r"(?:From|Von|De|Da|Van|Från|Fra|Od|От|Kimden)"
_TO = r"(?:to|an|a|à|para|aan|till|til|do|для|Kime)"
_HEAD = re.compile(
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
_EVERYONE = {"everyone", "all panelists", "all", "alle", "todos", "tout le monde", "tutti",
             "iedereen", "alla", "wszyscy", "todas", "everyone in meeting", "hosts and panelists",
             "waiting room participants", "все", "herkes"}  # fmt: skip
_REACTION = re.compile(r"^(?:Reacted to|Removed an? .{1,20} reaction from) [\"“]")
_REPLY = re.compile(r"^Replying to [\"“].*[\"”]\s*$", re.DOTALL)


def recognises(given: Given) -> bool:
    """Whether the first line is the head of a message."""
    return bool(_HEAD.match(given.first))


def read(given: Given) -> list[Conversation]:
    """The messages; who hears one alone is kept.

    Raises:
        InputError: a message holds what looks like another one, or a head is in no known form.
    """
    into = Conversation(None, given.file)
    head: tuple[int, str, str] | None = None
    said = list[str]()
    for place, row in enumerate(given.rows, start=1):
        found = _HEAD.match(row)
        if found:
            _add(head, said, into)
            who, whom, first = _split(found["rest"], place, given.file)
            head, said = (place, who, whom), [first]
        else:
            refuse_leftover(row, place, given.file)
            said.append(row.strip())
    _add(head, said, into)
    return [into]


def _add(head: tuple[int, str, str] | None, said: list[str], into: Conversation) -> None:
    if head is None:
        return
    place, who, whom = head
    rows = [row for row in said if row]
    if rows and _REACTION.match(rows[0]):
        into.pass_over(Passed.SERVICE)
        return
    if len(rows) > 1 and _REPLY.match(rows[0]):
        into.pass_over(Passed.QUOTED)
        rows = rows[1:]
    alone = bool(whom) and _PRIVATE.sub("", whom).strip().casefold() not in _EVERYONE
    to = [_PRIVATE.sub("", whom).strip()] if alone else []
    into.say(spoken(who, "\n".join(rows), to, private=alone), place)


def _split(rest: str, place: int, file: str) -> tuple[str, str, str]:
    """Speaker, hearer and the first words of a head."""
    if new := _NEW.match(rest):
        return new["who"].strip(), new["whom"], ""
    old = _OLD.match(rest)
    if old is None:
        raise fault(file, place, "", "is no head of a message", "12:30:05 From NAME to NAME: text")
    return old["who"].strip(), old["whom"] or "", old["said"] or ""

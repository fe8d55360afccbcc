"""Chats that imessage-exporter writes as text: a time, a name, then what was written."""

import re
from collections.abc import Iterator

from smile_commons.scoring.readers.blocks import Block, blocks, refuse_leftover
from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given

_HEAD = re.compile(
    r"^(?P<indent>[ \t]*)[A-Z][a-z]{2} \d{2}, \d{4}\s{1,2}\d{1,2}:\d{2}:\d{2} [AP]M"
    r"(?P<read> \(Read by .{1,80}\))?(?P<more> \S.*)?$"
)
_FILE = re.compile(r"^(?:~?/|[A-Za-z]:\\|attachments/)\S?.*\.\w{2,5}$")
_REPLY = "This message responded to an earlier message."
_UNSENT = re.compile(r"^(?:.{1,60} unsent (?:a|this) message!?|This message was deleted.*)$")
_REACTIONS = "Tapbacks:"


def recognises(given: Given) -> bool:
    """Whether the first line is a time as the program writes it."""
    return bool(_HEAD.match(given.first))


def read(given: Given) -> list[Conversation]:
    """The messages; answers that are shown a second time, reactions and files are counted.

    Raises:
        InputError: a message holds what looks like another one.
    """
    into = Conversation(None, given.file)
    for one in blocks(given.rows, lambda _, row: _HEAD.match(row), lambda _place, _row: None):
        if one.head["more"]:  # the program's own words
            into.pass_over(Passed.SERVICE)
        elif one.head["indent"]:  # once more, under the message that answers it
            into.pass_over(Passed.QUOTED)
        else:
            _add(one, into)
    return [into]


def _add(one: "Block[re.Match[str]]", into: Conversation) -> None:
    rows = [(place, row.rstrip()) for place, row in one.rows if row.strip()]
    who = rows[0][1].strip() if rows else ""
    words = list(_words(rows[1:], into))
    if words or len(rows) < 2:
        into.say(spoken(who, "\n".join(words)), one.place)


def _words(rows: list[tuple[int, str]], into: Conversation) -> Iterator[str]:
    reacted = False
    for place, row in rows:
        reacted = row.strip() == _REACTIONS or (reacted and row.startswith((" ", "\t")))
        if reacted:
            into.pass_over(Passed.SERVICE, int(row.strip() != _REACTIONS))
        elif _FILE.match(row):
            into.pass_over(Passed.MEDIA)
        elif _UNSENT.match(row):
            into.pass_over(Passed.DELETED)
        elif row != _REPLY:
            refuse_leftover(row, place, into.file, clocks=False)
            yield row

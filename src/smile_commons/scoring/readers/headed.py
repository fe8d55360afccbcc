"""Speeches under a line with name and time: Otter, Teams and Zoom captions, Discord, Telegram."""

import re
from collections.abc import Iterator

from smile_commons.scoring.readers.blocks import CLOCK, DATE, blocks, refuse_leftover
from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.labels import like_name

_DAY = rf"(?:{DATE}|\d{{1,2}}[- ][A-Z][a-z]{{2,8}}\.?[- ]\d{{2,4}}|Today|Yesterday)(?:,| at)?"
_WHEN = rf"(?:{_DAY}\s+{CLOCK}|{CLOCK})"
_NAME = r"(?P<who>[^\s:\[\]()<>][^\[\]<>]{0,60}?)"
_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_NAME}\s[—–|]\s{_WHEN}$",  # Discord, copied
        rf"^{_NAME}(?:\s{{2,}}|\t)\(?{_WHEN}\)?:?$",  # Otter, Teams
        rf"^{_NAME}\s\(?{_WHEN}\)?:?$",
        rf"^{_WHEN}\s+(?P<who>[^\s:\d\[\]()<>][^:\[\]<>]{{0,60}})$",
        rf"^\[(?P<who>[^\[\]]{{1,60}})\]\s+{_WHEN}$",  # captions saved by Zoom
        rf"^{_NAME},?\s+\[{_WHEN}\]:?$",  # Telegram, Slack, copied
        rf"^\[{_WHEN}\]\s+(?P<who>[^\s:][^:\[\]]{{0,60}})$",  # DiscordChatExporter
    )
)
_LOOSE = _HEADS[2:4]
_FOOT = re.compile(r"^(?:Transcribed by https?://\S*otter\S*|Exported \d+ message.*)$")
_FRAME = re.compile(rf"{_FOOT.pattern}|^={{10,}}$")
"""DiscordChatExporter draws rules at the top and at the end."""
_UNKNOWN = ("unknown speaker", "unknown")
_PINNED = re.compile(r"\s\(pinned\)$")
_MEDIA = re.compile(r"^\{(?:Attachments|Embed|Stickers|Reactions|Inline Emoji)\}$")
_SERVICE = re.compile(r"^(?:Joined the server\.|Pinned a message\.|Started a (?:call|thread).*"
                      r"|Added .{1,60} to the group\.|Left the (?:group|server)\.)$")  # fmt: skip


def recognises(given: Given) -> bool:
    """Whether lines of name and time alone stand over lines without either.

    One at the very top or two anywhere, of one shape.
    """
    shape = _shape(given)
    if shape is None:
        return False
    heads = [at for at, row in enumerate(given.rows[:500]) if _head(given, at, row, shape)]
    first = next((at for at, row in enumerate(given.rows) if row.strip()), -1)
    return len(heads) > 1 or heads == [first]


def _shape(given: Given) -> "re.Pattern[str] | None":
    """How the first head of the file is written; the others are written so too."""
    for at, row in enumerate(given.rows[:100]):
        for shape in _HEADS:
            if _head(given, at, row, shape):
                return shape
    return None


def read(given: Given) -> list[Conversation]:
    """The speeches under their heads; neighbours of one speaker stay apart.

    Raises:
        InputError: a speech holds what looks like a time or another speaker's label.
    """
    into = Conversation(None, given.file)
    shape = _shape(given) or _HEADS[0]

    def before(_place: int, row: str) -> None:
        into.pass_over(Passed.UNSPOKEN, int(bool(row.strip()) and not _FOOT.match(row.strip())))

    found = list(blocks(given.rows, lambda at, row: _head(given, at - 1, row, shape), before))
    into.pass_over(Passed.SERVICE, sum(bool(_FOOT.match(row.strip())) for row in given.rows))
    names = {one.head for one in found}
    for one in found:
        rows = [(at, row.strip()) for at, row in one.rows if not _FRAME.match(row.strip())]
        words = list(_words(rows, names - {one.head}, into))
        if not re.search(r"\w", one.head) or one.head.casefold() in _UNKNOWN:
            into.pass_over(Passed.NAMELESS)
        elif len(words) == 1 and _SERVICE.match(words[0]):
            into.pass_over(Passed.SERVICE)
        elif words or not any(row for _, row in rows):
            into.say(spoken(one.head, "\n".join(words)), one.place)
    return [into]


def _words(rows: list[tuple[int, str]], others: set[str], into: Conversation) -> Iterator[str]:
    attached = False
    for place, row in rows:
        if _MEDIA.match(row):
            attached = True
            into.pass_over(Passed.MEDIA)
        elif row.startswith("Forwarded from "):
            into.pass_over(Passed.FORWARDED)
            return
        elif row and not attached:
            refuse_leftover(row, place, into.file, others)
            yield row
        elif not row:
            attached = False


def _head(given: Given, at: int, row: str, shape: "re.Pattern[str]") -> str | None:
    """The name in a head: a line that others follow, at the top or after another speech."""
    if len(row) > 120 or not any(letter.isdigit() for letter in row):
        return None
    follows = given.rows[at + 1].strip() if at + 1 < len(given.rows) else ""
    found = shape.match(row.strip()) if follows else None
    if found is None or found["who"].strip().isdigit():
        return None
    # "We meet at 12:30" is no head; right under other words the time may be part of them.
    goes_on = shape is _LOOSE[0] and at > 0 and given.rows[at - 1].strip()
    if shape in _LOOSE and (goes_on or not like_name(found["who"])):
        return None
    return _PINNED.sub("", " ".join(found["who"].split())).rstrip(",")

"""Chats whose messages begin with date and time: WhatsApp, Signal, copies from Telegram.

A message is ``DATE, TIME - NAME: text`` or ``[DATE, TIME] NAME: text``, dates in any order and
clocks of twelve hours or of twenty-four; what has no date goes on with the message before.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from smile_commons.scoring.readers.blocks import CLOCK, DATE, HALF, Block, blocks, refuse_leftover
from smile_commons.scoring.readers.conversation import Conversation, Passed, spoken
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.labels import grown_names
from smile_commons.scoring.readers.transcript import fault
from smile_commons.world.safe_yaml import parse_yaml

MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
"""What directs the eye and is no word."""
_WORDS = Path(__file__).with_name("whatsapp.yaml")
_KINDS = {
    "omitted": r"^(?:{})$",
    "attached": r"^(?:{})$",
    "deleted": r"^(?:{})[.!。]?$",
    "service": r"^(?:{})",
    "edited": r"\s?[\u200e\u200f]?<[^<>\n]{{0,40}}(?:{})[^<>\n]{{0,20}}>\s*$",
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = parse_yaml(_WORDS.read_text("utf-8"), _WORDS.name).data
    return {
        kind: re.compile(shape.format("|".join(words[kind])), re.IGNORECASE)
        for kind, shape in _KINDS.items()
    }


def kind_of(text: str) -> tuple[str | None, str]:
    """What a message is if it is no speech, and what is left of it as words.

    A picture with a caption is both. On iPhones the program's own words begin with U+200E.
    """
    known = _patterns()
    own = text.startswith("\u200e")
    text = MARKS.sub("", known["edited"].sub("", text)).strip()
    first, _, rest = text.partition("\n")
    if known["deleted"].match(text):
        return Passed.DELETED, ""
    if known["attached"].match(first) or known["omitted"].match(first):
        return Passed.MEDIA, rest.strip()
    if known["service"].search(text[:200]):
        return Passed.SERVICE, ""
    if own:
        return (Passed.MEDIA if _is_media(first) else Passed.SERVICE), ""
    return None, text


def _is_media(text: str) -> bool:
    """Whether the program's words say in an unknown language that a picture was left out."""
    return len(text.split()) <= 3 and not text.startswith(("+", "~"))


_BETWEEN = (
    r"[,،、]?\s{1,2}(?:(?:at|um|a las|às|à|alle|om|klo|kl\.?|o|в|saat|den)\s)?"
    rf"(?:{HALF}\s?)?"
)
_WHEN = rf"(?:{DATE}{_BETWEEN}{CLOCK}|{CLOCK},?\s+{DATE})(?:\s(?:Uhr|UTC))?"
_CHANGED = r"(?:\s?\|[^\]\n]{1,60})?"
"""``| Edited 19:04:30``, in Skype."""
_SIGNAL = re.compile(r"^\[\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?\]\s")
_SHAPES = (
    _SIGNAL,
    re.compile(rf"^\[{_WHEN}{_CHANGED}\]:?\s?"),
    re.compile(rf"^{_WHEN}\s[-–—]\s"),
    re.compile(
        r"^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?\s+(?!<)"
    ),
    re.compile(rf"^{_WHEN}:?\s+(?![<*-])"),
)  # fmt: skip
_LABEL = re.compile(
    r"^(?P<name>[^\s:：][^:：\n]{0,79}?)\s?(?::(?:\s(?P<said>.*)|(?P<none>))"
    r"|：\s*(?P<close>.*))$",
    re.DOTALL,
)
_QUOTES = '"“”«»„'
_MOST = 80
"""Characters of a name."""


def recognises(given: Given) -> bool:
    """Whether the first line, or one of the next, begins with date and time and then a name."""
    return _shape(given) is not None


def format_of(given: Given) -> str:
    """The program, as far as the shape tells it."""
    shape = _shape(given)
    if shape is _SIGNAL:
        return "Signal"
    return "WhatsApp" if shape in _SHAPES[1:3] else "chat with times"


def read(given: Given) -> list[Conversation]:
    """The messages of a chat; service lines, media and deleted messages are counted.

    Raises:
        InputError: a message holds what looks like another one.
    """
    into = Conversation(None, given.file)
    shape = _shape(given)
    assert shape is not None
    labelled = [(one, _label(one.head)) for one in _messages(given, shape)]
    grown = grown_names((found[0], found[1]) for _, found in labelled if found)
    names = {_clean(grown.get(found[0], found[0])) for _, found in labelled if found}
    for one, found in labelled:
        if found is None:
            _refuse_inside(one, names, into)
            into.pass_over(Passed.SERVICE)
            continue
        name, first = grown.get(found[0], found[0]), found[1]
        if name != found[0]:
            first = first.removeprefix(name[len(found[0]) + 2 :]).removeprefix(":").lstrip()
        rows = [first, *(row.rstrip() for _, row in one.rows)]
        _say(_clean(name), "\n".join(rows), one, names, into)
    return [into]


def _say(name: str, text: str, one: Block[str], names: set[str], into: Conversation) -> None:
    _refuse_inside(one, names - {name}, into)
    kind, words = kind_of(text.rstrip())
    if kind is not None:
        into.pass_over(kind)
        if not words:
            return
    into.say(spoken(name, words), one.place)


def _refuse_inside(one: Block[str], others: set[str], into: Conversation) -> None:
    """Refuses another message in what goes on, also where it is no speech that goes on."""
    for at, row in one.rows:
        refuse_leftover(MARKS.sub("", row), at, into.file, others, clocks=False)


def _shape(given: Given) -> "re.Pattern[str] | None":
    """How the first message of the file begins."""
    for row in [row for row in given.rows[:50] if row.strip()][:5]:
        bare = _bare(row)
        for shape in _SHAPES:
            found = shape.match(bare)
            if found and (shape in _SHAPES[:3] or _label(bare[found.end() :])):
                return shape
    return None


def _messages(given: Given, shape: "re.Pattern[str]") -> Iterator[Block[str]]:
    """The messages; the head of each is its first line less the date."""

    def head(_place: int, row: str) -> str | None:
        bare = _bare(row)
        found = shape.match(bare)
        return None if found is None else bare[found.end() :]

    def before(place: int, row: str) -> None:
        if row.strip():
            hint = "14/10/2021, 15:34 - NAME: text"
            raise fault(given.file, place, "", "stands before the first message", hint)

    return blocks(given.rows, head, before)


def _bare(row: str) -> str:
    """A line less the marks before its date; those after it tell the program's own words."""
    row = row.replace("\u202f", " ").replace("\u00a0", " ")
    return re.sub(r"^[\u200e\u200f\u202a-\u202e\ufeff\s]+", "", row)


def _label(text: str) -> tuple[str, str] | None:
    """Who speaks and the first line of what they say; None: nobody does."""
    found = _LABEL.match(text)
    if found is None:
        return None
    name = found["name"]
    # Nadia changed the subject from "Mill" to "Mill: keep it"
    if any(mark in name for mark in _QUOTES) or kind_of(name)[0] == Passed.SERVICE:
        return None
    return name, found["said"] or found["close"] or ""


def _clean(name: str) -> str:
    return MARKS.sub("", name).strip().removeprefix("~").strip()

"""SubStation Alpha (ASS, SSA): subtitles with a name in each line of dialogue."""

import re
from collections.abc import Iterator

from smile_commons.scoring.readers.captions import Part, parts_of_cues, say_parts
from smile_commons.scoring.readers.conversation import Conversation, Passed
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.times import moment
from smile_commons.scoring.readers.transcript import fault

_SECTION = re.compile(r"^\s*\[(?P<name>[^\]]+)\]\s*$")
_ROW = re.compile(r"^\s*(?P<kind>[A-Za-z]+):\s*(?P<rest>.*)$")
_OVERRIDES = re.compile(r"\{[^{}]*\}")
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}")
_DASH = re.compile(r"[-–—]\s*\S")
_NEEDED = ("start", "text")
_NAMES = ("name", "actor")


def recognises(given: Given) -> bool:
    """Whether it begins with the section that all of them begin with."""
    return given.first.casefold() == "[script info]"


def read(given: Given) -> list[Conversation]:
    """The lines of dialogue by their starts; comments and drawings are counted.

    Where no line has a name, labels in the texts are looked for, as in other captions.

    Raises:
        InputError: a line is not as the ``Format`` line says, or nobody is named; see
            ``parts_of_cues``.
    """
    into = Conversation(None, given.file)
    said = sorted(_dialogue(given, into), key=lambda one: one[0])
    if any(part.who for _, part in said):
        say_parts((_whole(part) for _, part in said), into)
    else:
        cues = [(part.place, part.text) for _, part in said]
        say_parts(parts_of_cues(cues, given.file), into)
    return [into]


def _dialogue(given: Given, into: Conversation) -> Iterator[tuple[float, Part]]:
    columns = list[str]()
    section = ""
    for place, row in enumerate(given.rows, start=1):
        if head := _SECTION.match(row):
            section = head["name"].casefold()
        found = _ROW.match(row) if section == "events" else None
        if found is None:
            continue
        kind = found["kind"].casefold()
        if kind == "format":
            columns = [name.strip().casefold() for name in found["rest"].split(",")]
        elif kind == "comment":
            into.pass_over(Passed.NOBODY)
        elif kind == "dialogue":
            fields = _fields(found["rest"], columns, place, given.file)
            if _DRAWING.search(fields["text"]):
                into.pass_over(Passed.MEDIA)
            elif text := _words(fields["text"]):
                who = next((fields[name].strip() for name in _NAMES if fields.get(name)), "")
                yield _start(fields["start"], place, given.file), Part(place, who, text)


def _whole(part: Part) -> Part:
    """A named line as one part; where several dashes stand in it, its name is not all of them."""
    rows = part.text.split("\n")
    several = sum(bool(_DASH.match(row)) for row in rows) > 1
    return Part(part.place, "" if several else part.who, " ".join(rows))


def _fields(rest: str, columns: list[str], place: int, file: str) -> dict[str, str]:
    """A line of dialogue by its columns; the text is the last and may hold commas."""
    cells = rest.split(",", len(columns) - 1) if columns else []
    known = set(_NEEDED) <= set(columns) and columns[-1] == "text"
    if not known or len(cells) != len(columns):
        hint = "`Format: Layer, Start, End, Style, Name, …, Text` stands over the lines"
        raise fault(file, place, "", "is not as the Format line says", hint)
    return dict(zip(columns, cells, strict=True))


def _start(text: str, place: int, file: str) -> float:
    time = moment(text.strip())
    if time is None:
        raise fault(file, place, "start", f"{text.strip()!r} is no time", "0:00:05.79")
    return time


def _words(text: str) -> str:
    """The words, less what says how they look."""
    bare = _OVERRIDES.sub("", text).replace("\\h", " ")
    return re.sub(r"\s*\\[Nn]\s*", "\n", bare).strip()

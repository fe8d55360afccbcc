"""A plain script: ``NAME: what is said``, with lines that go on, directions and a header."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.conversation import Conversation, Passed
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.leftover import refuse_leftover
from smile_commons.scoring.readers.plain_names import Names, label_of, one_line
from smile_commons.scoring.readers.transcript import check_size, fault

_HEADER = {"title", "author", "authors", "by", "date", "draft date", "source", "credit", "contact",
           "setting", "scene", "place", "location", "time", "topic", "motion", "resolution", "cast",
           "characters", "participants", "speakers", "persons", "copyright", "language",
           "transcript", "subject", "event", "duration", "recorded", "note", "notes"}  # fmt: skip
_ACT = re.compile(r"^\s*(?:#{1,6}\s+(.+?)\s*#*|={2,}\s*(.+?)\s*=*|((?:ACT|SCENE|Act|Scene)\s+"
                  r"(?:[IVXLC]+|\d+|[A-Z][A-Za-z]+)\b.{0,80}))\s*$")  # fmt: skip
_DIRECTION = re.compile(r"^\s*(?:\(.*\)|\[.*\]|\{.*\}|[_*]{1,3}[^_*]+[_*]{1,3}|[-–—*_=]{3,})\s*$")
_TIME_ALONE = re.compile(r"^\s*[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?\s*$")
"""As Google Meet puts one over every five minutes."""
_SERVICE = re.compile(r"^\s*(?:(?:Meeting|Transcription) ended (?:after|at) [\d:]+.{0,4}"
                      r"|This editable transcript was computer generated.*"
                      r"|Transcribed by https?://\S+)\s*$")  # fmt: skip
_INSIDE = re.compile(r"\[[^\]]{0,200}\]")
_LEADING = re.compile(r"^\([^)]{0,200}\)\s*")


@dataclass(slots=True)
class _Speech:
    """One speech while its lines are gathered."""

    line: int
    speaker: str
    act: str | None
    parts: list[str] = field(default_factory=list[str])
    size: int = 0


def recognises(given: Given) -> bool:
    """Any text may be a script."""
    return bool(given.text.strip())


def read(given: Given) -> list[Conversation]:
    """The speeches of a script.

    A speech begins at a label and goes on, over blank lines too, until the next label, heading
    or direction on a line of its own. A word before a colon is taken for a name when it is
    written as most of the script's names are, or in larger letters: where names stand in
    capitals, ``Listen:`` begins no speech. Directions in brackets are left out.

    Raises:
        InputError: a speech holds a time, or what may be the label of another; the bounds.
    """
    into = Conversation(None, given.file)
    rows = list(_body(given.rows))
    names = Names.of([one_line(row) for _, row in rows])
    spelled = dict[str, str]()
    for speech in _speeches(rows, names, into):
        text = _spoken(speech.parts)
        if text:
            name = spelled.setdefault(speech.speaker.casefold(), speech.speaker)
            into.say(Line(0, name, text, speech.act), speech.line)
    return [into]


def _speeches(rows: list[tuple[int, str]], names: Names, into: Conversation) -> Iterator[_Speech]:
    current: _Speech | None = None
    act: str | None = None
    timed = False
    for place, row in rows:
        bare = one_line(row)  # runs of blanks take the expressions long
        label = label_of(bare, names)
        heading = _ACT.match(bare)
        if heading or label is not None:
            if current is not None:
                yield current
            current, timed = None, False
            if heading:
                act = one_line(next(filter(None, heading.groups())))
            elif label is not None:
                current = _Speech(place, label[0], act, [label[1]])
        elif _TIME_ALONE.match(bare):
            timed = True  # over what is said next, which must say by whom
        elif kind := _no_speech(bare):
            into.pass_over(kind)
        elif current is None:
            into.pass_over(Passed.UNSPOKEN, 1 if row.strip() else 0)
        else:
            _go_on(current, place, row, names, into, timed)
    if current is not None:
        yield current


def _no_speech(row: str) -> str | None:
    if _DIRECTION.match(row):
        return Passed.DIRECTIONS
    return Passed.SERVICE if _SERVICE.match(row) else None


def _go_on(
    speech: _Speech, place: int, row: str, names: Names, into: Conversation, timed: bool
) -> None:
    refuse_leftover(row, place, into.file)
    if names.suspects(one_line(row)) or (timed and row.strip()):
        hint = "begin it with `NAME: `, written as the others are, or put no colon there"
        what = "has no name after a time" if timed else "looks like the label of another speaker"
        raise fault(into.file, place, "", f"{what}: {row.strip()[:80]!r}", hint)
    speech.parts.append(row)
    speech.size += len(row)
    check_size(into.file, speech.line, len(into.lines), speech.size)


def _body(rows: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The numbered rows after the header: front matter, and ``Title: …`` at the very top."""
    start = 0
    if rows and rows[0].strip() == "---":
        closing = next((n for n, row in enumerate(rows[1:60], 1) if row.strip() == "---"), None)
        start = 0 if closing is None else closing + 1
    in_header = True
    for number, row in enumerate(rows[start:], start=start + 1):
        if in_header and row.strip():
            key = row.partition(":")[0].strip().casefold() if ":" in row else ""
            in_header = key in _HEADER
            if in_header:
                continue
        yield number, row


def _spoken(parts: Sequence[str]) -> str:
    """The words of a speech: rows of a paragraph joined, directions left out."""
    text = "\n".join(part.strip() for part in parts)
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    lines = (one_line(_LEADING.sub("", _INSIDE.sub(" ", line))) for line in paragraphs)
    return "\n".join(line for line in lines if line)

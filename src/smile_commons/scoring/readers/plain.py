"""A plain script: ``NAME: what is said``, with lines that go on, directions and a header."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.transcript import check_size

Style = Literal["capitals", "titled", "small"]

_TIME = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?\s*[-–]?\s+)?"
_NAME = r"[^\W\d_][\w.'’&/ -]{0,39}?|[A-Za-z]{0,12} ?\d{1,4}"
_LABEL = re.compile(
    rf"^\s*{_TIME}(?P<mark>[*_]{{0,3}})(?P<name>{_NAME})"
    r"\s*(?P<aside>[(\[][^)\]]{0,80}[)\]])?\s*(?:(?P=mark):|:(?P=mark))(?:\s+|$)(?P<said>.*)$"
)
_BOLD_CUE = re.compile(r"^\s*\*\*(?P<name>[^*:]{1,40})\*\*\s*$")
_PARTICLES = {"of", "the", "de", "da", "di", "du", "van", "von", "der", "den", "la", "le", "el",
              "bin", "al", "and", "y", "zu"}  # fmt: skip
_REMARKS = {"note", "notes", "nb", "ps", "p.s", "http", "https"}
_MOST_WORDS = 5
_STYLES: tuple[Style, ...] = ("capitals", "titled", "small")
_HEADER = {"title", "author", "authors", "by", "date", "draft date", "source", "credit", "contact",
           "setting", "scene", "place", "location", "time", "topic", "motion", "resolution", "cast",
           "characters", "participants", "speakers", "persons", "copyright", "language",
           "transcript", "subject", "event", "duration", "recorded", "note", "notes"}  # fmt: skip
_ACT = re.compile(r"^\s*(?:#{1,6}\s+(.+?)\s*#*|={2,}\s*(.+?)\s*=*|((?:ACT|SCENE|Act|Scene)\s+"
                  r"(?:[IVXLC]+|\d+|[A-Z][A-Za-z]+)\b.{0,80}))\s*$")  # fmt: skip
_DIRECTION = re.compile(r"^\s*(?:\(.*\)|\[.*\]|\{.*\}|[_*]{1,3}[^_*]+[_*]{1,3}|[-–—*_=]{3,})\s*$")
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


def parse_script(text: str, file: str) -> tuple[list[Line], tuple[str, ...]]:
    """The speeches of a script, and in words what was passed over.

    A speech begins at a label and goes on, over blank lines too, until the next label, heading
    or direction on a line of its own. A word before a colon is taken for a name when it is
    written as most of the script's names are, or in larger letters: where names stand in
    capitals, ``Listen:`` begins no speech. Directions in brackets are left out.

    Raises:
        InputError: the bounds.
    """
    rows = text.split("\n")
    names = _Names.of(rows)
    speeches, current, act = list[_Speech](), None, None
    directions = before = 0
    for number, row in _body(rows):
        label = _label(row, names)
        if heading := _ACT.match(row):
            act, current = _one_line(next(filter(None, heading.groups()))), None
        elif label is not None:
            current = _Speech(number, label[0], act, [label[1]])
            speeches.append(current)
        elif _DIRECTION.match(row):
            directions += 1
        elif current is not None:
            current.parts.append(row)
        elif row.strip():
            before += 1
        if current is not None:
            current.size += len(row)
            check_size(file, current.line, len(speeches), current.size)
    said = [(directions, "directions"), (before, "lines that nobody speaks")]
    return _lines(speeches), tuple(f"{count} {what}" for count, what in said if count)


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


@dataclass(frozen=True, slots=True)
class _Names:
    """How the names of a script are written, so that other words are not taken for names."""

    style: Style
    sure: frozenset[str]
    """Names that are written so, in small letters."""

    @classmethod
    def of(cls, rows: Sequence[str]) -> "_Names":
        """Reads a script's labels; one style rules where three of four labels are written so."""
        found = (_LABEL.match(row) for _, row in _body(rows))
        names = [_one_line(label["name"]) for label in found if label]
        styles = Counter(_written(name) for name in names)
        del styles[None]
        capitals, small = styles["capitals"], styles["small"]
        style: Style = "titled"
        if capitals > 1 and capitals >= 0.75 * styles.total():
            style = "capitals"
        elif small > 0.5 * styles.total():
            style = "small"
        sure = {name.casefold() for name in names if cls(style, frozenset()).holds(name)}
        return cls(style, frozenset(sure))

    def holds(self, name: str) -> bool:
        """Whether a word or two before a colon are a name."""
        written = _written(name)
        if written is None:
            return False
        large_enough = _STYLES.index(written) <= _STYLES.index(self.style)
        return large_enough or name.casefold() in self.sure


def _label(row: str, names: _Names) -> tuple[str, str] | None:
    """The name at the start of a row and what is said after it, if it is a label."""
    if bold := _BOLD_CUE.match(row):
        return _one_line(bold["name"]), ""
    found = _LABEL.match(row)
    if found is None:
        return None
    name = _one_line(found["name"])
    return (name, found["said"]) if found["mark"] or names.holds(name) else None


def _written(name: str) -> Style | None:
    """How a name is written: ``EZRA``, ``Ana de Souza``, ``kai``; None: it is no name."""
    words = name.split()
    if name.casefold() in _REMARKS:
        return None
    if name.isupper():
        return "capitals"
    named = (word[0].isupper() or word[0].isdigit() or word in _PARTICLES for word in words)
    if len(words) <= _MOST_WORDS and words[0] not in _PARTICLES and all(named):
        return "titled"
    return "small" if len(words) == 1 else None


def _lines(speeches: Sequence[_Speech]) -> list[Line]:
    spelled = dict[str, str]()
    lines = list[Line]()
    for speech in speeches:
        text = _spoken(speech.parts)
        if text:
            name = spelled.setdefault(speech.speaker.casefold(), speech.speaker)
            lines.append(Line(len(lines) + 1, name, text, speech.act))
    return lines


def _spoken(parts: Sequence[str]) -> str:
    """The words of a speech: rows of a paragraph joined, directions left out."""
    text = "\n".join(part.strip() for part in parts)
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    lines = (_one_line(_LEADING.sub("", _INSIDE.sub(" ", line))) for line in paragraphs)
    return "\n".join(line for line in lines if line)


def _one_line(text: str) -> str:
    return " ".join(text.split())

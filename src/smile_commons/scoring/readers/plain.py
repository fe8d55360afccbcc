"""A plain script: ``NAME: what is said``, with lines that go on, directions and a header."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.blocks import DATE, HALF, refuse_leftover
from smile_commons.scoring.readers.conversation import Conversation, Passed
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.transcript import check_size, fault

Style = Literal["capitals", "titled", "small"]

_TIME = (
    rf"(?:[\[(]?(?:{DATE},?\s+)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[.,]\d+)?{HALF}?"
    r"[\])]?\s*[-–]?\s+)?"
)
_SIGN = "\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d"
"""Pictures, which people put into their names."""
_NAME = (
    rf"@?[^\W\d_{_SIGN}][\w.'’&/@ {_SIGN}-]{{0,39}}?|[{_SIGN}][\w.'’&/ {_SIGN}-]{{1,39}}?"
    r"|[A-Za-z]{0,12} ?\d{1,4}"
)
_LABEL = re.compile(
    rf"^\s*{_TIME}(?P<mark>[*_]{{0,3}})(?P<name>{_NAME})"
    r"\s*(?P<aside>[(\[][^)\]]{0,80}[)\]])?\s*(?:(?:(?P=mark):|:(?P=mark))(?:\s+|$)|：\s*)(?P<said>.*)$"
)
_DIRECTED = re.compile(
    rf"^\s*(?P<name>{_NAME}), (?P<aside>[^:：]{{1,60}}?)(?P<space>\s?)[:：](?:\s+(?P<said>.*))?$"
)
"""``NAME, à part : …``, as French plays have it."""
_ASIDE = re.compile(
    r"(?:à|en|au|aux|bas|seule?|aside|beiseite|aparte|\w+ing|\w+ly)\b", re.IGNORECASE
)
"""What may begin a direction; after a name in small letters, others call somebody."""
_BOLD_CUE = re.compile(r"^\s*\*\*(?P<name>[^*:]{1,40})\*\*(?:\s\*\([^)]{0,200}\)\*)?\s*$")
_MOST_WORDS_OF_LABEL = 4
_DASHED = re.compile(r"\s*(?P<name>[^\W\d_][\w.'’ ]{0,39}?)(?:, [^:.]{1,60}\.|\.)? ?[-–—]+ \S")
_PARTICLES = {"of", "the", "de", "da", "di", "du", "van", "von", "der", "den", "la", "le", "el",
              "bin", "al", "and", "y", "zu"}  # fmt: skip
_REMARKS = {"note", "notes", "nb", "ps", "p.s", "http", "https"}
_MOST_WORDS = 5
_STYLES: tuple[Style, ...] = ("capitals", "titled", "small")


@dataclass(frozen=True, slots=True)
class Names:
    """How the names of a script are written, so that other words are not taken for names."""

    style: Style
    sure: frozenset[str]
    """Names that are written so, in small letters."""
    dense: bool = False
    """Whether all lines have something before a colon."""
    often: frozenset[str] = frozenset()
    """What else stands before a colon at the start of two lines or more."""

    @classmethod
    def of(cls, rows: Sequence[str]) -> "Names":
        """Reads a script's labels; one style rules where three of four labels are written so."""
        found = (_LABEL.match(row) or _in_capitals(row) for row in rows)
        names = [one_line(label["name"]) for label in found if label]
        styles = Counter(_written(name) for name in names)
        del styles[None]
        capitals, small = styles["capitals"], styles["small"]
        style: Style = "titled"
        if capitals > 1 and capitals >= 0.75 * styles.total():
            style = "capitals"
        elif small > 0.5 * styles.total():
            style = "small"
        sure = {name.casefold() for name in names if cls(style, frozenset()).holds(name)}
        counts = Counter(name for row in rows if (name := _before_colon(row)))
        often = {name for name, count in counts.items() if count > 1}
        dense = counts.total() == sum(bool(row.strip()) for row in rows)
        return cls(style, frozenset(sure), dense, frozenset(often))

    def holds(self, name: str) -> bool:
        """Whether a word or two before a colon are a name."""
        written = _written(name)
        if written is None:
            return False
        large_enough = _STYLES.index(written) <= _STYLES.index(self.style)
        return large_enough or name.casefold() in self.sure

    def suspects(self, row: str) -> bool:
        """Whether a line that begins no speech may be meant to: by two names, or often."""
        dashed, directed = _DASHED.match(row), _DIRECTED.match(row)
        if directed and not directed["space"] and not _ASIDE.match(directed["aside"]):
            directed = None  # Nadia, remember: it is ours.
        if self._speaks(dashed) or self._speaks(directed):
            return True
        name = _before_colon(row)
        if name is None:
            return False
        if name.casefold() in _REMARKS:
            return False
        several = len(name.split()) > 1 and _written(name) in ("capitals", "titled")
        small = self.dense and name.islower() and 1 < len(name.split()) < _MOST_WORDS_OF_LABEL
        return several or small or name in self.often

    def _speaks(self, found: "re.Match[str] | None") -> bool:
        """Whether a name stands before a dash or a comma: a known one, or one in capitals."""
        if found is None:
            return False
        name = one_line(found["name"])
        shouted = len(name) > 1 and self.style == "capitals" and _written(name) == "capitals"
        return shouted or name.casefold() in self.sure


def _in_capitals(row: str) -> "re.Match[str] | None":
    """A name in capitals with a comma and a direction before the colon."""
    found = _DIRECTED.match(row)
    return found if found and found["name"].isupper() and not found["aside"].isupper() else None


def _before_colon(row: str) -> str | None:
    found = re.match(r"\s*([^\s:][^:]{0,39}?)\s?[:：](?:\s|$)", row)
    name = one_line(found[1]) if found else ""
    return name if 0 < len(name.split()) <= _MOST_WORDS_OF_LABEL else None


def label_of(row: str, names: Names) -> tuple[str, str] | None:
    """The name at the start of a row and what is said after it, if it is a label."""
    if bold := _BOLD_CUE.match(row):
        return one_line(bold["name"]), ""
    found = _LABEL.match(row)
    directed = _in_capitals(row)
    if found is None and directed and names.style == "capitals":
        return one_line(directed["name"]), directed["said"] or ""
    if found is None:
        return None
    name = one_line(found["name"])
    return (name, found["said"]) if found["mark"] or names.holds(name) else None


def _written(name: str) -> Style | None:
    """How a name is written: ``EZRA``, ``Ana de Souza``, ``kai``; None: it is no name."""
    words = [word for word in name.split() if any(map(str.isalnum, word))]
    words = [re.sub(r"^\W+", "", word) for word in words]
    if not words or name.casefold() in _REMARKS:
        return None
    if name.isupper():
        return "capitals"
    named = (word[0].isupper() or word[0].isdigit() or word in _PARTICLES for word in words)
    if len(words) <= _MOST_WORDS and words[0] not in _PARTICLES and all(named):
        return "titled"
    return "small" if len(words) == 1 else None


def one_line(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


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

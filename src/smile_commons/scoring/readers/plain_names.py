"""Which words before a colon are names, in a plain script."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from smile_commons.scoring.readers.leftover import DATE, HALF

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

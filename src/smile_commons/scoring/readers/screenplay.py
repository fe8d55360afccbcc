"""Fountain, the plain-text format of screenplays, with cues in any script that has capitals.

``fountain-py`` knows cues of A to Z alone. Cues of other letters are forced (``@``) before it
reads the text, which changes nothing but that.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.conversation import Conversation, Passed
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.transcript import fault

if TYPE_CHECKING:
    from fountain.elements import FountainElement

_JOINER = "\u2060"
"""Our own export puts it between a speech and the syntax."""
_WITHIN = {"dialogue", "lyrics", "parenthetical", "note", "boneyard"}
"""What a speech may hold; anything else ends it."""

_LONGEST_LINE = 10_000
LARGEST = 4 * 1024 * 1024
"""Characters; the parser's time grows faster than the text."""


def recognises(given: Given) -> bool:
    """Whether the ending says so, or cues in capitals stand on lines of their own."""
    if given.ending in (".fountain", ".spmd"):
        return True
    rows = given.rows
    cues = sum(
        (is_cue(row.strip()) or row.startswith("@")) and bool(after.strip()) and not before.strip()
        for before, row, after in zip(["", *rows], rows, rows[1:], strict=False)
    )
    labelled = sum(bool(re.match(r"\s*[^\s:][^:]{0,40}:\s", row)) for row in rows)
    return cues > 0 and cues > labelled


def read(given: Given) -> list[Conversation]:
    """The dialogue of a screenplay; sections are acts, parentheticals and action are left out.

    Raises:
        InputError: the bounds.
    """
    from fountain import FountainParser

    if len(given.text) > LARGEST:
        raise fault(given.file, None, "", f"is larger than {LARGEST // 1024**2} MB")
    for place, row in enumerate(given.rows, start=1):
        if len(row) > _LONGEST_LINE:
            raise fault(given.file, place, "", f"a line of more than {_LONGEST_LINE} characters")
    into = Conversation(None, given.file)
    elements = list(_flat(FountainParser().parse(with_forced_cues(given.text)).elements))
    taken = list[int]()
    act: str | None = None
    said: list[str] | None = None
    who, place = "", 0
    for element in elements:
        kind = element.type.value
        if kind not in _WITHIN and said is not None:
            _add(into, who, said, act, place)
            said = None
        if kind == "character":
            bare = element.text.replace(_JOINER, "")
            who, place, said = " ".join(bare.split()), element.line_number, []
            taken.append(place)
        elif kind in ("dialogue", "lyrics") and said is not None:
            said.append(element.text.replace(_JOINER, "").strip())
        elif kind == "section" and element.metadata.get("level") == 1:
            act = element.text.strip() or act
        elif kind in ("action", "parenthetical", "centered"):
            into.pass_over(Passed.DIRECTIONS)
    if said is not None:
        _add(into, who, said, act, place)
    into.pass_over(Passed.NAMELESS, len(lost_cues(given.text, taken)))
    return [into]


def _add(into: Conversation, who: str, said: list[str], act: str | None, place: int) -> None:
    into.say(Line(0, who, "\n".join(filter(None, said)), act), place)


def _flat(elements: "list[FountainElement]") -> "Iterator[FountainElement]":
    """Two speeches set side by side, one after the other."""
    for element in elements:
        if element.type.value == "dual_dialogue":
            for column in element.dual_dialogue_columns():
                yield from column
        else:
            yield element


_EXTENSION = re.compile(r"^(?P<name>[^(]+?)\s*(?P<rest>(?:\([^()]*\)\s*)*\^?\s*)$")
_MARKS = " '’ʼ&/.,-–#_+\"“”«»„№"
_QUOTES = '"“«„'
_MOST = 60
"""Characters in a cue."""
_FORCED = "@!.>#=~[("
_SCENE = re.compile(r"^(?:INT|EXT|EST|I/E|INT/EXT|INT\./EXT)(?:\s*\.|\s)", re.IGNORECASE)
_PLAIN = re.compile(r"^(?=[A-Z0-9\s_.'#-]*[A-Z])[A-Z0-9][A-Z0-9\s_.'#-]*$")
"""What the parser takes for a cue by itself."""


def with_forced_cues(text: str) -> str:
    """The text with ``@`` before each cue that the parser would not know."""
    rows = text.split("\n")
    names = {_name(rows[at]) for at in _cues(rows)}
    for at in _cues(rows, ends=":"):
        cue = rows[at].strip().rstrip(":").rstrip()
        with_colon = cue != rows[at].strip()
        # A word with a colon over a line may be a title; one that speaks elsewhere is a cue.
        if _name(cue) in names and (with_colon or not _PLAIN.match(_name(cue))):
            rows[at] = f"@{cue}"
    return "\n".join(rows)


def lost_cues(text: str, taken: Sequence[int]) -> list[int]:
    """Lines that look like cues over words and were not taken for such; ``NADIA!`` is one."""
    rows = text.split("\n")
    return [at + 1 for at in _cues(rows, ends=":!?") if at + 1 not in set(taken)]


def _cues(rows: Sequence[str], ends: str = "") -> Iterator[int]:
    """Lines all in capitals, a blank one before and none after.

    Args:
        rows: the lines.
        ends: signs that may stand at their ends.
    """
    for at, row in enumerate(rows[:-1]):
        after = rows[at + 1]
        if not after.strip() and after != "  ":
            continue
        bare = row.strip().rstrip(ends + " ")
        if (at == 0 or not rows[at - 1].strip()) and is_cue(bare):
            yield at


def _name(cue: str) -> str:
    """A cue less its extension."""
    found = _EXTENSION.match(cue.strip())
    return found["name"] if found else cue.strip()


def is_cue(row: str) -> bool:
    """Whether a line is a cue by its letters: all capitals, and few other signs."""
    if not row or len(row) > 4 * _MOST or row[0] in _FORCED or _SCENE.match(row):
        return False
    found = _EXTENSION.match(row)
    if found is None or len(found["name"]) > _MOST:
        return False
    name = found["name"]
    # Accents may stand by themselves after their letter.
    allowed = all(x.isalnum() or x in _MARKS or unicodedata.combining(x) for x in name)
    # ß stands among capitals too.
    return allowed and name.replace("ß", "").isupper() and (name[0].isalnum() or name[0] in _QUOTES)

"""Cues of a Fountain script in any script of letters that has capitals.

``fountain-py`` knows cues of A to Z alone. Cues of other letters are forced (``@``) before it
reads the text, which changes nothing but that.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

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
    allowed = all(letter.isalnum() or letter in _MARKS or _is_mark(letter) for letter in name)
    # ß stands among capitals too.
    return allowed and name.replace("ß", "").isupper() and (name[0].isalnum() or name[0] in _QUOTES)


def _is_mark(letter: str) -> bool:
    """Accents that stand by themselves after their letter."""
    return unicodedata.combining(letter) > 0

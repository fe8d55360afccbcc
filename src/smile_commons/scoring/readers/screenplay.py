"""Fountain, the plain-text format of screenplays."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.conversation import Conversation, Passed
from smile_commons.scoring.readers.fountain_cues import is_cue, lost_cues, with_forced_cues
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
            who, place, said = _cue(element.text), element.line_number, []
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


def _cue(text: str) -> str:
    return " ".join(text.replace(_JOINER, "").split())


def _flat(elements: "list[FountainElement]") -> "Iterator[FountainElement]":
    """Two speeches set side by side, one after the other."""
    for element in elements:
        if element.type.value == "dual_dialogue":
            for column in element.dual_dialogue_columns():
                yield from column
        else:
            yield element

"""Fountain, the plain-text format of screenplays."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.transcript import check_size, fault

if TYPE_CHECKING:
    from fountain.elements import FountainElement

_JOINER = "\u2060"
"""Our own export puts it between a speech and the syntax."""
_WITHIN = {"dialogue", "lyrics", "parenthetical", "note", "boneyard"}
"""What a speech may hold; anything else ends it."""

LARGEST = 4 * 1024 * 1024
"""Characters; the parser's time grows faster than the text."""


def parse_fountain(text: str, file: str) -> list[Line]:
    """The dialogue of a screenplay; sections are acts, parentheticals and action are left out.

    Raises:
        InputError: the bounds.
    """
    from fountain import FountainParser

    if len(text) > LARGEST:
        raise fault(file, None, "", f"is larger than {LARGEST // 1024**2} MB")
    speeches = list[tuple[str, str | None, list[str]]]()
    act: str | None = None
    speaking = False
    for element in _flat(FountainParser().parse(text).elements):
        kind = element.type.value
        if kind == "character":
            speeches.append((_cue(element.text), act, []))
        elif kind in ("dialogue", "lyrics") and speaking:
            said = speeches[-1][2]
            said.append(element.text.replace(_JOINER, "").strip())
            check_size(file, element.line_number, len(speeches), sum(map(len, said)))
        elif kind == "section" and element.metadata.get("level") == 1:
            act = element.text.strip() or act
        speaking = kind == "character" or (speaking and kind in _WITHIN)
    spoken = ((who, where, "\n".join(filter(None, said))) for who, where, said in speeches)
    return [
        Line(turn, who, words, where)
        for turn, (who, where, words) in enumerate((s for s in spoken if s[2]), start=1)
    ]


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

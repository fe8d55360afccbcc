"""Text that is read from right to left, laid out line by line as it stands on paper.

A PDF draws letters where it is told to, from left to right. So lines are broken first, in the order
in which they are read; then Arabic letters take the forms that they have beside each other, and
each line is put into the order in which it is seen (Unicode Standard Annex 9).
"""

import unicodedata
from collections.abc import Callable

Width = Callable[[str], float]
"""How wide a text is."""

_PAIRS = ("()", "[]", "{}", "<>", "«»", "‹›")
_MIRRORED = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_OPENING = {pair[0] for pair in _PAIRS}


def is_leftward(text: str) -> bool:
    """Whether there are letters in it that are read from right to left."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def begins_right(text: str) -> bool:
    """Whether a line of it begins at the right: its first letter with a direction says so."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)


def as_seen(text: str, room: float, width: Width) -> list[str]:
    """The lines of a text that is read from right to left, each as it is seen.

    Args:
        text: one line or paragraph, in the order in which it is read.
        room: how wide a line may be; a word that is wider stands on a line of its own.
        width: measures a text that has its final forms.
    """
    from arabic_reshaper import ArabicReshaper
    from bidi import get_display

    shaped = ArabicReshaper({"delete_harakat": False}).reshape(text)
    base = "R" if begins_right(text) else "L"
    lines, taken = list[str](), ""
    for word in str(shaped).split():
        longer = f"{taken} {word}" if taken else word
        if taken and width(longer) > room:
            lines.append(taken)
            taken = word
        else:
            taken = longer
    lines.append(taken)
    return [_mirrored(str(get_display(line, base_dir=base)), base) for line in lines]


def _mirrored(line: str, base: str) -> str:
    """A line as it is seen, its brackets turned where they stand among leftward letters.

    The library puts letters in order and leaves their shapes: of a pair that is read from right to
    left the closing one then stands first.
    """
    letters, waiting = list(line), list[int]()
    for place, letter in enumerate(line):
        if letter not in _MIRRORED:
            continue
        if waiting and line[waiting[-1]] == _MIRRORED[letter]:
            first = waiting.pop()
            if letter in _OPENING:
                letters[first], letters[place] = letter, line[first]
        else:
            waiting.append(place)
    for place in waiting:
        if _among_leftward(line, place, base):
            letters[place] = _MIRRORED[line[place]]
    return "".join(letters)


def _among_leftward(line: str, place: int, base: str) -> bool:
    """Whether a bracket without its pair on the line has a leftward letter on either side."""
    kinds = [unicodedata.bidirectional(letter) for letter in line]
    before = next((kind for kind in reversed(kinds[:place]) if kind in ("L", "R", "AL")), base)
    after = next((kind for kind in kinds[place + 1 :] if kind in ("L", "R", "AL")), base)
    return (base == "R" and (before, after) != ("L", "L")) or "L" not in (before, after)

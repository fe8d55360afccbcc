"""Text that is read from right to left, laid out line by line as it stands on paper.

A PDF draws letters where it is told to, from left to right. So lines are broken first, in the order
in which they are read; then Arabic letters take the forms that they have beside each other, and
each line is put into the order in which it is seen (Unicode Standard Annex 9).
"""

import unicodedata
from collections.abc import Callable

Width = Callable[[str], float]
"""How wide a text is."""


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
    from bidi.algorithm import get_display

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
    return [str(get_display(line, base_dir=base)) for line in lines]

"""How long a speech is to be: a scene breathes because they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

TOKENS_A_WORD = 1.45
"""Of English, names and numbers included, with the embedded default's vocabulary."""


class Length(StrEnum):
    """The class of length that the moderator gives a speech."""

    RETORT = "retort"
    LINE = "line"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Words of a speech of one class."""

    least: int
    most: int
    """More than these and it is cut, or dropped."""


SMALL: Mapping[Length, Bounds] = {
    Length.RETORT: Bounds(1, 9),
    Length.LINE: Bounds(3, 40),
    Length.SPEECH: Bounds(8, 80),
}
THROWN_IN = Bounds(1, 5)
"""A few words put in within a speech."""
LARGE: Mapping[Length, Bounds] = {
    Length.RETORT: Bounds(1, 12),
    Length.LINE: Bounds(2, 60),
    Length.SPEECH: Bounds(8, 220),
}


def tokens(length: Length, noted: int, a_word: float = TOKENS_A_WORD) -> int:
    """How many tokens a small model may write for one take.

    Args:
        length: the class of the speech.
        noted: words of its notes; a speech is hardly longer than what it has to say.
        a_word: tokens that the language needs for a word.
    """
    words = min(SMALL[length].most, max(SMALL[length].least + 6, round(1.3 * noted) + 4))
    return round(words * a_word)

"""What a rank is made of, in words."""

from collections.abc import Mapping

PARTS: Mapping[str, str] = {
    "kept": "says its notes",
    "lost": "loses numbers or names",
    "invented": "invents a number or a name",
    "unbound": "numbers of something else",
    "person": "I and you exchanged",
    "strange": "words from nowhere",
    "denied": "says the contrary",
    "left": "leaves a note out",
    "gap": "leaves words out within a note",
    "order": "out of order",
    "twice": "says a thing twice",
    "repeated": "said before",
    "verbatim": "its notes word for word",
    "stock": "stock phrases",
    "unasked": "asks nothing",
    "asked": "asks unasked",
    "named": "begins with a name",
    "voice": "own words",
    "manner": "own rhythm",
    "monotony": "begins as others did",
    "filled": "notes put in as written",
}


def in_words(part: str) -> str:
    """A part of the rank in words; one of an earlier version by its name."""
    return PARTS.get(part, part)

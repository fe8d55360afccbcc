"""The words that WhatsApp itself puts into an export (``whatsapp.yaml``)."""

import re
from functools import cache
from pathlib import Path

from smile_commons.scoring.readers.conversation import Passed
from smile_commons.world.safe_yaml import parse_yaml

MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
"""What directs the eye and is no word."""
_WORDS = Path(__file__).with_name("whatsapp.yaml")
_SHAPES = {
    "omitted": r"^(?:{})$",
    "attached": r"^(?:{})$",
    "deleted": r"^(?:{})[.!。]?$",
    "service": r"^(?:{})",
    "edited": r"\s?[\u200e\u200f]?<[^<>\n]{{0,40}}(?:{})[^<>\n]{{0,20}}>\s*$",
}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = parse_yaml(_WORDS.read_text("utf-8"), _WORDS.name).data
    return {
        kind: re.compile(shape.format("|".join(words[kind])), re.IGNORECASE)
        for kind, shape in _SHAPES.items()
    }


def kind_of(text: str) -> tuple[str | None, str]:
    """What a message is if it is no speech, and what is left of it as words.

    A picture with a caption is both. On iPhones the program's own words begin with U+200E.
    """
    known = _patterns()
    own = text.startswith("\u200e")
    text = MARKS.sub("", known["edited"].sub("", text)).strip()
    first, _, rest = text.partition("\n")
    if known["deleted"].match(text):
        return Passed.DELETED, ""
    if known["attached"].match(first) or known["omitted"].match(first):
        return Passed.MEDIA, rest.strip()
    if known["service"].search(text[:200]):
        return Passed.SERVICE, ""
    if own:
        return (Passed.MEDIA if _is_media(first) else Passed.SERVICE), ""
    return None, text


def _is_media(text: str) -> bool:
    """Whether the program's words say in an unknown language that a picture was left out."""
    return len(text.split()) <= 3 and not text.startswith(("+", "~"))

"""The macros of cards and lorebooks (``{{char}}``), replaced by words and never evaluated.

Those of Character Card V3, in any case of letters, and the older ``<USER>``, ``<BOT>``, ``<CHAR>``.
One pass over the text: what a macro leaves behind is not looked at again. Any other ``{{…}}`` stays
as it is written.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

_MACRO = re.compile(
    r"\{\{\s*(char|user)\s*\}\}|<(user|bot|char)>"
    r"|\{\{\s*(random|pick|roll|reverse|hidden_key|comment|//)\s*:{0,2}\s?([^{}]*)\}\}",
    re.IGNORECASE,
)
_COMMA = re.compile(r"(?<!\\),")
_MOST_SIDES = 10**6


@dataclass(frozen=True, slots=True)
class Names:
    """What the macros stand for."""

    char: str
    """Who the card is of."""
    user: str
    """Whom they speak with."""


def fill(text: str, names: Names, draw: random.Random, *, for_keys: bool = False) -> str:
    """The text with its macros replaced.

    Args:
        text: a content, a key, a description.
        names: of the two who speak.
        draw: for ``random``, ``pick`` and ``roll``.
        for_keys: whether it is what keys are looked for in: hidden keys stay then.
    """

    def replaced(found: re.Match[str]) -> str:
        who = (found[1] or found[2] or "").lower()
        if who:
            return names.user if who == "user" else names.char
        name, value = found[3].lower(), found[4]
        if name == "hidden_key":
            return value if for_keys else ""
        return _MAKERS[name](value, draw) if name in _MAKERS else ""

    return _MACRO.sub(replaced, text)


def _one_of(value: str, draw: random.Random) -> str:
    return draw.choice(_COMMA.split(value)).replace("\\,", ",")


def _roll(value: str, draw: random.Random) -> str:
    sides = value.strip().lower().removeprefix("d")
    if not re.fullmatch(r"[0-9]{1,7}", sides) or not 1 <= int(sides) <= _MOST_SIDES:
        return ""
    return str(draw.randint(1, int(sides)))


_MAKERS: dict[str, Callable[[str, random.Random], str]] = {
    "random": _one_of,
    "pick": _one_of,
    "roll": _roll,
    "reverse": lambda value, _: value[::-1],
}

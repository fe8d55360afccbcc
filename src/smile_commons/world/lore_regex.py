"""Keys of a lorebook as text: which are regular expressions, and where each ends.

As SillyTavern has it: ``/pattern/flags`` is a regular expression when its flags are of ``gimsuy``,
each once, and no slash stands in it unescaped. Anything else, such as ``/home/user``, is words.
"""

import re
from itertools import permutations

_SLASHED = re.compile(r"/(.+)/([gimsuy]*)", re.DOTALL)
_MOST_JOINED = 3
_BARE = re.compile(r"(?:^|[^\\])(?:\\\\)*/")
_END = re.compile(r"/([gimsuy]*)\s*(?:,|$)")


def slashed(key: str) -> tuple[str, str] | None:
    """Pattern and flags of a key between slashes; None where it is words."""
    found = _SLASHED.fullmatch(key)
    if found is None or len(set(found[2])) < len(found[2]) or _BARE.search(found[1]):
        return None
    return found[1], found[2]


def split_keys(text: str) -> list[str]:
    """The keys of one text, parted at commas; those inside a regular expression part nothing."""
    keys, place = list[str](), 0
    while place < len(text):
        while place < len(text) and text[place].isspace():
            place += 1
        end = _end_of_regex(text, place) if text.startswith("/", place) else None
        if end is None:
            end = text.find(",", place)
            end = len(text) if end < 0 else end
        if key := text[place:end].strip():
            keys.append(key)
        place = text.find(",", end) + 1 or len(text)
    return keys


def all_of(key: str) -> str | None:
    """An expression that wants all words of ``gate & lock``, in any order; None for other keys."""
    parts = [part.strip() for part in key.split("&")]
    if not 2 <= len(parts) <= _MOST_JOINED or slashed(key) or not all(parts):
        return None
    words = [rf"\b{re.escape(part)}\b" if part.isascii() else re.escape(part) for part in parts]
    orders = ("[\\s\\S]*".join(order) for order in permutations(words))
    return f"/{'|'.join(orders)}/i".replace("&", r"\x26")


def _end_of_regex(text: str, start: int) -> int | None:
    """Where the expression that begins there ends; None where none does."""
    place = start + 1
    while place < len(text) and text[place] != "/":
        place += 2 if text[place] == "\\" else 1
    found = _END.match(text, place)
    if found is None or not slashed(text[start : found.end(1)]):
        return None
    return found.end(1)

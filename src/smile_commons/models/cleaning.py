"""Makes text from a model harmless to terminals, files and UTF-8, piece by piece."""

import re

# C0 save tab and newline, DEL and C1: escape sequences lose what makes a terminal obey them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HIGH = ("\ud800", "\udbff")


class Cleaner:
    """Cleans a text that comes in pieces; surrogate pairs that were cut apart are joined."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """The clean part of what is known so far."""
        text = self._held + piece
        self._held = ""
        if text and _HIGH[0] <= text[-1] <= _HIGH[1]:
            text, self._held = text[:-1], text[-1]
        return clean(text)

    def finish(self) -> str:
        """What was held back."""
        text, self._held = self._held, ""
        return clean(text)


def clean(text: str) -> str:
    """Without control characters save newline and tab; a lone surrogate becomes U+FFFD."""
    text = _CONTROL.sub("", text)
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

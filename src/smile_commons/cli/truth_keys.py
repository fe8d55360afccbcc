"""Keys of a reader of lines: as they are pressed, or out of what is piped in."""

import sys
from collections.abc import Callable

import typer

from smile_commons.scoring.labels.truth import FALSE, GARBLED, TRUE

BACK, QUIT, EXPLAIN, YES, NO = "b", "q", "?", "y", "n"
ANSWERS = {"t": TRUE, "f": FALSE, "g": GARBLED}
_WORDS = {name: key for key, name in ANSWERS.items()} | {
    "back": BACK,
    "quit": QUIT,
    "help": EXPLAIN,
    "yes": YES,
    "no": NO,
}
WHY = "Why, in a few words (return for nothing):"


class Keys:
    """One key after another; through a pipe a line is a key, or a word, and a comment after it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._terminal = sys.stdin.isatty()
        self.beside = ""
        """What stood after the last key in its line."""

    def press(self) -> str:
        """The next key; ``QUIT`` where there are no more."""
        if self._terminal:
            try:
                return typer.getchar().lower()
            except EOFError:
                return QUIT
        for line in sys.stdin:
            key, _, rest = line.strip().partition(" ")
            if key:
                self.beside = rest.strip()
                return _WORDS.get(key.lower(), key.lower())
        return QUIT

    def comment(self) -> str:
        """Asks why, at a terminal; through a pipe it stood beside the key."""
        if not self._terminal:
            return ""
        self._say(WHY)
        return sys.stdin.readline().strip()

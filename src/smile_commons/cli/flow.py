"""A speech set to the terminal's width while it is still coming in."""

from smile_commons.cli import console


class Flow:
    """Prints what it is fed, word by word, as ``console.wrap`` would set the whole.

    A word is printed once it is known where it ends, so that it never has to move.
    """

    def __init__(self, indent: str = "") -> None:
        self._indent = indent
        self._width = console.width(indent)
        self._word = ""
        self._taken = 0
        self._begun = False

    def feed(self, text: str) -> None:
        """Takes the next piece, of any length."""
        for letter in console.clean(text):
            if not letter.isspace():
                self._word += letter
                continue
            self._end_word()
            if letter == "\n" and self._begun:
                console.say()
                self._taken = 0

    def end(self) -> None:
        """Prints what is left and ends the line."""
        self._end_word()
        console.say()
        self._taken, self._begun = 0, False

    def _end_word(self) -> None:
        word, self._word = self._word, ""
        if not word:
            return
        size = console.columns(word)
        if self._taken and self._taken + 1 + size > self._width:
            console.say()
            self._taken = 0
        console.say((" " if self._taken else self._indent) + word, end="")
        self._taken += size + bool(self._taken)
        self._begun = True

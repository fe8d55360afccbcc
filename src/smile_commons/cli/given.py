"""Words given on the command line, or on standard input where ``-`` stands for them."""

import sys

from smile_commons.errors import InputError
from smile_commons.world.text import unprintable

_MOST = 100_000
"""Characters; more is no question and no memory."""


def text_of(given: str, what: str) -> str:
    """The text itself, or all of standard input for ``-``.

    Raises:
        InputError: there is none, it is no text, too much of it, or holds control characters.
    """
    if given == "-":
        try:
            given = sys.stdin.read(_MOST + 1)
        except UnicodeDecodeError as error:
            raise InputError(f"standard input: the {what} is not UTF-8 text") from error
    if not given.strip():
        raise InputError(f"the {what} is empty")
    if len(given) > _MOST:
        raise InputError(f"the {what} is longer than {_MOST} characters")
    if (found := unprintable(given)) is not None:
        raise InputError(f"the {what} holds {found}, a control character or half a letter")
    return given.strip()

"""Characters that no file of a world holds."""

import re

from smile_commons.errors import Problem, WorldError

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def unprintable(text: str) -> str | None:
    """The name of the first control character or lone surrogate (``U+001B``), if there is one."""
    found = _UNPRINTABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def printable(text: str) -> str:
    """The text without control characters and lone surrogates."""
    return _UNPRINTABLE.sub("", text)


def decode(raw: bytes, file: str) -> str:
    """A file's bytes as text, without a byte-order mark, lines ending in a newline each.

    Raises:
        WorldError: it is not UTF-8, or it holds control characters.
    """
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise WorldError(
            [Problem(file, line, "", f"is not UTF-8 ({error.reason})", "save it as UTF-8")]
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _UNPRINTABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = f"holds the control character U+{ord(found[0]):04X}"
        raise WorldError([Problem(file, line, "", message, "remove it")])
    return text

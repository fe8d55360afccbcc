"""Bytes of a file, bounded, as text."""

import codecs
from pathlib import Path

from smile_commons.scoring.readers.transcript import LARGEST, fault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16, so it is tried before it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        InputError: it cannot be read, is no file, or is too large.
    """
    try:
        if not path.is_file():
            missing = "is not a file" if path.exists() else "there is no such file"
            raise fault(str(path), None, "", missing)
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise fault(str(path), None, "", f"cannot be read: {error.strerror}") from error
    if len(raw) > LARGEST:
        raise fault(str(path), None, "", f"is larger than {LARGEST // 1024**2} MB")
    return raw


def decode(raw: bytes, file: str) -> str:
    """The bytes as text: UTF-8, or UTF-16 or UTF-32 by their mark; each line ends in a newline.

    Raises:
        InputError: they are in none of these encodings.
    """
    encoding = _encoding(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        said = f"byte 0x{raw[error.start]:02x} is no {encoding.removesuffix('-sig').upper()}"
        raise fault(file, line, "", said, "save the file as UTF-8") from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _encoding(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    # Without a mark: every other byte of Latin text in UTF-16 is zero.
    start = raw[:200]
    if len(start) >= 4 and start[1::2].count(0) > 0.4 * len(start) / 2:
        return "utf-16-le"
    if len(start) >= 4 and start[::2].count(0) > 0.4 * len(start) / 2:
        return "utf-16-be"
    return "utf-8"

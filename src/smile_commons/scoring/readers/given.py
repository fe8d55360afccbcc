"""What a reader is given: bounded bytes as a text, as lines or as JSON, and which of its fields the
user named.
"""

import codecs
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from smile_commons.errors import InputError
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


_ENDINGS_OF_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Documents:
    """What was parsed, each with its line where it has one of its own."""

    kind: Literal["JSON", "JSONL"]
    parsed: list[tuple[int | None, Any]]


@dataclass(frozen=True, slots=True)
class Fields:
    """Where speaker, text and time stand: paths into JSON (``author.name``), columns of a table."""

    speaker: str | None = None
    text: str | None = None
    time: str | None = None

    def __bool__(self) -> bool:
        return any((self.speaker, self.text, self.time))


@dataclass(frozen=True)
class Given:
    """One text that is to be read."""

    text: str
    path: Path
    """Of the file it comes from; its ending helps where the content may be several things."""
    file: str
    """As faults name it."""
    fields: Fields = field(default_factory=Fields)
    people: dict[str, str] = field(default_factory=dict[str, str])
    """Names by id, where an export keeps them in another file."""

    @property
    def ending(self) -> str:
        """The file's ending in small letters, with its dot."""
        return self.path.suffix.lower()

    @cached_property
    def rows(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    @cached_property
    def first(self) -> str:
        """The first line that is not blank."""
        return next((row.strip() for row in self.rows if row.strip()), "")

    @cached_property
    def documents(self) -> Documents | None:
        """The text as JSON; None: it is none.

        Raises:
            InputError: it must be JSON and cannot be read as such.
        """
        return _documents(self.text, self.ending, self.file)

    @cached_property
    def objects(self) -> list[tuple[int | None, Any]]:
        """What the text holds as JSON, a list of it item by item, with lines where known."""
        if self.documents is None:
            return []
        found = self.documents.parsed
        if self.documents.kind == "JSON" and isinstance(found[0][1], list):
            return [(None, item) for item in cast("list[Any]", found[0][1])]
        return found


def _documents(text: str, ending: str, file: str) -> Documents | None:
    """The text as JSON; None where neither ending nor content says that it is.

    Raises:
        InputError: it is said to be JSON and cannot be read as such.
    """
    start = text.lstrip()[:200]
    is_object = start.startswith("{") and start[1:].lstrip()[:1] in ('"', "}")
    believed = is_object or ending in (".json", *_ENDINGS_OF_LINES)
    if not believed and not start.startswith("["):
        return None
    by_line = ending in _ENDINGS_OF_LINES or (_one_line_each(text) and ending != ".json")
    try:
        return _by_line(text, file) if by_line else _whole(text, file)
    except InputError:
        # Endings are often wrong: a document over several lines in `.jsonl`, lines in `.json`.
        if by_line and _parses(text, file):
            return _whole(text, file)
        if not by_line and _one_line_each(text):
            return _by_line(text, file)
        if believed:
            raise
        return None


def _one_line_each(text: str) -> bool:
    """Whether the first line is a document of its own and others follow."""
    first, _, rest = text.strip().partition("\n")
    return bool(rest.strip()) and first[:1] in "{[" and _parses(first, "")


def _whole(text: str, file: str) -> Documents:
    return Documents("JSON", [(None, _parsed(text, file, None))])


def _by_line(text: str, file: str) -> Documents:
    rows = enumerate(text.split("\n"), start=1)
    return Documents("JSONL", [(at, _parsed(row, file, at)) for at, row in rows if row.strip()])


def _parses(text: str, file: str) -> bool:
    try:
        _parsed(text, file, None)
    except InputError:
        return False
    return True


def _parsed(text: str, file: str, line: int | None) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = line or error.lineno
        raise fault(file, place, "", f"is not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number beyond all bounds; nested too deep
        raise fault(file, line, "", f"is not JSON that can be read: {error}") from error

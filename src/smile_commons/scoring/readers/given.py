"""What a reader is given: a text, as lines or as JSON, and which of its fields the user named."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from smile_commons.errors import InputError
from smile_commons.scoring.readers.transcript import fault

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

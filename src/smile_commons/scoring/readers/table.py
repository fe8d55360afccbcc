"""CSV and its kin: a header, then one speech a row."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from smile_commons.scoring.readers.conversation import Conversation
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.records import (
    SPEAKER,
    TEXT,
    Record,
    conversations,
    has,
    plain,
    record,
)
from smile_commons.scoring.readers.transcript import fault

_DELIMITERS = (",", "\t", ";", "|")
_SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?\s*\n", re.IGNORECASE)
"""A first line that tells spreadsheets what sets cells apart."""
_ENDINGS = (".csv", ".tsv", ".tab")
_JOINER = "\u2060"
"""Our own export puts it before what a spreadsheet would compute."""


def recognises(given: Given) -> bool:
    """Whether the first row names a speaker and a text, or the ending says that it is a table."""
    return given.ending in _ENDINGS or _delimiter(given.text) is not None


def read(given: Given) -> list[Conversation]:
    """The conversations of a table.

    Raises:
        InputError: see ``rows_of_table`` and ``conversations``.
    """
    return conversations(rows_of_table(given.text, given.file), given.file)


def rows_of_table(text: str, file: str, wanted: Sequence[str] = ()) -> Iterator[Record]:
    """The rows of a table, whichever of comma, tab, semicolon or bar sets them apart.

    Args:
        text, file: the table and its name.
        wanted: columns that the user named; none: a speaker and a text, however called.

    Raises:
        InputError: the header has no speaker or no text, a row has more cells than it, or a
            quote is not closed.
    """
    delimiter = _delimiter(text, wanted)
    if delimiter is None:
        raise _no_header(text, file, wanted)
    if told := _SEPARATOR.match(text):
        text = "\n" + text[told.end() :]  # lines keep their numbers
    # The delimiter is known by the header, which a guess from the rows would not be: speeches
    # are full of commas.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    head: list[str] | None = None
    begins = 1
    try:
        for row in rows:
            line, begins = begins, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if head is None:
                head = [cell.strip() for cell in row]
                _check_unique(head, file, line)
            else:
                yield _row(head, row, file, line)
    except csv.Error as error:
        said = f"is not a row of this table: {error}"
        raise fault(
            file, begins, "", said, "put texts with quotes or line ends in quotes"
        ) from error


def _row(head: list[str], row: list[str], file: str, line: int) -> Record:
    extra = row[len(head) :]
    if any(cell.strip() for cell in extra):
        said = f"has {len(row)} cells, the header {len(head)}"
        raise fault(file, line, "", said, "put a text that holds the delimiter in quotes")
    cells = [cell.removeprefix(_JOINER) for cell in row]
    return _own(record(dict(zip(head, cells, strict=False)), line, file))


def _own(one: Record) -> Record:
    """A row of our own export keeps lists of ids as words."""
    if "whispered_to" not in one.fields:
        return one
    fields: dict[str, Any] = dict(one.fields)
    fields["to"] = str(fields.get("to") or "").split()
    alone = str(fields.get("whispered_to") or "").split()
    if alone:
        fields["heard_by"] = [str(fields.get("speaker") or ""), *alone]
    return Record(one.line, fields)


def _delimiter(text: str, wanted: Sequence[str] = ()) -> str | None:
    told = _SEPARATOR.match(text)
    first = text[told.end() if told else 0 :].lstrip("\n").split("\n", 1)[0]
    for delimiter in (told[1],) if told else _DELIMITERS:
        try:
            names = next(csv.reader([first], delimiter=delimiter), list[str]())
        except (csv.Error, TypeError):
            continue
        if wanted:
            if all(has(names, [plain(name)]) for name in wanted):
                return delimiter
        elif has(names, SPEAKER) and has(names, TEXT):
            return delimiter
    return None


def _check_unique(head: list[str], file: str, line: int) -> None:
    for name in head:
        if name and head.count(name) > 1:
            raise fault(file, line, name, "stands twice in the header", "rename one of them")


def _no_header(text: str, file: str, wanted: Sequence[str]) -> Exception:
    first = text.lstrip("\n").split("\n", 1)[0][:120]
    if wanted:
        said = f"has no column {' or no '.join(map(repr, wanted))}: {first!r}"
        return fault(file, 1, "header", said, "columns by their names, or paths into JSON")
    hint = (
        f"a speaker may be called {', '.join(SPEAKER[:4])}; a text {', '.join(TEXT[:4])}; "
        "or `speaker_field` and `text_field` name them"
    )
    return fault(file, 1, "header", f"names no speaker and text: {first!r}", hint)

"""CSV and its kin: a header, then one speech a row."""

import csv
import io
from collections.abc import Iterator

from smile_commons.scoring.readers.records import SPEAKER, TEXT, Record, has, record
from smile_commons.scoring.readers.transcript import fault

_DELIMITERS = (",", "\t", ";", "|")


def looks_like_table(text: str) -> bool:
    """Whether the first row names a speaker and a text."""
    return _delimiter(text) is not None


def parse_table(text: str, file: str) -> Iterator[Record]:
    """The rows of a table, whichever of comma, tab, semicolon or bar sets them apart.

    Raises:
        InputError: the header has no speaker or no text, a row has more cells than it, or a
            quote is not closed.
    """
    delimiter = _delimiter(text)
    if delimiter is None:
        raise _no_header(text, file)
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
    return record(dict(zip(head, row, strict=False)), line, file)


def _delimiter(text: str) -> str | None:
    first = text.lstrip("\n").split("\n", 1)[0]
    for delimiter in _DELIMITERS:
        try:
            names = next(csv.reader([first], delimiter=delimiter), list[str]())
        except csv.Error:
            continue
        if has(names, SPEAKER) and has(names, TEXT):
            return delimiter
    return None


def _check_unique(head: list[str], file: str, line: int) -> None:
    for name in head:
        if name and head.count(name) > 1:
            raise fault(file, line, name, "stands twice in the header", "rename one of them")


def _no_header(text: str, file: str) -> Exception:
    first = text.lstrip("\n").split("\n", 1)[0][:120]
    hint = f"a speaker may be called {', '.join(SPEAKER[:4])}; a text {', '.join(TEXT[:4])}"
    return fault(file, 1, "header", f"names no speaker and text: {first!r}", hint)

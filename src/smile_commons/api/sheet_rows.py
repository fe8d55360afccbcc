"""A table that people filled in, as any spreadsheet saves it."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from smile_commons.errors import InputError


def rows_of(path: Path, needed: Sequence[str], lack: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows, stripped, with their lines.

    Args:
        path: the table.
        needed: columns that it has to have.
        lack: what is said where it has not; ``{}`` stands for those that are missing.

    Raises:
        InputError: it cannot be read, or a column is missing.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    mark = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    if missing := [name for name in needed if name not in (rows.fieldnames or ())]:
        raise InputError(f"{path}: {lack.format(' and '.join(missing))}")
    for row in rows:
        yield rows.line_num, {name: (value or "").strip() for name, value in row.items() if name}

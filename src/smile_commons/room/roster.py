"""Names of a class, where a teacher gave them: apart from all else, and the first to be deleted."""

import json
from collections.abc import Sequence
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.room.journal import Lines, whole_lines
from smile_commons.room.records import ROSTER


def read_names(path: Path) -> list[str]:
    """The names in a teacher's file, one a line.

    Raises:
        InputError: it cannot be read, is empty, or a name stands in it twice.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: a text file (UTF-8) with a name a line: {error}") from error
    names = [" ".join(line.split()) for line in lines if line.strip()]
    seen = dict[str, int]()
    for number, name in enumerate(names, start=1):
        if name.casefold() in seen:
            raise InputError(f"{path}: {name!r} stands there twice")
        seen[name.casefold()] = number
    if not names:
        raise InputError(f"{path}: no name stands in it")
    return names


def keep(folder: Path, names: Sequence[str]) -> None:
    """Writes the names down, in no order; nobody has a seat yet."""
    lines = Lines(folder / ROSTER)
    lines.append([{"seat": "", "id": name} for name in sorted(names)])
    lines.close()


def rows_of(folder: Path) -> dict[str, str]:
    """The seat of each name; empty: it has none."""
    path, found = folder / ROSTER, dict[str, str]()
    raw = path.read_bytes()[: whole_lines(path)] if path.is_file() else b""
    for line in raw.splitlines():
        row = json.loads(line)
        found[str(row["id"])] = str(row["seat"])
    return found


def seated(folder: Path, name: str, seat: str) -> None:
    """Notes which seat a name has."""
    lines = Lines(folder / ROSTER)
    lines.append([{"seat": seat, "id": name}])
    lines.close()

"""What was computed once, kept by key in an SQLite file for every later run."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

_WAIT = 10.0
"""Seconds to wait for another process that writes."""
_AT_ONCE = 500
"""Keys in one question; SQLite bounds them."""


class KeptRows:
    """A table of keys and values; several processes may share it.

    It is a convenience: one that is broken is made anew, one that cannot be used is done without.

    Args:
        path: the file; it and its folder are made when something is kept.
        table: its name.
        key: name and SQLite type of the key's column.
        value: those of the value's.
    """

    def __init__(self, path: Path, table: str, key: str, value: str) -> None:
        self._path, self._table = path, table
        self._key, self._value = key.split()[0], value.split()[0]
        self._columns = f"({key} PRIMARY KEY, {value} NOT NULL) STRICT, WITHOUT ROWID"

    def read(self, keys: Sequence[Any]) -> dict[Any, Any]:
        """The values of those keys that are known."""
        if not self._path.is_file():
            return {}
        found: dict[Any, Any] = {}
        try:
            with closing(self._connect()) as connection:
                for start in range(0, len(keys), _AT_ONCE):
                    some = list(keys[start : start + _AT_ONCE])
                    asked = f"SELECT {self._key}, {self._value} FROM {self._table}"
                    marks = ", ".join("?" * len(some))
                    rows = connection.execute(f"{asked} WHERE {self._key} IN ({marks})", some)
                    found |= dict(rows.fetchall())
        except sqlite3.OperationalError:  # locked for long, no table yet, or not to be read
            return {}
        except sqlite3.DatabaseError:
            self._discard()
            return {}
        return found

    def write(self, rows: Mapping[Any, Any]) -> None:
        """Keeps values, in the place of older ones."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.execute(f"CREATE TABLE IF NOT EXISTS {self._table} {self._columns}")
                connection.executemany(
                    f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?)", rows.items()
                )
        except (OSError, sqlite3.OperationalError):
            return  # full, locked or not ours to write: done without
        except sqlite3.DatabaseError:
            self._discard()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_WAIT)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _discard(self) -> None:
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink(missing_ok=True)

"""Answers kept on disk by content: a question that was asked is not asked again."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from smile_commons.scoring.judge.answer import Answer

_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers"
    " (key TEXT PRIMARY KEY, answer TEXT NOT NULL) STRICT, WITHOUT ROWID"
)
_WAIT = 10.0
"""Seconds to wait for another process that writes."""


class KeptAnswers:
    """A file of answers by the digest of their request; several processes may share it.

    It is a convenience: one that is broken is made anew, one that cannot be used is done without.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, Answer] = {}

    def get(self, key: str) -> Answer | None:
        """The answer to a request, if it is known."""
        if key not in self._known and (kept := self._read(key)) is not None:
            self._known[key] = kept
        return self._known.get(key)

    def add(self, answers: Mapping[str, Answer], *, on_disk: bool = True) -> None:
        """Keeps answers, on disk or only as long as this object lives."""
        self._known.update(answers)
        if self._path is None or not on_disk:
            return
        rows = [(key, json.dumps([a.first, a.second, a.floor])) for key, a in answers.items()]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.execute(_TABLE)
                connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
        except (OSError, sqlite3.OperationalError):
            return  # full, locked or not ours to write: done without
        except sqlite3.DatabaseError:
            self._discard()

    def _read(self, key: str) -> Answer | None:
        if self._path is None or not self._path.is_file():
            return None
        try:
            with closing(self._connect()) as connection:
                asked = connection.execute("SELECT answer FROM answers WHERE key = ?", (key,))
                row = asked.fetchone()
            return row and Answer(*map(float, json.loads(row[0])))
        except sqlite3.OperationalError:  # locked for long, no table yet, not to be read
            return None
        except sqlite3.DatabaseError:
            self._discard()
            return None
        except (ValueError, TypeError):
            return None

    def _connect(self) -> sqlite3.Connection:
        assert self._path is not None
        connection = sqlite3.connect(self._path, timeout=_WAIT)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _discard(self) -> None:
        assert self._path is not None
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink(missing_ok=True)

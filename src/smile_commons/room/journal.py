"""Append-only files of JSON lines that are on the disk before anybody is told.

A line that was cut off by a crash was told to nobody: it is cut from the file when it is opened.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from smile_commons.errors import InputError, unwritable
from smile_commons.files import write_atomically

EVERYBODY, TEACHER, SEATS = "all", "teacher", "seats"
"""Who an entry is for; ``seats`` leaves the wall out, ``seat:ID`` is one seat."""


class Lines:
    """A file of JSON lines; what ``append`` returns from is on the disk.

    Raises:
        InputError, FullDiskError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None

    def append(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Writes lines and waits until the disk has them; all or, after a crash, some from the
        first on.

        Raises:
            InputError, FullDiskError: the file takes no more; nothing of them is left in it.
        """
        data = "".join(f"{_json(line)}\n" for line in lines).encode("utf-8", "backslashreplace")
        file = self._opened()
        size = file.tell()
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            self._cut(size)
            raise unwritable(self.path, error) from error

    def rewrite(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Puts these in the place of all that stands there.

        Raises:
            InputError, FullDiskError: the file cannot be written; it is as it was.
        """
        self.close()
        write_atomically(self.path, "".join(f"{_json(line)}\n" for line in lines))

    def close(self) -> None:
        """Closes the file; it opens again when it is written."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> BinaryIO:
        if self._file is None:
            try:
                self._file = self.path.open("ab")
                self._file.seek(0, os.SEEK_END)
                whole = whole_lines(self.path)
                if whole != self._file.tell():
                    self._file.truncate(whole)
                    self._file.seek(whole)
            except OSError as error:
                raise unwritable(self.path, error) from error
        return self._file

    def _cut(self, size: int) -> None:
        """Takes away what was half written, should that be possible."""
        assert self._file is not None
        try:
            os.ftruncate(self._file.fileno(), size)
        except OSError:
            self.close()
            return
        self._file.close()  # what its buffer still holds goes nowhere
        self._file = None


def whole_lines(path: Path) -> int:
    """The length of a file up to the end of its last whole line, in bytes."""
    raw = path.read_bytes() if path.is_file() else b""
    return raw.rfind(b"\n") + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of ``journal.jsonl``: what an audience is told."""

    n: int
    """Its line, from 1."""
    event: str
    data: Mapping[str, Any]
    to: str = EVERYBODY

    def is_for(self, audience: str) -> bool:
        """Whether an audience is told: ``teacher``, ``wall``, ``watcher`` or ``seat:ID``."""
        if self.to in (EVERYBODY, audience):
            return True
        return self.to == SEATS and audience not in ("wall", TEACHER)


class Journal:
    """``journal.jsonl`` of one room, read when it is opened.

    Raises:
        InputError: a line that is not the last one is none; the message names file and line.
    """

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path)
        self.entries = list(_read(path))

    def append(self, event: str, data: Mapping[str, Any], to: str = EVERYBODY) -> Entry:
        """The entry, once it is on the disk.

        Raises:
            InputError, FullDiskError: the file takes no more.
        """
        entry = Entry(len(self.entries) + 1, event, dict(data), to)
        line: dict[str, Any] = {"n": entry.n, "event": event, "to": to, "data": entry.data}
        self._lines.append([line])
        self.entries.append(entry)
        return entry

    def close(self) -> None:
        """Closes the file."""
        self._lines.close()


def _read(path: Path) -> Iterable[Entry]:
    raw = path.read_bytes()[: whole_lines(path)] if path.is_file() else b""
    for number, line in enumerate(raw.splitlines(), start=1):
        try:
            data = json.loads(line)
            yield Entry(int(data["n"]), str(data["event"]), data["data"], str(data["to"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}:{number}: not a line of a journal: {error!r}") from error


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

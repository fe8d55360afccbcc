"""An append-only file of JSON lines: nothing twice, nothing torn, nothing read over again."""

import json
import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from smile_commons.errors import InputError, ServiceError
from smile_commons.files import read_json_lines


class Entry(Protocol):
    """What a journal holds: anything that can be written as a JSON line."""

    def to_json(self) -> str: ...


T = TypeVar("T", bound=Entry)


class Journal(Generic[T]):
    """Entries on disk, in order, each known by its ``key``.

    The file is read once, on the first use; after that only the lines that are asked for are.
    Only the owner of a run may call ``repair`` and ``append``.
    """

    def __init__(
        self,
        path: Path,
        *,
        build: Callable[[Mapping[str, Any]], T],
        key: Callable[[T], Hashable],
        read: Callable[[Path], Sequence[T]] | None = None,
    ) -> None:
        """
        Args:
            path: the file.
            build: makes an entry of what a line holds.
            key: by what an entry is known.
            read: reads all of them; None: line by line.
        """
        self.path = path
        self._build, self._key = build, key
        self._read = read or partial(read_json_lines, build=build)
        self._keys: dict[Hashable, int] | None = None
        """The number of the line under each key."""
        self._ends: list[int] = []
        """Where each line ends, in bytes."""
        self.is_lasting = True
        """Whether each line is on the disk before the next one; else all of them are by ``sync``.
        What is in the file is there for whoever reads it, and after a kill, in any case."""
        self._is_dirty = False

    def repair(self) -> int:
        """Cuts a torn last line away; returns how many bytes went.

        A line is torn when the process died while it wrote. A whole one that only lacks its
        newline (an editor's doing) is kept and ended.
        """
        self._keys = None
        raw = self.path.read_bytes() if self.path.exists() else b""
        start = raw.rfind(b"\n") + 1
        if start == len(raw):
            return 0
        if _is_json(raw[start:]):
            _append(self.path, b"\n", len(raw), lasting=True)
            return 0
        os.truncate(self.path, start)
        return len(raw) - start

    def append(self, entry: T) -> bool:
        """Writes one entry to the disk at once; False if one with its key stood there already.

        Each line is followed by ``fsync`` (some milliseconds): a power cut costs nothing either.

        Raises:
            ServiceError: the disk would not take it; the file is as it was before.
        """
        known = self._index()
        key = self._key(entry)
        if key in known:
            return False
        # A lone surrogate from a model cannot be UTF-8; as an escape it is still JSON.
        line = entry.to_json().encode("utf-8", "backslashreplace") + b"\n"
        end = self._ends[-1] if self._ends else 0
        _append(self.path, line, end, lasting=self.is_lasting)
        self._is_dirty = not self.is_lasting
        known[key] = len(self._ends)
        self._ends.append(end + len(line))
        return True

    def sync(self) -> None:
        """Waits until all that was appended is on the disk.

        Raises:
            ServiceError: the disk would not take it.
        """
        if not self._is_dirty:
            return
        self._is_dirty = False  # first: a line that is added meanwhile may come too late for this
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            self._is_dirty = True
            raise _unwritten(self.path, error) from error

    def under(self, key: Hashable) -> T:
        """The entry that is known by a key.

        Raises:
            KeyError: there is none.
        """
        line = self._index()[key]
        return self._lines(line, line + 1)[0]

    def all(self) -> list[T]:
        """Every entry, read from the disk.

        Raises:
            InputError: a line is not of this kind; the message names file and line.
        """
        return list(self._read(self.path))

    def tail(self, count: int) -> list[T]:
        """The last ``count`` entries, of which only they are read."""
        self._index()
        return self._lines(max(0, len(self._ends) - count), len(self._ends))

    def _lines(self, first: int, end: int) -> list[T]:
        if first == end:
            return []
        with self.path.open("rb") as file:
            start = self._ends[first - 1] if first else 0
            file.seek(start)
            lines = file.read(self._ends[end - 1] - start).split(b"\n")
        return [self._build(json.loads(line)) for line in lines if line]

    def __len__(self) -> int:
        self._index()
        return len(self._ends)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._index()

    def _index(self) -> dict[Hashable, int]:
        if self._keys is None:
            entries = self._read(self.path)
            self._ends = _ends(self.path)
            if len(entries) < len(self._ends):
                raise InputError(f"{self.path}: holds empty lines; take them out")
            self._keys = {self._key(entry): line for line, entry in enumerate(entries)}
        return self._keys


def _append(path: Path, data: bytes, end: int, *, lasting: bool) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            _write(descriptor, data, end, lasting=lasting)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> ServiceError:
    return ServiceError(f"cannot write {path}: {error.strerror}; the run is kept")


def _write(descriptor: int, data: bytes, end: int, *, lasting: bool) -> None:
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if lasting:
            os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, end)  # half a line must not stand before the next one
        raise


def _ends(path: Path) -> list[int]:
    if not path.exists():
        return []
    ends: list[int] = []
    at = 0
    for line in path.read_bytes().split(b"\n")[:-1]:
        at += len(line) + 1
        ends.append(at)
    return ends


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True

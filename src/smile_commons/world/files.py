"""The files of a world, read within bounds; nothing outside of it is ever opened."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from smile_commons.errors import Problem, WorldError
from smile_commons.world.text import decode

LARGEST = 256 * 1024
"""Bytes in one file."""
MOST_FILES = 512
"""Files in one folder, those included that are passed over."""
LARGEST_WORLD = 8 * 1024 * 1024
"""Bytes in all files together."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")


@dataclass(slots=True)
class Reader:
    """Reads the files of one world and keeps what was wrong with them."""

    root: Path
    problems: list[Problem] = field(default_factory=list[Problem])
    read: dict[str, bytes] = field(default_factory=dict[str, bytes])
    size: int = 0

    def texts(
        self, folder: str, *endings: str, largest: int = LARGEST, together: int = LARGEST_WORLD
    ) -> Iterator[tuple[str, str]]:
        """Name (``personas/kai.yaml``) and text of a folder's files, in order of their names.

        Other files are passed over, and so is a ``README.md``. What cannot be read becomes a
        problem.

        Args:
            folder: its path in the world.
            endings: of the names to read.
            largest: bytes that one file may have.
            together: bytes that all of them may have.
        """
        size = 0
        for name in self._names(folder, endings):
            try:
                text = self._text(name, largest)
                size += len(text)
                if size > together:
                    raise _wrong(name, f"{folder}/ is larger than {together // 1024} kB in all")
            except WorldError as error:
                self.problems += error.problems
            else:
                yield name, text

    def folders(self, folder: str, name: re.Pattern[str], most: int) -> list[str]:
        """The folders in a folder that are named so, in order; more than ``most`` are a problem."""
        path = self.root / folder
        if not path.is_dir():
            return []
        found = sorted(e.name for e in path.iterdir() if name.fullmatch(e.name) and e.is_dir())
        if len(found) > most:
            self.problems.append(Problem(folder, None, "", f"holds more than {most} folders"))
        return found[:most]

    def digest(self) -> str:
        """SHA-256 in hex over the names and contents of what was read."""
        total = sha256()
        for name, raw in sorted(self.read.items()):
            total.update(f"{len(name)}:{name}:{len(raw)}:".encode())
            total.update(raw)
        return total.hexdigest()

    def _names(self, folder: str, endings: tuple[str, ...]) -> list[str]:
        names = list[str]()
        path = self.root / folder
        if not path.is_dir() and not path.is_symlink():
            return names
        try:
            self._check_inside(folder)
            with os.scandir(path) as entries:
                for count, entry in enumerate(entries):
                    if count >= MOST_FILES:
                        raise _wrong(folder, f"holds more than {MOST_FILES} files")
                    if entry.name.endswith(endings) and entry.name.lower() != "readme.md":
                        names.append(f"{folder}/{entry.name}")
        except OSError as error:
            self.problems.append(Problem(folder, None, "", f"cannot be read: {error.strerror}"))
        except WorldError as error:
            self.problems += error.problems
        return sorted(names)

    def _text(self, name: str, largest: int) -> str:
        shown = "".join(letter if letter.isprintable() else "?" for letter in name)
        if not _NAME.fullmatch(name.rpartition("/")[2]):
            raise _wrong(shown, "a file's name is made of letters, digits, `-`, `_` and `.`")
        self._check_inside(name)
        try:
            raw = _read_bounded(self.root / name, name, largest)
        except OSError as error:
            raise _wrong(name, f"cannot be read: {error.strerror}") from error
        self.size += len(raw)
        if self.size > LARGEST_WORLD:
            raise _wrong(name, f"the world is larger than {LARGEST_WORLD // 1024**2} MB")
        self.read[name] = raw
        return decode(raw, name)

    def _check_inside(self, name: str) -> None:
        real = os.path.realpath(self.root / name)
        if not Path(real).is_relative_to(os.path.realpath(self.root)):
            raise _wrong(name, "is a link that leads out of the world", "put the file itself there")


def _read_bounded(path: Path, name: str, largest: int) -> bytes:
    # Opened without waiting: a pipe that nobody writes to would never come to an end.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _wrong(name, "is not a file")
        raw = file.read(largest + 1)
    if len(raw) > largest:
        raise _wrong(name, f"is larger than {largest // 1024} kB")
    return raw


def _wrong(name: str, message: str, hint: str | None = None) -> WorldError:
    return WorldError([Problem(name, None, "", message, hint)])

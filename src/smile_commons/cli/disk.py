"""What the system refuses, in our words: a full disk above all, whoever noticed it."""

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from smile_commons.errors import FULL, CommonsError, FullDiskError, InputError
from smile_commons.models.cache import cache_folder

_SAID = re.compile(
    r"disk is full|no space left|file too large|disk quota|disk I/O error|ENOSPC", re.IGNORECASE
)
_SHOWN = 120
"""Characters of a file's name in a message."""
_LEAST = 256 * 1024
"""Bytes; with less room left, a store that failed most likely failed for want of it."""


def refused(error: OSError | sqlite3.Error) -> CommonsError:
    """What to tell of something that the system would not do, wherever it came up."""
    said, place = str(error), Path.cwd()
    if isinstance(error, OSError):
        name = str(error.filename or "")
        said = f"{name[:_SHOWN]}: {error.strerror or error}" if name else said
        place = Path(name).parent if name else place
    if _says_so(error):
        return FullDiskError(f"{place} is full, or another folder that is written to ({said})")
    return InputError(said)


def full_disk(error: BaseException, run: Path) -> FullDiskError | None:
    """The error to tell of when that one came of a full disk; None when it came of something else.

    Args:
        error: whatever ended a play.
        run: the folder of the run.
    """
    if isinstance(error, FullDiskError):
        return error
    full = next((place for place in _places(run) if _room(place) < _LEAST), None)
    if not full and not any(_says_so(one) for one in _chain(error)):
        return None
    place = full or run
    return FullDiskError(f"{place} is full: there is no room to go on with the run")


def _places(run: Path) -> Iterator[Path]:
    yield run
    with suppress(OSError):
        yield cache_folder(None)
        yield Path(tempfile.gettempdir())


def _room(place: Path) -> float:
    """Bytes that are free there; without end where nobody knows."""
    try:
        return shutil.disk_usage(place).free
    except OSError:
        return float("inf")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came of, and what is in a group."""
    left, seen = [error], set[int]()
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        left += [other for other in (one.__cause__, one.__context__) if other is not None]
        inside: tuple[BaseException, ...] = getattr(one, "exceptions", ())
        left += inside


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    return not isinstance(error, UnicodeError) and bool(_SAID.search(str(error)[:2000]))

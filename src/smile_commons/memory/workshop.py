"""Where stores are made before they are put in their place: in memory, if the system has room
there, so that nobody waits for the disk while Chroma writes. Beginnings that many runs share are
kept.
"""

import os
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout

IN_MEMORY = Path("/dev/shm")
"""A file system in memory, where there is one."""
ROOM = 64 * 1024 * 1024
"""Bytes that must be free there."""
SHELVED = 8
"""Beginnings that are kept: of so many worlds or casts."""
PREFIX = "commons-stores-"
_HELD = "held"


class Workshop:
    """A folder that goes with the process; what an earlier one left that was killed is taken away.

    Args:
        place: where it is made; None: in memory, or where temporary files are.
    """

    def __init__(self, place: Path | None = None) -> None:
        where = place or _place()
        _tidy(where)
        held = None
        while held is None:  # another process may tidy in the moment in which it is made
            self._folder = tempfile.TemporaryDirectory(
                prefix=PREFIX, dir=where, ignore_cleanup_errors=True
            )
            self.path = Path(self._folder.name)
            held = _hold(self.path)
        self._held = held
        self._shelved = OrderedDict[str, Path]()

    @contextmanager
    def bench(self) -> Generator[Path]:
        """Where one store is made: a folder that is not there yet, and gone afterwards."""
        self.path.mkdir(parents=True, exist_ok=True)  # somebody may tidy temporary folders
        making = Path(tempfile.mkdtemp(dir=self.path)) / "store"
        try:
            yield making
        finally:
            shutil.rmtree(making.parent, ignore_errors=True)

    def take(self, key: str, making: Path) -> bool:
        """Begins a store as another one that was kept; whether there was one."""
        found = self._shelved.get(key)
        if found is None:
            return False
        try:
            shutil.copytree(found, making)
        except OSError:
            shutil.rmtree(making, ignore_errors=True)
            del self._shelved[key]
            return False
        self._shelved.move_to_end(key)
        return True

    def keep(self, key: str, store: Path) -> None:
        """Keeps a copy of a store, if there is room for it."""
        path = self.path / key
        try:
            shutil.copytree(store, path)
        except OSError:
            shutil.rmtree(path, ignore_errors=True)
            return
        self._shelved[key] = path
        while len(self._shelved) > SHELVED:
            _, oldest = self._shelved.popitem(last=False)
            shutil.rmtree(oldest, ignore_errors=True)


@cache
def workshop() -> Workshop:
    """This process's."""
    return Workshop()


def _place() -> Path:
    with suppress(OSError):
        room = os.statvfs(IN_MEMORY)
        if room.f_bavail * room.f_frsize >= ROOM and os.access(IN_MEMORY, os.W_OK):
            return IN_MEMORY
    return Path(tempfile.gettempdir())


def _hold(folder: Path) -> FileLock | None:
    """Holds a folder while the process lives; None: somebody else does, or took it away."""
    lock = FileLock(folder / _HELD, thread_local=False)
    with suppress(OSError, Timeout):
        lock.acquire(blocking=False)
        if (folder / _HELD).exists():
            return lock
        lock.release()
    return None


def _tidy(where: Path) -> None:
    """Takes away what processes left that are gone: nobody holds it any more."""
    for left in where.glob(f"{PREFIX}*"):
        if (left / _HELD).exists() and (held := _hold(left)) is not None:
            shutil.rmtree(left, ignore_errors=True)
            held.release()

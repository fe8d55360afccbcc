"""The lease of a run: one process plays it, every other is refused by name.

The lease is a lock of the operating system on ``run.lock``, so it ends with its process
however that ends, ``kill -9`` included: nothing stale ever blocks a resume. The file's text
says who holds it and since when; its modification time is the last sign of life.
"""

import getpass
import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from smile_commons.errors import RunLockedError

_BEAT = 5.0
"""Seconds from one sign of life to the next."""
_SILENCE = 600.0
"""Seconds without a sign of life after which a process elsewhere counts as gone."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who plays a run."""

    who: str
    """``user@host``."""
    pid: int
    since: str
    """ISO-8601, UTC."""

    @classmethod
    def here(cls) -> Self:
        """This process, from now on."""
        who = f"{_user()}@{socket.gethostname()}"
        return cls(who=who, pid=os.getpid(), since=datetime.now(UTC).isoformat(timespec="seconds"))


class RunLock:
    """The lease of one run's folder; a context manager.

    Raises (on entering):
        RunLockedError: another process, or another part of this one, plays the run.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # One lock whatever thread asks: a run belongs to a process.
        self._lock = FileLock(path, thread_local=False)
        self._beat = 0.0

    @property
    def held(self) -> bool:
        """Whether this object holds the lease."""
        return self._lock.is_locked

    def acquire(self) -> None:
        """Takes the lease at once or not at all."""
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise RunLockedError(self._refusal()) from None
        self.path.write_text(json.dumps(asdict(Owner.here())) + "\n", encoding="utf-8")

    def beat(self) -> None:
        """Leaves a sign of life, unless there was one a moment ago."""
        now = time.monotonic()
        if now - self._beat > _BEAT:
            os.utime(self.path)
            self._beat = now

    def release(self) -> None:
        """Gives the lease back; nothing happens if it is not held."""
        if self.held:
            self.path.write_bytes(b"")
            self._lock.release()

    def owner(self) -> Owner | None:
        """Who the file says plays the run; None when nobody does or it cannot be read."""
        try:
            return Owner(**json.loads(self.path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def seems_held(self) -> bool:
        """Whether somebody plays the run, as far as can be told without touching the lease.

        On another machine a process counts as alive while its last sign of life is fresh.
        """
        owner = self.owner()
        if owner is None:
            return False
        if owner.who.partition("@")[2] != socket.gethostname():
            return time.time() - self.path.stat().st_mtime < _SILENCE
        return _is_alive(owner.pid)

    def _refusal(self) -> str:
        run, owner = self.path.parent.name, self.owner()
        if owner is None:
            return f"run {run} is being played by another process; wait until it is done"
        seen = datetime.fromtimestamp(self.path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        return (
            f"run {run} is being played by {owner.who}, process {owner.pid}, since {owner.since}"
            f" (last sign of life {seen}); wait until it is done or stop that process"
        )

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"uid{os.getuid()}"

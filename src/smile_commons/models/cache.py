"""The user's cache of weights, the stamp that says a file there was verified, and how far the work
on one has come.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smile_commons.errors import CommonsError, InputError, ModelError
from smile_commons.files import write_atomically
from smile_commons.models.catalogue import Entry

OnBytes = Callable[[int], None]
"""Told how many bytes were done since the last time."""


@contextmanager
def progress(what: str, total: int, done: int = 0) -> Generator[OnBytes]:
    """Shows how many of ``total`` bytes are done; silent when standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    with bar:
        task = bar.add_task(what, total=total, completed=done)
        yield lambda count: bar.advance(task, count)


CACHE_VARIABLE = "COMMONS_CACHE_DIR"
BLOCK = 1 << 20
_HASHES = "hashes.json"


def cache_folder(given: Path | None = None) -> Path:
    """Where weights are kept: what was given, ``COMMONS_CACHE_DIR``, or the system's cache."""
    if given is not None:
        return given.expanduser()
    if os.environ.get(CACHE_VARIABLE):
        return Path(os.environ[CACHE_VARIABLE]).expanduser()
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("smile-commons", appauthor=False))


@dataclass(frozen=True, slots=True)
class Stored:
    """The place of one model's file in the cache."""

    entry: Entry
    folder: Path

    @property
    def path(self) -> Path:
        """The file; there only when it is whole and was verified."""
        return self.folder / self.entry.filename

    @property
    def partial(self) -> Path:
        """Where it is joined until then."""
        return self.folder / f"{self.entry.filename}.part"

    @property
    def download(self) -> Path:
        """Where a download grows; kept when it breaks off, to go on from there."""
        return self.folder / f"{self.entry.filename}.download"

    @property
    def lock(self) -> Path:
        """Held while it is made, so that two programs do not both make it."""
        return self.folder / f"{self.entry.filename}.lock"

    @property
    def stamp(self) -> Path:
        """Says of which size, time and hash the file was when it was verified."""
        return self.folder / f"{self.entry.filename}.ok"

    def is_verified(self) -> bool:
        """Whether the file is the one that was verified, by its stamp; reads no weights."""
        try:
            kept = json.loads(self.stamp.read_text("utf-8"))
            return kept == self._facts() and kept["sha256"] == self.entry.sha256
        except (OSError, ValueError, TypeError, KeyError):
            return False  # no stamp, or not one of ours: the file is verified anew

    def verify(self, on_bytes: OnBytes | None = None, *, anew: bool = False) -> bool:
        """Whether the file is what the catalogue says, by its hash where the stamp is stale.

        ``anew`` hashes the file whatever the stamp says.
        """
        if not anew and self.is_verified():
            return True
        if not self.path.is_file() or self.path.stat().st_size != self.entry.size:
            return False
        if sha256_of(self.path, on_bytes) != self.entry.sha256:
            return False
        self.write_stamp()
        return True

    def write_stamp(self) -> None:
        """Notes that the file as it is now was verified."""
        new = self.stamp.with_suffix(".ok-new")
        new.write_text(json.dumps(self._facts()), "utf-8")
        new.replace(self.stamp)

    def settle(self, made: Path, sha256: str) -> Path:
        """Moves a file that was made to its place, if its hash is right; else removes it.

        Raises:
            ModelError: the hash is wrong.
        """
        if sha256 != self.entry.sha256:
            made.unlink(missing_ok=True)
            raise ModelError(
                f"{self.entry.id}: SHA-256 is {sha256}, not {self.entry.sha256}: "
                "the file is damaged or another one, and was thrown away",
                "wrong hash",
            )
        made.replace(self.path)
        self.write_stamp()
        return self.path

    def _facts(self) -> dict[str, object]:
        found = self.path.stat()
        return {"size": found.st_size, "mtime_ns": found.st_mtime_ns, "sha256": self.entry.sha256}


def sha256_of(path: Path, on_bytes: OnBytes | None = None) -> str:
    """SHA-256 of a file, in hex.

    Raises:
        InputError: it cannot be read.
    """
    hasher = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                hasher.update(block)
                if on_bytes is not None:
                    on_bytes(len(block))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    return hasher.hexdigest()


def known_sha256(path: Path, folder: Path) -> str:
    """SHA-256 of any file, computed once for each size and time it has.

    Raises:
        InputError: the file cannot be read.
    """
    found, place = path.stat(), str(path.resolve())
    facts = [found.st_size, found.st_mtime_ns]
    notes = folder / _HASHES
    try:
        known: dict[str, list[Any]] = json.loads(notes.read_text("utf-8"))
        if known[place][:2] == facts:
            return str(known[place][2])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        known = {}  # not noted yet, or not readably
    with progress(f"hashing {path.name}", found.st_size) as on_bytes:
        sha256 = sha256_of(path, on_bytes)
    # A cache that cannot be written only costs time.
    with contextlib.suppress(OSError, CommonsError):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(notes, json.dumps({**known, place: [*facts, sha256]}))
    return sha256

"""``cells.jsonl``: what became of every cell, append-only, each line on the disk at once."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from smile_commons.errors import RunLockedError, unwritable
from smile_commons.files import read_json_lines
from smile_commons.runs.lock import RunLock
from smile_commons.studies.cells import CellRow

CELLS, LOCK = "cells.jsonl", "study.lock"


class Ledger:
    """The rows of a study.

    Args:
        folder: the study's.

    Raises:
        InputError: the file holds what is no row; the message names file and line.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / CELLS
        self._lock = RunLock(folder / LOCK)
        self.rows: dict[str, CellRow] = read_rows(folder)

    @contextmanager
    def owned(self) -> Generator[None]:
        """Holds the study: nobody else may play its cells meanwhile.

        Raises:
            RunLockedError: somebody plays them.
        """
        try:
            self._lock.acquire()
        except RunLockedError as error:
            owner = self._lock.owner()
            who = (
                f"{owner.who}, process {owner.pid}, since {owner.since}"
                if owner
                else "another process"
            )
            raise RunLockedError(
                f"the study in {self.path.parent} is being run by {who}; wait until it is done, or "
                "stop that process"
            ) from error
        try:
            self._mend()
            self.rows = read_rows(self.path.parent)
            yield
        finally:
            self._lock.release()

    def owner_seems_there(self) -> bool:
        """Whether somebody plays the study's cells just now."""
        return self._lock.seems_held()

    def add(self, row: CellRow) -> CellRow:
        """Writes a row, on the disk when this is over; gives it with the time it was written.

        Raises:
            FullDiskError, InputError: the disk would not take it; the file is as it was.
        """
        if not self._lock.held:
            raise RunLockedError("nothing may be added to a study without `with owned():`")
        try:
            end = self.path.stat().st_size if self.path.exists() else 0
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                self._write(descriptor, row, end)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise unwritable(self.path, error) from error
        self._lock.beat()
        self.rows[row.cell] = row
        return row

    @staticmethod
    def _write(descriptor: int, row: CellRow, end: int) -> None:
        rest = memoryview(row.to_json().encode("utf-8", "backslashreplace") + b"\n")
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, end)  # half a line must not stand before the next one
            raise

    def _mend(self) -> None:
        """Takes away a last line that a killed process left torn."""
        if not self.path.exists():
            return
        raw = self.path.read_bytes()
        whole = raw.rfind(b"\n") + 1
        if whole < len(raw):
            os.truncate(self.path, whole)


def read_rows(folder: Path) -> dict[str, CellRow]:
    """The last row of every cell and trunk of a study, by id; none where it was never run.

    Raises:
        InputError: a line is no row; the message names file and line.
    """
    rows = read_json_lines(folder / CELLS, CellRow.of, "a row of a cell")
    return {row.cell: row for row in rows}


def now() -> str:
    """The time, ISO-8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def rows_of(rows: Mapping[str, CellRow], kind: str = "cell") -> dict[str, CellRow]:
    """Those of cells alone, or of trunks alone."""
    return {id: row for id, row in rows.items() if row.kind == kind}

"""How far a study is, and what is left of it."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from smile_commons.studies.cells import Cell, CellRow

_MOMENT = 1.0
"""Seconds for which the hours of a study stay as they were counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a study stands."""

    total: int
    """Cells of the design."""
    done: int = 0
    failed: int = 0
    stopped: int = 0
    """Begun and not over; they go on where they stopped."""
    playing: int = 0
    left: int = 0
    """Neither done nor failed."""
    tokens: int = 0
    """Of all cells and common parts."""
    cost: float | None = None
    """In the currency of the prices; None where they are not known."""
    hours: float = 0.0
    """In which something was played, by the clock."""
    seconds_left: float | None = None
    """At the pace so far; None before a cell is done."""
    cost_left: float | None = None
    running: bool = False
    """Whether somebody plays it just now."""
    ended: str = ""
    """Why the session ended with cells left: which rule of ``stop``, and at what."""


def status_of(
    cells: Sequence[Cell], rows: Mapping[str, CellRow], *, running: bool = False, ended: str = ""
) -> Status:
    """How a study stands by its rows.

    Args:
        cells: of the design.
        rows: the last of each, those of common parts too.
        running: whether somebody plays it just now.
        ended: why a session ended early.
    """
    return Tally(cells, rows).status(running=running, ended=ended)


class Tally:
    """How a study stands, kept up to date row by row: of ten thousand rows none is read again.

    Args:
        cells: of the design.
        rows: the last of each, those of common parts too; whoever owns them tells of each change.
    """

    def __init__(self, cells: Sequence[Cell], rows: Mapping[str, CellRow]) -> None:
        self._own = {cell.id for cell in cells}
        self._rows = rows
        self._counts: Counter[str] = Counter()
        self._tokens, self._cost, self._priced = 0, 0.0, 0
        self._seconds, self._counted = 0.0, float("-inf")
        for row in rows.values():
            self._add(row, 1)

    def changed(self, before: CellRow | None, row: CellRow) -> None:
        """A row took the place of another of its cell, or is its first."""
        if before is not None:
            self._add(before, -1)
        self._add(row, 1)

    def status(self, *, running: bool = False, ended: str = "") -> Status:
        """How it stands; the hours are as they were a moment ago."""
        counts, total = self._counts, len(self._own)
        playing = counts["playing"] if running else 0
        over = counts["done"] + counts["failed"]
        left, seconds = total - over, self._played()
        cost = self._cost if self._priced else None
        return Status(
            total=total,
            done=counts["done"],
            failed=counts["failed"],
            stopped=counts["stopped"] + counts["playing"] - playing,
            playing=playing,
            left=left,
            tokens=self._tokens,
            cost=cost,
            hours=seconds / 3600,
            seconds_left=seconds / over * left if over else None,
            cost_left=cost / over * left if over and cost is not None else None,
            running=running,
            ended=ended,
        )

    def _add(self, row: CellRow, sign: int) -> None:
        if row.cell in self._own:
            self._counts[row.status] += sign
        self._tokens += sign * row.tokens
        if row.cost is not None:
            self._cost += sign * row.cost
            self._priced += sign

    def _played(self) -> float:
        """Seconds in which something was played: all rows are read for that, so now and then."""
        now = time.monotonic()
        if now - self._counted >= _MOMENT:
            rows = list(self._rows.values())  # one may be added in another thread
            self._seconds, self._counted = played_seconds(rows), now
        return self._seconds


def played_seconds(rows: Iterable[CellRow]) -> float:
    """Seconds by the clock in which at least one cell was played, however many at once."""
    spans = list[tuple[float, float]]()
    for row in rows:
        if row.status != "playing" and row.at:
            end = datetime.fromisoformat(row.at).timestamp()
            spans.append((end - row.seconds, end))
    total, reached = 0.0, float("-inf")
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return total

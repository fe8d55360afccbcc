"""How far a study is, and what is left of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from smile_commons.studies.cells import Cell, CellRow


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
    own = [rows[cell.id] for cell in cells if cell.id in rows]
    counts = Counter(row.status for row in own)
    playing = counts["playing"] if running else 0
    left = len(cells) - counts["done"] - counts["failed"]
    hours = played_seconds(rows.values()) / 3600
    over = counts["done"] + counts["failed"]
    costs = [row.cost for row in rows.values() if row.cost is not None]
    cost = sum(costs) if costs else None
    return Status(
        total=len(cells),
        done=counts["done"],
        failed=counts["failed"],
        stopped=counts["stopped"] + counts["playing"] - playing,
        playing=playing,
        left=left,
        tokens=sum(row.tokens for row in rows.values()),
        cost=cost,
        hours=hours,
        seconds_left=hours * 3600 / over * left if over else None,
        cost_left=cost / over * left if over and cost is not None else None,
        running=running,
        ended=ended,
    )


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

"""Tables of counts in which no small count can be read, nor worked out from what is shown.

A cell or a margin under ``FEWEST`` is hidden, and then as many more as it takes until every hidden
number could still have two values or more, whoever subtracts what from what. This is primary and
complementary suppression as statistical offices do it (Hundepool et al. 2012, *Statistical
Disclosure Control*, chapter 4). Whoever reads a table is taken to know the rule, and even which
numbers were hidden for being small. Cells are shown only where other tables, that differ in every
hidden number, would have been shown just so; elsewhere all margins or nothing.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST = 5
"""Counts below this are shown to nobody."""

_TRIES = 600
"""Other tables that are looked at; without an answer by then the table is not shown."""

Shown = int | None


@dataclass(frozen=True, slots=True)
class HiddenTable:
    """A table of counts as it may be shown; None: hidden."""

    cells: tuple[tuple[Shown, ...], ...]
    rows: tuple[Shown, ...]
    columns: tuple[Shown, ...]
    n: Shown
    """All of them; None where there are fewer than ``FEWEST``, and then nothing is shown."""

    @property
    def is_empty(self) -> bool:
        """Whether it shows no count but, at most, how many there are."""
        numbers = [*self.rows, *self.columns, *(one for row in self.cells for one in row)]
        return all(one is None for one in numbers)


def hidden(counts: Sequence[Sequence[int]]) -> HiddenTable:
    """A table of counts with its margins, as far as they may be shown.

    Args:
        counts: rows of one length; a cell is a number of people, each in exactly one.
    """
    import numpy as np

    table = np.asarray(counts, dtype=np.int64)
    values = _numbers(table)
    shown = _shown(values, table.shape)
    if shown.any() and not _could_be_others(table, shown):
        shown = _shown(values, table.shape, margins_only=True)
        shown &= shown[table.size :].all()  # of a few margins their cells could be told
    total = int(table.sum())
    return _table(values, shown, table.shape, total if total >= FEWEST else None)


def _numbers(table: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Cells, then rows' sums, then columns' sums."""
    import numpy as np

    return np.concatenate([table.ravel(), table.sum(axis=1), table.sum(axis=0)])


def _shown(
    values: "NDArray[np.int64]", shape: tuple[int, ...], *, margins_only: bool = False
) -> "NDArray[np.bool_]":
    """Which numbers are shown, so that what is not has two values by subtraction."""
    import numpy as np

    cells = shape[0] * shape[1]
    total = int(values[:cells].sum())
    small = values < FEWEST
    shown = ~small
    if margins_only:
        shown[:cells] = False
    if total < FEWEST:
        return np.zeros(len(values), dtype=bool)
    order = _least_missed(shape[0], shape[1])
    while not _is_safe(values, shown, small, total, shape):
        shown[next(one for one in order if shown[one])] = False
    for one in order[::-1]:  # some were hidden before the one that mattered
        if not shown[one] and not small[one] and not (margins_only and one < cells):
            shown[one] = True
            shown[one] = _is_safe(values, shown, small, total, shape)
    return shown


@cache
def _least_missed(height: int, width: int) -> tuple[int, ...]:
    """Which numbers are hidden first: who moved, then who stayed, then the margins.

    The same for every table, so that what was hidden says little of what it was.
    """
    cells = [(row, column) for row in range(height) for column in range(width)]
    cells.sort(key=lambda cell: -abs(cell[0] - cell[1]))
    inside = [row * width + column for row, column in cells]
    return (*inside, *range(height * width, height * width + height + width))


def _could_be_others(table: "NDArray[np.int64]", shown: "NDArray[np.bool_]") -> bool:
    """Whether other tables would be shown just so, and differ in each number that is hidden."""
    import numpy as np

    def alike(numbers: "NDArray[np.int64]") -> bool:
        return np.array_equal(_shown(numbers, table.shape), shown)

    return _others(table, shown, alike)


def stays_open(
    counts: Sequence[Sequence[int]],
    told: HiddenTable,
    possible: "Callable[[NDArray[np.int64]], bool]",
) -> bool:
    """Whether each hidden number has two values also for one who is told something more.

    Args:
        counts: the table.
        told: as it is shown.
        possible: whether a table agrees with what more is told.
    """
    import numpy as np

    table = np.asarray(counts, dtype=np.int64)
    numbers = [*(one for row in told.cells for one in row), *told.rows, *told.columns]
    shown = np.array([one is not None for one in numbers])
    cells = table.size
    return _others(table, shown, lambda one: possible(one[:cells].reshape(table.shape)))


def _others(
    table: "NDArray[np.int64]",
    shown: "NDArray[np.bool_]",
    accepted: "Callable[[NDArray[np.int64]], bool]",
) -> bool:
    """Whether accepted tables with the same shown numbers differ in each that is hidden.

    Looked for among those that one or two people's other votes would make, step by step.
    """
    import numpy as np

    told = _numbers(table)
    open_ = ~shown
    start = table.ravel()
    waiting, seen = deque([start]), {start.tobytes()}
    left: int = _TRIES
    while waiting and open_.any():
        here = waiting.popleft()
        for step in _steps(len(start)):
            other = here + step
            if other.min() < 0 or other.tobytes() in seen:
                continue
            numbers = _numbers(other.reshape(table.shape))
            if not np.array_equal(numbers[shown], told[shown]):
                continue
            seen.add(other.tobytes())
            if left < 1:
                return False
            left -= 1
            if accepted(numbers):
                open_ &= numbers == told
                waiting.append(other)
                if not open_.any():
                    break
    return not open_.any()


@cache
def _steps(cells: int) -> "tuple[NDArray[np.int64], ...]":
    """One person in another cell, or two."""
    import numpy as np

    one = [
        np.eye(cells, dtype=np.int64)[to] - np.eye(cells, dtype=np.int64)[of]
        for to, of in permutations(range(cells), 2)
    ]
    two = {
        both.tobytes(): both
        for first, second in combinations(one, 2)
        if np.abs(both := first + second).sum() == 4
    }
    return (*one, *two.values())


def _is_safe(
    values: "NDArray[np.int64]",
    shown: "NDArray[np.bool_]",
    small: "NDArray[np.bool_]",
    total: int,
    shape: tuple[int, ...],
) -> bool:
    """Whether each hidden number has two values at least for one who knows which were small."""
    import numpy as np

    low = np.where(shown, values, 0)
    high = np.where(shown, values, np.where(small, FEWEST - 1, total))
    least, most = bounds(low, high, total, shape)
    return bool(np.all(shown | (most > least)))


def bounds(
    low: "NDArray[np.int64]", high: "NDArray[np.int64]", total: int, shape: tuple[int, ...]
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Between what each number of a table lies, given bounds for all of them and their sum.

    Cells, then rows' sums, then columns' sums. The table is a flow of ``total`` from a source
    through rows and columns to a sink, so the bounds are whole numbers that are reached
    (Hoffman 1960: a circulation within bounds exists if and only if no cut forbids it).
    """
    import numpy as np

    out, into = _cuts(shape[0], shape[1])
    lower = np.append(low, total)
    upper = np.append(high, total)
    slack = into @ upper - out @ lower  # of every cut; below 0: there is no such table
    most, least = upper.copy(), lower.copy()
    for edge in range(len(lower)):
        forward, backward = slack[out[:, edge] == 1], slack[into[:, edge] == 1]
        most[edge] = min(upper[edge], lower[edge] + forward.min())
        least[edge] = max(lower[edge], upper[edge] - backward.min())
    return least[:-1], most[:-1]


@cache
def _cuts(height: int, width: int) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """For every set of nodes, which edges leave it and which enter it."""
    import numpy as np

    source, sink = height + width, height + width + 1
    edges = [
        *((row, height + column) for row in range(height) for column in range(width)),
        *((source, row) for row in range(height)),
        *((height + column, sink) for column in range(width)),
        (sink, source),
    ]
    sets = np.arange(1 << (height + width + 2))
    inside = (sets[:, None] >> np.arange(height + width + 2)) & 1
    start, end = (inside[:, [edge[side] for edge in edges]] for side in (0, 1))
    return (start & (1 - end)).astype(np.int64), ((1 - start) & end).astype(np.int64)


def _table(
    values: "NDArray[np.int64]",
    shown: "NDArray[np.bool_]",
    shape: tuple[int, ...],
    total: Shown,
) -> HiddenTable:
    height, width = shape
    told: list[Shown] = [
        int(one) if seen else None for one, seen in zip(values, shown, strict=True)
    ]
    cells = told[: height * width]
    rest = told[height * width :]
    return HiddenTable(
        tuple(tuple(cells[row * width : (row + 1) * width]) for row in range(height)),
        tuple(rest[:height]),
        tuple(rest[height:]),
        total,
    )


def hidden_counts(counts: Sequence[int]) -> tuple[tuple[Shown, ...], Shown]:
    """Counts of one kind of answer, and of all, as far as they may be shown."""
    total = sum(counts)
    if total < FEWEST:
        return tuple(None for _ in counts), None
    order = sorted(range(len(counts)), key=lambda at: counts[at])
    kept = [at for at in order if counts[at] >= FEWEST]
    while len(kept) < len(counts):
        left = [counts[at] for at in order if at not in kept]
        most = (FEWEST - 1) * len(left)  # of small ones alone
        if len(left) > 1 and sum(left) and (sum(left) < most or max(left) >= FEWEST):
            break
        if not kept:
            break
        kept.pop(0)
    return tuple(one if at in kept else None for at, one in enumerate(counts)), total

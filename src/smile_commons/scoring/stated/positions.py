"""Stated positions: the recency-weighted mean of what a persona said on an article.

A speech weighs half as much as the next one of the same persona on the same article, so the last
word counts for about half of the whole. What was said early is the plain mean of the first third
of these speeches, at least one: so a single speech is its own start, and nothing has moved.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.figures import Part, figure, is_state
from smile_commons.scoring.stated.readings import Reading, Readings

Whole = NDArray[np.intp]

HALF_LIFE = 1.0
"""In speeches of the persona on the article."""
FIRST = 3
"""One in so many of these speeches is the start."""


@dataclass(frozen=True, slots=True)
class Units:
    """Readings as arrays, one entry a reading."""

    shape: tuple[int, int]
    """Personas and articles."""
    persona: Whole
    article: Whole
    speech: Whole
    """Index of the speech among all lines; a speech on two articles is one unit."""
    position: Table
    forms: Table | None
    """Forms of the question by readings: the position by each less that by all of them; None where
    there is one form."""
    speeches: int
    speaker: Whole
    """Of each speech, read or not."""

    @classmethod
    def of(cls, readings: Readings) -> "Units":
        """The readings, in the order of the transcript."""
        rows = {persona: row for row, persona in enumerate(readings.personas)}
        columns = {article.id: column for column, article in enumerate(readings.articles)}
        spoken = readings.spoken
        return cls(
            shape=(len(rows), len(columns)),
            persona=np.array([rows[one.persona] for one in spoken], dtype=np.intp),
            article=np.array([columns[one.article] for one in spoken], dtype=np.intp),
            speech=np.array([one.place for one in spoken], dtype=np.intp),
            position=np.array([one.position for one in spoken], dtype=np.float64),
            forms=_forms(spoken),
            speeches=len(readings.lines),
            speaker=np.array([rows[line.speaker] for line in readings.lines], dtype=np.intp),
        )


@dataclass(frozen=True, slots=True)
class Tables:
    """Personas by articles: where they began, where they ended, in how many speeches."""

    start: Table
    end: Table
    count: Table

    @property
    def moved(self) -> tuple[Table, Table]:
        """Start and end where there are two speeches or more; NaN elsewhere."""
        enough = self.count > 1
        return np.where(enough, self.start, np.nan), np.where(enough, self.end, np.nan)


Figure = Callable[[Tables], Table]
"""A score as a function of where everybody began and ended."""


def figure_of(id: str, weights: Table, part: Part) -> Figure:
    """A score of what was said, of some personas and articles."""
    bare = id.removeprefix("stated-")

    def at(told: Tables) -> Table:
        if bare == "position":
            return part.of(told.end)[..., 0, 0]
        start, end = (told.start, told.end) if is_state(bare) else told.moved
        return figure(bare, part.of(start), part.of(end), weights[..., part.columns])

    return at


def tables(
    units: Units,
    *,
    position: Table | None = None,
    order: Whole | None = None,
    speaker: Whole | None = None,
    half_life: float = HALF_LIFE,
) -> Tables:
    """Where everybody began and ended.

    Args:
        units: the readings.
        position: one a reading, in the place of its own.
        order: one a speech: its time; None: as it was.
        speaker: one a speech: whose it is; None: as it was.
        half_life: in speeches; infinite: all weigh alike.
    """
    rows, columns = units.shape
    cells = rows * columns
    whose = units.persona if speaker is None else speaker[units.speech]
    cell = whose * columns + units.article
    time = units.speech if order is None else order[units.speech]
    early, late = shares(cell, time, cells, half_life)
    count = np.bincount(cell, minlength=cells)
    told = units.position if position is None else position

    def at(weights: Table) -> Table:
        found = np.bincount(cell, weights * told, minlength=cells)
        return np.where(count > 0, found, np.nan).reshape(rows, columns)

    return Tables(at(early), at(late), count.reshape(rows, columns).astype(np.float64))


def shares(
    cell: Whole, time: Whole, cells: int, half_life: float = HALF_LIFE
) -> tuple[Table, Table]:
    """What each reading counts in its cell's start and in its end; each sums to 1 over a cell."""
    place = np.lexsort((time, cell))
    ordered = cell[place]
    count = np.bincount(cell, minlength=cells)
    first = np.concatenate(([0], np.cumsum(count)[:-1]))
    rank = np.empty(len(cell), dtype=np.intp)
    rank[place] = np.arange(len(cell)) - first[ordered]
    of = count[cell]
    late = 0.5 ** (np.minimum(of - 1 - rank, 60) / half_life)
    early = (rank < np.maximum(1, of // FIRST)).astype(np.float64)
    return tuple(
        weights / np.bincount(cell, weights, minlength=cells)[cell] for weights in (early, late)
    )  # type: ignore[return-value]


def running(spoken: tuple[Reading, ...]) -> list[tuple[Reading, float, dict[str, float]]]:
    """After each reading, where its persona stands on its article: position and distribution."""
    found = list[tuple[Reading, float, dict[str, float]]]()
    sums = dict[tuple[str, str], tuple[float, float, dict[str, float]]]()
    fade = 0.5 ** (1 / HALF_LIFE)
    for one in spoken:
        key = (one.persona, one.article)
        weight, total, shares = sums.get(key, (0.0, 0.0, dict.fromkeys(one.distribution, 0.0)))
        weight, total = weight * fade + 1, total * fade + one.position
        shares = {side: shares[side] * fade + share for side, share in one.distribution.items()}
        sums[key] = (weight, total, shares)
        found.append((one, total / weight, {side: v / weight for side, v in shares.items()}))
    return found


def _forms(spoken: tuple[Reading, ...]) -> Table | None:
    count = min((len(one.forms) for one in spoken), default=0)
    if count < 2:
        return None
    decided = np.array([1 - one.distribution["0"] for one in spoken])
    by_form = decided * np.tanh(np.array([one.forms[:count] for one in spoken]).T / 2)
    return by_form - by_form.mean(axis=0)

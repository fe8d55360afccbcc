"""One reading of a transcript's speeches, how sure figures of it are, and two of them compared.

A single reading lies off where its persona stands by what it happened to say and by what the judge
made of it. How far, neighbouring speeches of a persona on an article tell: their squared difference
is twice that variance, whether the persona moves slowly or not (von Neumann 1941). It is pooled
over personas and articles, since one of them has a handful of speeches. A figure is as sure as its
readings, weighted as they count in it; few count in a position, the last for half of it. What the
judge's forms of the question do is added, each left out in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.intervals import Spread, jackknife
from smile_commons.scoring.stated.positions import Figure, Tables, Units, shares, tables
from smile_commons.scoring.stated.readings import Readings

_STEP = 1e-3


@dataclass(frozen=True, slots=True)
class Cells:
    """Readings by cell (persona and article), and what each counts there."""

    cell: NDArray[np.intp]
    early: Table
    late: Table
    position: Table
    order: NDArray[np.intp]
    """Of the readings by cell, and by time within it."""

    @classmethod
    def of(cls, units: Units) -> "Cells":
        """The cells of these readings."""
        rows, columns = units.shape
        cell = units.persona * columns + units.article
        early, late = shares(cell, units.speech, rows * columns)
        return cls(cell, early, late, units.position, np.lexsort((units.speech, cell)))


def noise_of(cells: Cells) -> Spread | None:
    """Variance of one reading; None where nobody speaks twice to the same article."""
    cell, position = cells.cell[cells.order], cells.position[cells.order]
    same = cell[1:] == cell[:-1]
    if not same.any():
        return None
    apart = (position[1:] - position[:-1])[same]
    count = np.bincount(cell)
    count = count[count > 1]
    # Neighbouring differences share a reading, which takes degrees of freedom (von Neumann 1941).
    df = float(np.sum(2 * (count - 1) ** 2 / (3 * count - 4)))
    return Spread(float(np.mean(apart**2)) / 2, df)


def spread_of(figure: Figure, told: Tables, cells: Cells, units: Units, noise: Spread) -> Spread:
    """How sure a figure of the readings is, by what was said and by the judge's forms."""
    counts = np.sum(weights_of(figure, told, cells) ** 2)
    by_speech = Spread(noise.variance * float(counts), noise.df)
    if units.forms is None:
        return by_speech
    others = len(units.forms) - 1
    without = [
        figure(tables(units, position=units.position - shift / others)) for shift in units.forms
    ]
    by_form = jackknife(np.array(without))
    return by_speech if by_form is None else by_speech.plus(by_form)


def weights_of(figure: Figure, told: Tables, cells: Cells) -> Table:
    """What a figure changes by with each reading."""
    slopes = _slopes(figure, told)
    return slopes[0][cells.cell] * cells.early + slopes[1][cells.cell] * cells.late


def _slopes(figure: Figure, told: Tables) -> Sequence[Table]:
    """By cell, what a figure changes by with its start and with its end."""
    size = told.end.size
    steps = np.eye(size).reshape(size, *told.end.shape) * _STEP
    found = list[Table]()
    for start, end in ((steps, 0 * steps), (0 * steps, steps)):
        ahead, behind = (
            figure(Tables(told.start + sign * start, told.end + sign * end, told.count))
            for sign in (1, -1)
        )
        found.append(np.nan_to_num((ahead - behind) / (2 * _STEP)))
    return found


@dataclass(frozen=True, slots=True)
class Read:
    """A transcript as it was read, and how sure that is."""

    units: Units
    told: Tables
    cells: Cells
    noise: Spread | None

    @classmethod
    def of(cls, readings: Readings) -> "Read":
        """The tables of these readings."""
        units = Units.of(readings)
        cells = Cells.of(units)
        return cls(units, tables(units), cells, noise_of(cells))

    def spread(self, at: Figure) -> Spread | None:
        """How sure a figure of it is."""
        if self.noise is None:
            return None
        return spread_of(at, self.told, self.cells, self.units, self.noise)


def apart(at: Figure, one: Read, other: Read) -> Spread | None:
    """How sure the difference is of one figure in two readings of the same speeches.

    What a speech happened to say is in both, so their noise is taken together where both have it.
    """
    if one.noise is None or other.noise is None:
        return None
    by_speech = dict[tuple[int, int], list[float]]()
    for read, sign in ((one, 1.0), (other, -1.0)):
        told = sign * weights_of(at, read.told, read.cells)
        keys = zip(read.units.speech.tolist(), read.cells.cell.tolist(), strict=True)
        for key, weight in zip(keys, told, strict=True):
            by_speech.setdefault(key, [0.0, 0.0])[0 if sign > 0 else 1] += float(weight)
    weights = np.array(list(by_speech.values()))
    alike = _covariance(one, other)
    cover = np.array([[one.noise.variance, alike], [alike, other.noise.variance]])
    variance = float(np.sum((weights @ cover) * weights))
    return Spread(max(variance, 0.0), min(one.noise.df, other.noise.df))


def _covariance(one: Read, other: Read) -> float:
    """Of two readings of one speech: half the mean product of neighbouring differences."""
    first, second = _differences(one), _differences(other)
    shared = [first[key] * second[key] for key in first.keys() & second.keys()]
    return sum(shared) / (2 * len(shared)) if shared else 0.0


def _differences(read: Read) -> dict[tuple[int, int, int], float]:
    """Of neighbouring readings in a cell, by the cell and both speeches."""
    cells, speech = read.cells, read.units.speech
    return {
        (int(cells.cell[a]), int(speech[a]), int(speech[b])): float(
            cells.position[b] - cells.position[a]
        )
        for a, b in pairwise(cells.order)
        if cells.cell[a] == cells.cell[b]
    }

"""One reading of a transcript's speeches, how sure figures of it are, and two of them compared."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from smile_commons.scoring.intervals import Spread
from smile_commons.scoring.stated.positions import Figure, Tables, Units, tables
from smile_commons.scoring.stated.readings import Readings
from smile_commons.scoring.stated.spread import Cells, noise_of, spread_of, weights_of


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
        for key, weight in zip(_keys(read), told, strict=True):
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


def _keys(read: Read) -> list[tuple[int, int]]:
    return list(zip(map(int, read.units.speech), map(int, read.cells.cell), strict=True))

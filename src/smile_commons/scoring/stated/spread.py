"""How sure a figure of stated positions is: had each speech turned out a little otherwise.

A single reading lies off where its persona stands by what it happened to say and by what the judge
made of it. How far, neighbouring speeches of a persona on an article tell: their squared difference
is twice that variance, whether the persona moves slowly or not (von Neumann 1941). It is pooled
over personas and articles, since one of them has a handful of speeches. A figure is as sure as its
readings, weighted as they count in it; few count in a position, the last for half of it. What the
judge's forms of the question do is added, each left out in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.intervals import Spread, jackknife
from smile_commons.scoring.stated.positions import Figure, Tables, Units, shares, tables

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

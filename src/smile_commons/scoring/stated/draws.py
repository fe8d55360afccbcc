"""Stated positions drawn again: other speeches, other forms, another order, other speakers.

Speeches and articles are drawn by the Bayesian bootstrap (Rubin 1981): each gets a random
weight from the exponential distribution, so that none ever disappears and every mean is defined.
Forms of the question are drawn with replacement, the same for all speeches, since what a wording
does it does to all. Controls are made within the same draw, so that differences are paired.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smile_commons.scoring.intervals import SEED
from smile_commons.scoring.stated.positions import Tables, Units, tables

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from smile_commons.scoring.convergence import Table

DRAWS = 600


@dataclass(frozen=True, slots=True)
class Draws:
    """What was measured, drawn again, and its controls from the same draws."""

    measured: Tables
    resampled: Tables
    shuffled: Tables
    swapped: Tables
    weights: "Table"
    """Draws by articles: how heavy each article is in each draw, its own weight included."""


def draw(units: Units, weights: "Table", draws: int = DRAWS) -> Draws:
    """Draws the readings again; the same readings give the same draws.

    Args:
        units: the readings.
        weights: of the articles.
        draws: how many.
    """
    import numpy as np

    rng = np.random.default_rng(SEED)
    again = list[Tables]()
    mixed = list[Tables]()
    given = list[Tables]()
    for _ in range(draws):
        heavy = rng.exponential(size=units.speeches)
        told = _redrawn(units, rng)
        order, speaker = rng.permutation(units.speeches), rng.permutation(units.speaker)
        again.append(tables(units, position=told, weight=heavy))
        mixed.append(tables(units, position=told, weight=heavy, order=order))
        given.append(tables(units, position=told, weight=heavy, speaker=speaker))
    return Draws(
        measured=tables(units),
        resampled=_stack(again),
        shuffled=_stack(mixed),
        swapped=_stack(given),
        weights=weights * rng.exponential(size=(draws, len(weights))),
    )


def _redrawn(units: Units, rng: "np.random.Generator") -> "NDArray[np.float64]":
    """The positions had other forms of the question been asked."""
    import numpy as np

    if units.forms is None:
        return units.position
    count = units.forms.shape[1]
    shift = units.forms[:, rng.integers(0, count, size=count)].mean(axis=1)
    return np.clip(units.position + shift, -1, 1)


def _stack(drawn: list[Tables]) -> Tables:
    """The tables of many draws as one, along a first axis of their own."""
    import numpy as np

    return Tables(
        np.stack([one.start for one in drawn]),
        np.stack([one.end for one in drawn]),
        np.stack([one.count for one in drawn]),
    )

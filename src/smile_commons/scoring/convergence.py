"""The arithmetic of convergence: from tables of positions to numbers.

A table holds one position a persona (row) and article (column), each in [-1, 1]; NaN where
it could not be scored. Tables may be stacked along leading axes, one for each draw. Every
figure is a ratio of two sums over articles, so that resampling articles (see ``intervals``)
needs those sums alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
"""Personas by articles, behind whatever axes the draws have."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A weighted mean before its division: one numerator and one denominator an article."""

    top: Table
    bottom: Table

    def mean(self, picked: NDArray[np.intp] | None = None) -> Table:
        """The mean over all articles, or over those ``picked`` along the last axis.

        NaN where nothing was picked that has a value.
        """
        top = self.top if picked is None else self.top[picked]
        bottom = self.bottom if picked is None else self.bottom[picked]
        with np.errstate(invalid="ignore"):
            return np.divide(top.sum(axis=-1), bottom.sum(axis=-1))


def attainment(positions: Table, weights: Table) -> Parts:
    """1 - D, where D is the mean distance (1 - p) / 2; in [0, 1]."""
    near = (1 + positions) / 2
    scored = np.isfinite(positions).sum(axis=-2)
    return Parts(weights * np.nansum(near, axis=-2), weights * scored)


def mean_position(positions: Table, weights: Table) -> Parts:
    """The mean position; in [-1, 1]."""
    scored = np.isfinite(positions).sum(axis=-2)
    return Parts(weights * np.nansum(positions, axis=-2), weights * scored)


def agreement(positions: Table, weights: Table) -> Parts:
    """1 - the mean over pairs of |p_i - p_j| / 2, then over articles; in [0, 1].

    An article on which fewer than two could be scored has none.
    """
    first, second = np.triu_indices(positions.shape[-2], k=1)
    near = 1 - np.abs(positions[..., first, :] - positions[..., second, :]) / 2
    pairs = np.isfinite(near).sum(axis=-2)
    mean = np.nansum(near, axis=-2) / np.maximum(pairs, 1)
    return Parts(weights * np.where(pairs > 0, mean, 0), weights * (pairs > 0))


def polarisation(positions: Table, weights: Table) -> Parts:
    """The variance over personas, divided by their number; in [0, 1].

    An article on which fewer than two could be scored has none.
    """
    scored = np.isfinite(positions).sum(axis=-2)
    enough = scored > 1
    mean = np.nansum(positions, axis=-2) / np.maximum(scored, 1)
    variance = np.nansum((positions - mean[..., None, :]) ** 2, axis=-2) / np.maximum(scored, 1)
    return Parts(weights * np.where(enough, variance, 0), weights * enough)


def movement(before: Table, after: Table, weights: Table) -> Parts:
    """The mean of after - before; in [-2, 2]."""
    change = after - before
    return Parts(weights * np.nansum(change, axis=-2), weights * np.isfinite(change).sum(axis=-2))


def normalised_change(start: Table, end: Table) -> Table:
    """The share of what could be gained that was gained, or of what could be lost, lost.

    ``gain / (1 - start)`` where it rose, ``gain / start`` where it fell (negative), 0 where it
    stayed; in [-1, 1]. Marx and Cummings 2007, for figures in [0, 1].
    """
    start, end = np.broadcast_arrays(
        np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    )
    gain = end - start
    room = np.where(gain > 0, 1 - start, start)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(gain == 0, 0.0, gain / room)
    return np.where(np.isnan(gain), np.nan, np.clip(share, -1, 1))


def alpha(positions: Table) -> Table:
    """1 - observed / expected disagreement; 1 is full agreement, 0 what chance would give.

    The disagreement is the mean squared difference: observed within an article, expected over all
    positions of the table, whoever holds them on whatever. It does not hang on how many personas
    there are. Krippendorff 2004, Content Analysis, chapter 11; articles count as often as they
    have positions, whatever their weight.

    Args:
        positions: personas by articles in [-1, 1], behind any leading axes; NaN where there is
            none. An article with a single position is passed over.

    Returns:
        At most 1; NaN where all positions are the same, or fewer than two articles have two: of
        one article what is observed is what is expected, whoever agrees.
    """
    there = np.isfinite(positions)
    there &= there.sum(axis=-2, keepdims=True) > 1
    values = np.where(there, positions, 0.0)
    count = there.sum(axis=-2)
    total = count.sum(axis=-1)
    within = 2 * (count * (values**2).sum(axis=-2) - values.sum(axis=-2) ** 2)
    flat = values.reshape(*values.shape[:-2], -1)
    over_all = 2 * (total * (flat**2).sum(axis=-1) - flat.sum(axis=-1) ** 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = (within / np.maximum(count - 1, 1)).sum(axis=-1) / total
        expected = over_all / (total * (total - 1))
        found = 1 - observed / expected
    several = (count > 1).sum(axis=-1) > 1
    return np.where((expected > 1e-12) & several, found, np.nan)

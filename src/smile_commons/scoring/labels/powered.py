"""Figures of what was said, by what a judge read of all and a person of a random part.

The figure is computed with the labels where there are any and with what is expected of the rest
(``expected``); then what the labels say of that expectation is taken away: each label less what was
expected of it, by how much the figure hangs on that pair, for itself and for the pairs that it
stands for. A difference estimator (Särndal, Swensson and Wretman 1992, *Model Assisted Survey
Sampling*, chapter 6) or, with a judge, prediction-powered inference (Angelopoulos et al. 2023,
*Science* 382), of a figure that is no plain mean.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from smile_commons.scoring.intervals import SEED, Spread
from smile_commons.scoring.labels.cells import Parts, share
from smile_commons.scoring.labels.pairs import Pairs, Values, Whole

Figure = Callable[[Values, Whole, np.random.Generator], Parts]


@dataclass(frozen=True, slots=True)
class Powered:
    """An estimate that labels and readings give together."""

    value: float
    variance: float
    interval: tuple[float, float] | None
    """95 %; None where everything is labelled."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One persona on one article."""

    persona: int
    article: int
    at: Whole
    """Its pairs."""
    weight: float
    parts: Parts


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of all pairs, or of those of some personas and articles."""

    pairs: Pairs
    chances: Values
    bounds: tuple[float, float]
    cells: Sequence[_Cell]

    @classmethod
    def of(
        cls, figure: Figure, pairs: Pairs, chances: Values, weights: Sequence[float]
    ) -> "Estimate":
        """A mean over personas and articles.

        Args:
            figure: ``cells.position`` or ``cells.share``.
            pairs: of all.
            chances: of their labels, as ``expected`` gives them.
            weights: one an article.
        """
        rng = np.random.default_rng(SEED)
        found = list[_Cell]()
        for persona in np.unique(pairs.persona):
            for article, weight in enumerate(weights):
                at = np.flatnonzero((pairs.persona == persona) & (pairs.article == article))
                parts = figure(chances[at], pairs.label[at], rng)
                found.append(_Cell(int(persona), article, at, weight, parts))
        return cls(pairs, chances, (0.0, 1.0) if figure is share else (-1.0, 1.0), found)

    def part(self, persona: int | None = None, article: int | None = None) -> "Estimate":
        """Of one persona or on one article alone; None: all of them."""
        cells = [
            cell
            for cell in self.cells
            if persona in (None, cell.persona) and article in (None, cell.article)
        ]
        return replace(self, cells=cells)

    @property
    def here(self) -> Whole:
        """The pairs that it is made of."""
        return np.concatenate([cell.at for cell in self.cells])

    def powered(self) -> Powered:
        """Value and interval."""
        bounds, known = self.bounds, self.pairs.known[self.here]
        top = self._corrected(lambda parts: (parts.top, parts.tops))
        bottom = self._corrected(lambda parts: (parts.bottom, parts.bottoms))
        # No more than there is, and no less than is known to speak.
        most = sum(cell.weight * float(cell.parts.bottoms.max()) for cell in self.cells)
        bottom = min(max(bottom, self._least()), most)
        value = min(max(top / bottom, bounds[0]), bounds[1])
        if bool(known.all()):
            return Powered(value, 0.0, None)
        variance = self._variance(value) / bottom**2
        low, high = Spread(variance, max(1, int(known.sum()) - 1)).interval(value)
        return Powered(value, variance, (max(low, bounds[0]), min(high, bounds[1])))

    def _least(self) -> float:
        known = [cell.weight * float(cell.parts.bottom.min()) for cell in self.cells]
        return max(sum(known), min(cell.weight for cell in self.cells))

    def _corrected(self, side: Callable[[Parts], tuple[Values, Values]]) -> float:
        """As expected, and what the labels add to that for all that were not labelled."""
        stands = self._stands_for
        total = 0.0
        for cell in self.cells:
            drawn, by_label = side(cell.parts)
            # What each label says; of a pair without one, anything.
            label = np.maximum(self.pairs.label[cell.at], 0)
            off = by_label[np.arange(len(label)), label]
            off = off - (self.chances[cell.at] * by_label).sum(axis=1)
            added = float((stands[cell.at] * off).sum())
            total += cell.weight * (float(drawn.mean()) + added)
        return total

    @property
    def _stands_for(self) -> Values:
        """For how many pairs that were not labelled each label stands; 0 where there is none."""
        known, chance = self.pairs.known, self.pairs.chance
        odds = np.where(known, (1 - chance) / chance, 0.0)
        here = self.here
        total = float(odds[here].sum())
        return odds * (float((~known[here]).sum()) / total) if total > 0 else odds

    def _variance(self, value: float) -> float:
        """Of top - value * bottom: by the labels that were drawn, and by those that were not.

        By what is expected rather than by the few labels themselves, most of which hardly count:
        that would be too narrow by a tenth. What pairs do together, beyond each for itself, is what
        the draws have over the sum of the pairs.
        """
        stands, known = self._stands_for, self.pairs.known
        total = 0.0
        for cell in self.cells:
            by_label = cell.parts.tops - value * cell.parts.bottoms
            chances = self.chances[cell.at]
            middle = (chances * by_label).sum(axis=1, keepdims=True)
            single = (chances * (by_label - middle) ** 2).sum(axis=1)
            open_ = float(single[~known[cell.at]].sum())
            together = float((cell.parts.top - value * cell.parts.bottom).var())
            drawn = float((stands[cell.at] ** 2 * single).sum())
            total += cell.weight**2 * (max(open_, together) + drawn)
        return total


def effective(powered: Powered, alone: Powered, labels: int) -> float:
    """How many labels alone would give as narrow an interval."""
    return labels * alone.variance / powered.variance if powered.variance else math.inf

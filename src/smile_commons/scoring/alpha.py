"""Agreement beyond chance: Krippendorff's alpha for interval data, of tables of positions."""

import numpy as np

from smile_commons.scoring.convergence import Table


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

"""Every score's definition in one place: what it says, its formula, its range, its source."""

from collections.abc import Mapping
from types import MappingProxyType

from smile_commons.scoring.consistency.definitions import CONSISTENCY
from smile_commons.scoring.definition import Definition
from smile_commons.scoring.labels.definitions import LABELLED
from smile_commons.scoring.stated.definitions import BETWEEN, STATED

__all__ = ["DEFINITIONS", "Definition"]

_DISTANCE = "D = mean over personas and articles of (1 - p) / 2"
BALLOTS = (
    Definition(
        id="attainment",
        version=2,
        title="attainment",
        words="How near the cast is to the resolution, in private.",
        formula=f"1 - D; {_DISTANCE}, articles weighted",
        low=0,
        high=1,
        source="Smile Commons",
        side="above",
    ),
    Definition(
        id="agreement",
        version=2,
        title="agreement",
        words="How near the personas are to each other, for the resolution or against it.",
        formula="1 - mean over pairs, then articles, of |p_i - p_j| / 2, articles weighted",
        low=0,
        high=1,
        source="Smile Commons",
        side="above",
    ),
    Definition(
        id="alpha",
        version=2,
        title="agreement beyond chance",
        words=(
            "How near the personas are to each other beside how near any two of their positions "
            "are: comparable between casts of other sizes."
        ),
        formula="1 - D_o / D_e, squared differences within articles and over all positions",
        low=-1,
        high=1,
        source="alpha for interval data: Krippendorff 2004",
        side="above",
    ),
    Definition(
        id="polarisation",
        version=2,
        title="polarisation",
        words="How far the cast is split: 1 is half at each end.",
        formula="variance of p over personas (divided by their number), mean over articles",
        low=0,
        high=1,
        source="Smile Commons",
        side="either",
    ),
    Definition(
        id="convergence",
        version=2,
        title="convergence",
        words="How much of the way to the resolution that was left was gone, or lost again.",
        formula="attainment's gain / (1 - start) if it rose, gain / start if it fell",
        low=-1,
        high=1,
        source="normalised change: Marx and Cummings 2007",
        side="above",
    ),
    Definition(
        id="mutual-convergence",
        version=2,
        title="mutual convergence",
        words="How much of the way to each other that was left was gone, or lost again.",
        formula="agreement's gain / (1 - start) if it rose, gain / start if it fell",
        low=-1,
        high=1,
        source="normalised change: Marx and Cummings 2007",
        side="above",
    ),
    Definition(
        id="movement",
        version=2,
        title="movement",
        words="How far positions moved: above 0 towards the articles, below 0 away from them.",
        formula="p at the end - p at the opening, mean over the scope, articles weighted",
        low=-2,
        high=2,
        source="Smile Commons",
        side="either",
    ),
)

DEFINITIONS: Mapping[str, Definition] = MappingProxyType(
    {d.id: d for d in (*BALLOTS, *STATED, *BETWEEN, *CONSISTENCY, *LABELLED)}
)
"""By id. A new kind of score adds its definitions here."""

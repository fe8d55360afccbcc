"""Definitions of the scores that labels by a person correct."""

from smile_commons.scoring.definition import Definition

_SOURCE = "prediction-powered inference: Angelopoulos et al. 2023; power tuning: PPI++ 2023"
_MEAN = (
    "m = mean over speeches and articles that speak to each other of +1 supports, 0 undecided, "
    "-1 opposes, each counted once"
)
_PPI = (
    "estimated from the judge's readings of all, corrected by how far they lie from the labels on "
    "the sample that a person read; ppi-python"
)
_NONE = "none: the interval holds whatever the judge's faults"

LABELLED = (
    Definition(
        id="stated-mean-corrected",
        version=1,
        title="mean stated position, corrected",
        words="On which side the speeches are, as a person would have labelled them all.",
        formula=f"{_MEAN}; {_PPI}",
        low=-1,
        high=1,
        source=_SOURCE,
        side="either",
        control=_NONE,
    ),
    Definition(
        id="stated-attainment-corrected",
        version=1,
        title="stated attainment, corrected",
        words="How near the speeches are to the resolution, as a person would have labelled them.",
        formula=f"(1 + m) / 2; {_MEAN}; {_PPI}",
        low=0,
        high=1,
        source=_SOURCE,
        side="either",
        control=_NONE,
    ),
    Definition(
        id="stated-share-corrected",
        version=1,
        title="share that speaks to an article, corrected",
        words="How many of all pairs of a speech and an article have to do with each other.",
        formula=f"share of pairs not labelled silent; {_PPI}",
        low=0,
        high=1,
        source=_SOURCE,
        side="either",
        control=_NONE,
    ),
)

"""Definitions of the scores that labels by a person make."""

from smile_commons.scoring.definition import Definition

_SOURCE = (
    "prediction-powered inference: Angelopoulos et al. 2023; as a difference estimator: Särndal, "
    "Swensson and Wretman 1992; cross-prediction: Zrnic and Candès 2024"
)
_P = (
    "p: mean over a persona's speeches that speak to the article of +1 supports, 0 undecided, "
    "-1 opposes, each half as heavy as the one after it"
)
_HOW = (
    "estimated with the labels of a random sample and, for the rest, what the judge's readings let "
    "expect, less how far that is off on the labels"
)
_NONE = "none: the interval holds whatever the judge's faults"

CORRECTED = (
    Definition(
        id="stated-mean-corrected",
        version=2,
        title="mean stated position, corrected",
        words="On which side the cast is by what it said, had a person labelled it all.",
        formula=f"m = mean of p over personas and articles, articles weighted; {_P}; {_HOW}",
        low=-1,
        high=1,
        source=_SOURCE,
        side="either",
        control=_NONE,
    ),
    Definition(
        id="stated-attainment-corrected",
        version=2,
        title="stated attainment, corrected",
        words="Stated attainment, had a person labelled every speech on every article.",
        formula=f"(1 + m) / 2; m = mean of p, articles weighted; {_P}; {_HOW}",
        low=0,
        high=1,
        source=_SOURCE,
        side="either",
        control=_NONE,
    ),
    Definition(
        id="stated-share-corrected",
        version=2,
        title="share that speaks to an article, corrected",
        words="How many of all pairs of a speech and an article have to do with each other.",
        formula=f"share of pairs not labelled silent, each counted once; {_HOW}",
        low=0,
        high=1,
        source=_SOURCE,
        side="either",
        control=_NONE,
    ),
)

AGREED = Definition(
    id="stated-label-alpha",
    version=1,
    title="judge and person, beyond chance",
    words="How far the judge agrees with the labels that a person gave.",
    formula=(
        "Krippendorff's alpha for nominal labels (supports, opposes, undecided, silent) of person "
        "and judge, over what was labelled and read"
    ),
    low=-1,
    high=1,
    source="Krippendorff 2011",
    side="above",
    control="none: 0 is chance",
)

LABELLED = (*CORRECTED, AGREED)

"""Definitions of the scores of stated positions, and of those that set them beside ballots."""

from smile_commons.scoring.definition import Definition

_P = (
    "p: mean over a persona's speeches that speak to the article, each half as heavy as the one "
    "after it"
)
_START = "start: mean of the first third of them, at least one"
_SHUFFLED = "shuffled: the same verdicts with the speeches in random order"
_NEGATED = "with --controls negated: read on the contraries of the articles"
_SWAPPED = "swapped: the speeches given to random speakers"

STATED = (
    Definition(
        id="stated-position",
        version=2,
        title="stated position",
        words="Where a persona stands on an article by what it said in public.",
        formula=f"P(supports) - P(opposes), {_P}",
        low=-1,
        high=1,
        source="Smile Commons",
        side="either",
        control="none: a reading, not an effect",
    ),
    Definition(
        id="stated-attainment",
        version=2,
        title="stated attainment",
        words="How near the cast is to the resolution by what it said.",
        formula=f"1 - D; D = mean of (1 - p) / 2, articles weighted; {_P}",
        low=0,
        high=1,
        source="Smile Commons",
        side="above",
        control=f"{_SHUFFLED}; {_NEGATED}",
    ),
    Definition(
        id="stated-agreement",
        version=2,
        title="stated agreement",
        words="How near the personas are to each other by what they said.",
        formula=f"1 - mean over pairs, then articles, of |p_i - p_j| / 2; {_P}",
        low=0,
        high=1,
        source="Smile Commons",
        side="above",
        control=f"{_SHUFFLED}; {_SWAPPED} (beside it, not deciding)",
    ),
    Definition(
        id="stated-alpha",
        version=2,
        title="stated agreement beyond chance",
        words=(
            "How near the personas are to each other by what they said, beside how near any two "
            "of their positions are: comparable between casts of other sizes."
        ),
        formula=f"1 - D_o / D_e, squared differences within articles and over all positions; {_P}",
        low=-1,
        high=1,
        source="alpha for interval data: Krippendorff 2004",
        side="above",
        control=f"{_SHUFFLED}; {_SWAPPED} (beside it, not deciding)",
    ),
    Definition(
        id="stated-polarisation",
        version=2,
        title="stated polarisation",
        words="How far the cast is split by what it said: 1 is half at each end.",
        formula=f"variance of p over personas (divided by their number), mean over articles; {_P}",
        low=0,
        high=1,
        source="Smile Commons",
        side="either",
        control=f"{_SHUFFLED}; {_SWAPPED} (beside it, not deciding)",
    ),
    Definition(
        id="stated-convergence",
        version=2,
        title="stated convergence",
        words="How much of the way to the resolution was gone, or lost, in what was said.",
        formula=(
            "stated attainment's gain / (1 - start) if it rose, gain / start if it fell, over "
            f"personas and articles with two speeches or more; {_START}"
        ),
        low=-1,
        high=1,
        source="normalised change: Marx and Cummings 2007",
        side="above",
        control=f"{_SHUFFLED}; {_NEGATED}",
    ),
    Definition(
        id="stated-mutual-convergence",
        version=2,
        title="stated mutual convergence",
        words="How much of the way to each other was gone, or lost, in what was said.",
        formula=(
            "stated agreement's gain / (1 - start) if it rose, gain / start if it fell, over "
            f"personas and articles with two speeches or more; {_START}"
        ),
        low=-1,
        high=1,
        source="normalised change: Marx and Cummings 2007",
        side="above",
        control=f"{_SHUFFLED}; {_SWAPPED}",
    ),
    Definition(
        id="stated-movement",
        version=2,
        title="stated movement",
        words="How far stated positions moved: above 0 towards the articles, below 0 away.",
        formula=f"p - start over personas and articles with two speeches or more; {_START}",
        low=-2,
        high=2,
        source="Smile Commons",
        side="either",
        control=f"{_SHUFFLED}; {_NEGATED}",
    ),
)

_SET_BESIDE = "ballots at the end against stated positions at the end, where both are scored"
_FLOOR = (
    "floor: what it would be if everybody said what it votes, by the noise of speeches and of "
    "ballots alone"
)

BETWEEN = (
    Definition(
        id="gap",
        version=3,
        title="gap",
        words="How far what is said in the hall lies from what is voted in private.",
        formula=f"mean over articles of |stated - ballot|; {_SET_BESIDE}",
        low=0,
        high=2,
        source="Smile Commons; preference falsification: Kuran 1995",
        side="above",
        control=_FLOOR,
    ),
    Definition(
        id="hollow-agreement",
        version=3,
        title="hollow agreement",
        words="Agreement in the hall that the ballots do not share.",
        formula=(
            "mean over articles and pairs of max(0, n_stated - n_ballot), n = 1 - |p_i - p_j| / 2; "
            f"{_SET_BESIDE}"
        ),
        low=0,
        high=1,
        source="Smile Commons",
        side="above",
        control=_FLOOR,
    ),
    Definition(
        id="silent-agreement",
        version=3,
        title="silent agreement",
        words="Ballots that agree without the hall having said so.",
        formula=(
            "mean over articles and pairs of max(0, n_ballot - n_stated), n = 1 - |p_i - p_j| / 2; "
            f"{_SET_BESIDE}"
        ),
        low=0,
        high=1,
        source="Smile Commons",
        side="above",
        control=_FLOOR,
    ),
    Definition(
        id="influence",
        version=2,
        title="influence",
        words="How far listeners moved, in private, the way this persona's speeches pointed.",
        formula=(
            "for each speech, listener and article it speaks to: the change of the listener's "
            "ballot between the ballots around the speech, times the speech's share of the "
            "strength |p| of all that the listener heard on it there, times the side the speech "
            "took; summed for each listener and article, then mean"
        ),
        low=-2,
        high=2,
        source="Smile Commons",
        side="above",
        control="retest: the same shares of the difference between retest and opening",
    ),
)

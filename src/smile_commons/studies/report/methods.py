"""The methods of a study in a paragraph, every default spelt out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from smile_commons.runs.manifest import package_version
from smile_commons.scoring.definitions import DEFINITIONS

if TYPE_CHECKING:
    from smile_commons.studies.analysis.family import Analysis
    from smile_commons.studies.design import Design

_TESTS: Mapping[str, str] = {
    "paired-t": "Student's t on the differences of blocks",
    "permutation": "a permutation test that exchanges the signs of blocks",
    "wild-cluster": "the wild cluster bootstrap with the null imposed and Rademacher weights",
    "lmm": "a linear mixed model with an intercept a block, by REML",
    "gee": "least squares with standard errors by CR2 (Bell and McCaffrey 2002)",
}
_HELD = {
    "holm": "Holm's method holds the chance of any false finding in the primary family",
    "bh": "Benjamini and Hochberg's method holds the share of false findings",
    None: "p-values are not corrected for their number",
}


def methods(design: "Design", analysis: "Analysis") -> str:
    """The paragraph."""
    return " ".join(_sentences(design, analysis))


def _sentences(design: "Design", analysis: "Analysis") -> Iterator[str]:
    seeds = design.repeats.seeds
    yield (
        f"Debates were played with Smile Commons {package_version()}: "
        f"{_list(design.dialogue)}, with {len(seeds)} seeds each "
        f"({min(seeds)} to {max(seeds)}); a block is a dialogue with a seed."
        if seeds
        else f"Debates were played with Smile Commons {package_version()}."
    )
    varied = [
        f"{name} ({', '.join(level.name for level in levels)})"
        for name, levels in design.factors.items()
    ]
    yield f"The design is {design.design} over {_list(varied)}; the first level is the reference."
    primary = [str(one) for one in design.outcomes.primary]
    yield f"Primary outcomes are {_list(primary)}."
    for id in dict.fromkeys(one.id for one in design.outcomes.primary):
        if id in DEFINITIONS:
            known = DEFINITIONS[id]
            yield f"{id} (version {known.version}): {known.formula}."
    plan = design.analysis
    yield (
        f"Levels are compared by {_TESTS[plan.model]}, two-sided, with intervals of "
        f"{1 - plan.alpha:.0%}; {_HELD[plan.correction]} at {plan.alpha:g}."
    )
    if plan.cluster:
        yield f"Errors are clustered by {_list(plan.cluster)}."
    if plan.sesoi:
        yield (
            f"Differences within {plan.sesoi:g} are too small to matter; two one-sided tests say "
            "whether an effect is as small (Schuirmann 1987)."
        )
    if design.exclude:
        yield f"Left out: {design.exclude}."
    else:
        yield "No run was left out but those that failed or gave no value; their number is told."


def _list(names: Sequence[object]) -> str:
    given = [str(one) for one in names]
    return given[0] if len(given) == 1 else f"{', '.join(given[:-1])} and {given[-1]}"

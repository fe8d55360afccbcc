"""What a design can find, by the planner: from pilots, or from the spread that it assumes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from smile_commons.studies.analysis.planner import Plan, plan
from smile_commons.studies.analysis.power import Clusters
from smile_commons.studies.design import Design

if TYPE_CHECKING:
    import pandas as pd


def plans_of(design: Design, pilot: "pd.DataFrame | None" = None) -> Iterator[Plan]:
    """A plan for each primary outcome; none without ``sesoi`` and a pilot or ``sd``.

    Args:
        design: the study.
        pilot: scores of runs, as ``load`` gives them.

    Raises:
        InputError: the pilot has too few pairs, or varies several factors and not the design's.
    """
    asked = design.analysis
    if asked.sesoi is None or (pilot is None and asked.sd is None):
        return
    blocks = len(design.dialogue) * len(design.repeats.seeds)
    spread: dict[str, Any] = {"sd": asked.sd} if pilot is None else {"pilot": pilot}
    for outcome in design.outcomes.primary:
        yield plan(
            str(outcome),
            sesoi=asked.sesoi,
            power=asked.power,
            alpha=asked.alpha,
            by=design.paired or next(iter(design.factors)),
            clusters=_clusters(design),
            blocks=blocks,
            correction_over=tests_of(design) if asked.correction else 1,
            **spread,
        )


def _clusters(design: Design) -> Clusters | None:
    """In how many clusters the design's blocks lie; None: each is its own, or none are named."""
    counts = {"dialogue": len(design.dialogue), "seed": len(design.repeats.seeds)}
    named = design.analysis.cluster
    if len(named) != 1 or named[0] not in counts:
        return None
    return Clusters(counts[named[0]], design.analysis.icc)


def tests_of(design: Design) -> int:
    """How many tests the primary family holds: outcomes by levels that are compared."""
    factors = [design.paired] if design.paired else list(design.factors)
    return len(design.outcomes.primary) * sum(len(design.factors[name]) - 1 for name in factors)


def planned_power(design: Design) -> str:
    """What the number of blocks is for, in words."""
    told = [one.text.replace("\n", " ") for one in plans_of(design)]
    if told:
        return " ".join(told)
    return (
        "The number of blocks rests on no reckoning of power: `analysis` has no `sesoi` and `sd`."
    )

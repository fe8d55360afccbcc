"""How many blocks a study needs, what it will cost, and what a given number can find."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError
from smile_commons.studies.analysis.power import Clusters, Setting
from smile_commons.studies.analysis.sides import levels_of, outcome_rows, sides_of

if TYPE_CHECKING:
    import pandas as pd

COUNTS = (6, 8, 12, 16, 24, 32, 64, 128)
"""Blocks for which the smallest effect to be found is told."""
SURE = 0.8
"""How sure an upper bound of a pilot's standard deviation is."""
GIVEN = "as given"
FEWEST = 4
"""Pairs of a pilot without which its spread tells nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run takes."""

    minutes: float | None = None
    usd: float | None = None
    workers: int = 1
    """Runs that are played at a time."""
    runs_per_block: int = 2

    @classmethod
    def of(cls, runs: "pd.DataFrame", workers: int = 1, runs_per_block: int = 2) -> "Cost":
        """The means of a pilot: ``load(pilot, what="runs")``."""
        frame: Any = runs
        done = frame[frame["status"] == "done"]
        seconds, cost = done["seconds"].dropna(), done["cost"].dropna()
        return cls(
            minutes=float(seconds.mean()) / 60 if len(seconds) else None,
            usd=float(cost.mean()) if len(cost) else None,
            workers=workers,
            runs_per_block=runs_per_block,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a study has to be like to find an effect."""

    outcome: str
    sesoi: float
    power: float
    alpha: float
    """Of the whole family."""
    alpha_each: float
    """At which each test is planned: Bonferroni's share, which Holm's method never goes below."""
    n_blocks: int | None
    """Pairs or, without pairs, runs a level; None: no number has that power."""
    mde_at_n: dict[int, float]
    """The smallest effect that so many blocks find with that power."""
    assumed_sd: float
    sd_source: str
    paired: bool
    clusters: Clusters | None
    minutes: float | None
    usd: float | None
    text: str

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def plan(
    outcome: str,
    *,
    sesoi: float,
    power: float = 0.8,
    alpha: float = 0.05,
    pilot: "pd.DataFrame | None" = None,
    sd: float | None = None,
    by: str | None = None,
    block: str = "block",
    paired: bool = True,
    clusters: "Clusters | int | None" = None,
    blocks: int | None = None,
    correction_over: int = 1,
    cost: Cost | None = None,
) -> Plan:
    """Plans one comparison.

    Args:
        outcome: a score or a column, as in ``compare``.
        sesoi: the smallest effect of interest, above 0.
        power: how often it is to be found, in (0, 1).
        alpha: two-sided, of the whole family.
        pilot: scores of runs; the spread is that of its pairs' differences, by an upper bound that
            holds in 80 of 100 pilots, since a small pilot's own spread is too low in most (Browne
            1995, *Statistics in Medicine* 14:1933).
        sd: the standard deviation of the pairs' differences (without pairs: of runs) where no pilot
            tells it.
        by: the factor of the pilot; None: the only one that it varies.
        block: what a pair of the pilot has in common.
        paired: whether there will be pairs.
        clusters: in how many clusters blocks lie; a number alone takes them as not alike.
        blocks: so many there will be: what they can find is told too.
        correction_over: tests in the family.
        cost: what a run takes.

    Raises:
        InputError: neither or both of ``pilot`` and ``sd`` are given, or something is out of range.
    """
    _checked(sesoi, power, alpha, correction_over)
    if (pilot is None) == (sd is None):
        raise InputError("give either `pilot` or `sd`: the spread that is planned for")
    if sd is not None and not sd > 0:
        raise InputError(f"`sd` is above 0, not {sd}")
    spread, source = (sd, GIVEN) if pilot is None else _of_pilot(pilot, outcome, by, block, paired)
    assert spread is not None
    lying = Clusters(clusters) if isinstance(clusters, int) else clusters
    setting = Setting(spread, alpha / correction_over, paired, lying)
    n = setting.needed(sesoi, power)
    least = lying.count if lying else 2
    asked = [one for one in (n, blocks) if one]
    counts = sorted(one for one in {*COUNTS, *asked} if one >= least)
    found = {one: setting.detectable(one, power) for one in counts}
    runs = None if n is None else n * (cost.runs_per_block if cost and paired else 2)
    minutes = usd = None
    if cost and runs:
        minutes = None if cost.minutes is None else cost.minutes * runs / cost.workers
        usd = None if cost.usd is None else cost.usd * runs
    planned = Plan(
        outcome=outcome,
        sesoi=sesoi,
        power=power,
        alpha=alpha,
        alpha_each=alpha / correction_over,
        n_blocks=n,
        mde_at_n={one: effect for one, effect in found.items() if effect is not None},
        assumed_sd=spread,
        sd_source=source,
        paired=paired,
        clusters=lying,
        minutes=minutes,
        usd=usd,
        text="",
    )
    return replace(planned, text="\n".join(_words(planned, setting, blocks)))


def _of_blocks(made: Plan, setting: Setting, blocks: int, unit: str) -> str:
    """What the number of blocks that there will be can find."""
    there = made.mde_at_n.get(blocks)
    least = "nothing at all" if there is None else f"{there:.2f}"
    return (
        f"The design has {blocks} {unit}: power {setting.power(blocks, made.sesoi):.2f} for "
        f"{made.sesoi:g}; with power {made.power:g} they find {least}."
    )


def _checked(sesoi: float, power: float, alpha: float, over: int) -> None:
    if not sesoi > 0:
        raise InputError(f"`sesoi` is above 0, not {sesoi}")
    for name, value in (("power", power), ("alpha", alpha)):
        if not 0 < value < 1:
            raise InputError(f"`{name}` lies between 0 and 1, not {value}")
    if power <= alpha:
        raise InputError(f"`power` {power} is not above `alpha` {alpha}")
    if over < 1:
        raise InputError(f"`correction_over` is 1 or more, not {over}")


def _of_pilot(
    pilot: "pd.DataFrame", outcome: str, by: str | None, block: str, paired: bool
) -> tuple[float, str]:
    import numpy as np

    factor = by or _only_factor(pilot)
    rows = outcome_rows(pilot, outcome, factor)
    levels = levels_of(rows, None, factor)
    parts = list[Any]()
    for level in levels[1:]:
        sides = sides_of(rows, levels[0], level, block=(block,) if paired else ())
        values = (sides.b - sides.a,) if paired else (sides.a, sides.b)
        parts += [one - one.mean() for one in values if len(one) > 1]
    df = sum(len(one) - 1 for one in parts)
    if df < FEWEST - 1:
        what = "pairs" if paired else "runs"
        raise InputError(f"the pilot has too few {what} with {outcome}; {FEWEST} are needed")
    own = math.sqrt(float(sum((one**2).sum() for one in parts)) / df)
    if own < 1e-12:
        raise InputError(f"all differences of {outcome} in the pilot are the same: give `sd`")
    from scipy import stats

    chi2: Any = stats.chi2
    bound = own * math.sqrt(df / float(chi2.ppf(1 - SURE, df)))
    count = int(np.sum([len(one) for one in parts]))
    unit = "pairs" if paired else "runs"
    return bound, (
        f"pilot of {count} {unit}: {own:.3f}, planned for its upper {SURE:.0%} bound {bound:.3f}"
    )


def _only_factor(pilot: "pd.DataFrame") -> str:
    from smile_commons.studies.tables.sources import FACTOR

    frame: Any = pilot
    names = [str(name) for name in frame.columns if str(name).startswith(FACTOR)]
    varied = [name.removeprefix(FACTOR) for name in names if frame[name].nunique() > 1]
    if len(varied) != 1:
        told = ", ".join(varied) or "none"
        raise InputError(f"say by which factor of the pilot (`by`): it varies {told}")
    return varied[0]


def _words(made: Plan, setting: Setting, blocks: int | None) -> Iterator[str]:
    unit = "pairs" if made.paired else "runs a level"
    each = f"alpha {made.alpha_each:.3g} two-sided"
    if made.alpha_each < made.alpha:
        each += f" (a share of {made.alpha:g}, so that Holm's method over the family has it too)"
    if made.n_blocks is None:
        yield f"{made.outcome}: no number of {unit} finds {made.sesoi:g} with power {made.power:g}."
        if made.clusters:
            yield (
                f"{made.clusters.count} clusters are the limit: more runs in each do not help "
                f"where those of one are alike (ICC {made.clusters.icc:g}); more clusters do."
            )
    else:
        yield (
            f"{made.outcome}: {made.n_blocks} {unit} find {made.sesoi:g} with power "
            f"{setting.power(made.n_blocks, made.sesoi):.2f} at {each}."
        )
    if blocks:
        yield _of_blocks(made, setting, blocks, unit)
    if made.clusters:
        yield (
            f"They lie in {made.clusters.count} clusters, ICC {made.clusters.icc:g} as assumed: "
            "clusters that are more alike find less."
        )
    yield f"Standard deviation {made.assumed_sd:.3f} ({made.sd_source})."
    if made.mde_at_n:
        told = ", ".join(f"{n}: {effect:.2f}" for n, effect in made.mde_at_n.items())
        yield f"The smallest effect found so often, by {unit}: {told}."
    if made.minutes is not None:
        yield f"About {made.minutes:.0f} minutes."
    if made.usd is not None:
        yield f"About {made.usd:.2f} in the currency of the prices."

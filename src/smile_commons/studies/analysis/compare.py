"""An outcome compared between the levels of a factor."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, get_args

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.studies.analysis import clustered, paired
from smile_commons.studies.analysis.correction import Correction, corrected
from smile_commons.studies.analysis.models import random_intercept
from smile_commons.studies.analysis.paired import Equivalence, Interval, Test
from smile_commons.studies.analysis.sides import ARM, Sides, levels_of, outcome_rows, sides_of

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["t", "permutation", "wild-cluster", "lmm"]
Names = str | Sequence[str] | None

FEWEST = 3
"""Pairs, or runs a level, without which no interval is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """What one level has more than the reference, over pairs or between two samples."""

    outcome: str
    by: str
    reference: str
    level: str
    beyond: str = ""
    """The control arm whose own difference was taken away; empty: none."""
    estimate: float | None
    """Mean difference; None: nothing to compare."""
    ci: Interval | None = None
    se: float | None = None
    df: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    n_blocks: int = 0
    """Pairs; without pairs the runs of both levels."""
    n_clusters: int | None = None
    icc: float | None = None
    """Of the differences by cluster."""
    mean_reference: float | None = None
    mean_level: float | None = None
    dz: float | None = None
    dz_ci: Interval | None = None
    d_av: float | None = None
    """Of pairs d_av; between two samples Cohen's d."""
    g: float | None = None
    cliffs_delta: float | None = None
    equivalence: Equivalence | None = None
    method: str = ""
    """How interval and p came about, in words."""
    note: str = ""
    """What was left out, and what cannot be told."""
    differences: tuple[float, ...] = ()
    """Of pairs, one a pair."""

    def to_dict(self) -> dict[str, Any]:
        """The contrast as plain data."""
        return asdict(self)

    def text(self) -> str:
        """In one line."""
        what = f"{self.outcome} by {self.by}: {self.level} - {self.reference}"
        what += f", beyond {self.beyond}" if self.beyond else ""
        if self.estimate is None:
            return f"{what}: nothing to compare; {self.note}"
        parts = [f"{self.estimate:+.3f}"]
        if self.ci:
            parts.append(f"[{self.ci[0]:+.3f}, {self.ci[1]:+.3f}]")
        if self.p is not None:
            parts.append(f"p {p_text(self.p)}")
        if self.p_adjusted is not None:
            parts.append(f"adjusted {p_text(self.p_adjusted)}")
        if self.dz is not None:
            parts.append(f"dz {self.dz:.2f}")
        parts.append(f"n {self.n_blocks}" + (" pairs" if self.differences else ""))
        return f"{what}: {', '.join(parts)}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """An outcome at every level of a factor, each against the reference."""

    outcome: str
    by: str
    contrasts: tuple[Contrast, ...]
    correction: str
    """By what ``p_adjusted`` is held over the contrasts."""

    @property
    def only(self) -> Contrast:
        """The contrast of a factor of two levels.

        Raises:
            InputError: it has more.
        """
        if len(self.contrasts) != 1:
            names = ", ".join(one.level for one in self.contrasts)
            raise InputError(f"{self.by} has several contrasts ({names}): take one of `contrasts`")
        return self.contrasts[0]

    def __getattr__(self, name: str) -> Any:
        """Of a factor of two levels: what its contrast says (``estimate``, ``ci``, ``p`` ...)."""
        if name.startswith("_") or name not in Contrast.__dataclass_fields__:
            raise AttributeError(f"a comparison has no {name!r}")
        return getattr(self.only, name)

    def text(self) -> str:
        """A line a contrast."""
        return "\n".join(one.text() for one in self.contrasts)


def compare(
    df: "pd.DataFrame",
    outcome: str,
    by: str,
    *,
    block: Names = None,
    within: Names = None,
    cluster: Names = None,
    weights: str | None = None,
    method: Method = "t",
    correction: Correction | None = "holm",
    sesoi: float | None = None,
    ci: float = 0.95,
    levels: Sequence[str] | None = None,
    beyond: str = "",
) -> Comparison:
    """Compares an outcome between the levels of a factor.

    Of pairs (``block``) it is the mean of the pairs' differences; ``t`` is Student's t on them, or
    with ``cluster`` CR2 with Satterthwaite's degrees of freedom; ``permutation`` exchanges signs,
    of whole clusters where there are some; ``wild-cluster`` is the wild bootstrap; ``lmm`` a model
    with an intercept a block. Without pairs they are Welch's t, labels drawn anew, and the same
    regressions. With fewer than six clusters there is neither interval nor p, and the note says so.

    Args:
        df: as ``load`` gives it; runs of control arms are left out but for ``beyond``.
        outcome: a score (``movement`` is ``movement@all``) or a column.
        by: a factor or a column.
        block: column or columns that the runs of a pair have in common.
        within: further ones, such as other factors: a block's differences are averaged over them.
        cluster: column or columns of clusters.
        weights: a column of weights above 0, such as one over the chance of being drawn; a pair
            weighs as much as its runs on the mean. Errors are robust (HC2, of clusters CR2); sizes
            of effects are not told.
        method: how interval and p come about.
        correction: over the contrasts of this comparison, ``holm`` or ``bh``; None: none.
        sesoi: the smallest effect of interest, for equivalence at 1 - ``ci``.
        ci: level of the intervals.
        levels: the reference first; None: all, as they first come.
        beyond: a control arm (``sham``): its difference in a block is taken from that block's.

    Raises:
        InputError: something that was given is wrong or not there.
    """
    known(method, get_args(Method), "method")
    if not 0.5 <= ci < 1:
        raise InputError(f"`ci` is a level from 0.5 up to below 1, not {ci}")
    if sesoi is not None and not sesoi > 0:
        raise InputError(f"`sesoi` is above 0, not {sesoi}")
    if method == "wild-cluster" and not cluster:
        raise InputError("`wild-cluster` needs `cluster`")
    if beyond and not block:
        raise InputError("`beyond` needs `block`: a control is set against its own block")
    rows = outcome_rows(df, outcome, by)
    if beyond:
        frame: Any = rows
        known(beyond, {one for one in frame[ARM] if one}, "control arm")
    given = levels_of(rows, levels, by)
    pick = partial(
        sides_of,
        rows,
        given[0],
        block=_names(block),
        within=_names(within),
        cluster=_names(cluster),
        weights=weights or "",
    )
    found = list[Contrast]()
    for level in given[1:]:
        sides = pick(level)
        if beyond:
            sides = sides.beyond(pick(level, arm=beyond))
        empty = Contrast(
            outcome=outcome, by=by, reference=given[0], level=level, beyond=beyond, estimate=None
        )
        found.append(_contrast(empty, sides, method, ci, sesoi))
    adjusted = corrected([one.p for one in found], correction)
    held = [replace(one, p_adjusted=p) for one, p in zip(found, adjusted, strict=True)]
    return Comparison(outcome, by, tuple(held), correction or "none")


def _names(given: Names) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def p_text(p: float) -> str:
    """A p-value as a table has it: three decimals, and no 0."""
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def _contrast(
    empty: Contrast, sides: Sides, method: Method, level: float, sesoi: float | None
) -> Contrast:
    n = len(sides.b) if sides.paired else len(sides.a) + len(sides.b)
    found = replace(empty, n_blocks=n, note="; ".join(sides.notes))
    least = n if sides.paired else min(len(sides.a), len(sides.b))
    if not least:
        what = "no block has both" if sides.paired else "a level has no run with a value"
        return replace(found, note=_joined(found.note, what))
    means = sides.means()
    found = replace(
        found,
        estimate=means[1] - means[0],
        mean_reference=means[0],
        mean_level=means[1],
        cliffs_delta=None if sides.weights else paired.cliffs_delta(sides.a, sides.b),
        differences=tuple((sides.b - sides.a).tolist()) if sides.paired else (),
    )
    if least < FEWEST:
        unit = "pairs" if sides.paired else "runs a level"
        few = f"{least} {unit}, and {FEWEST} are needed for an interval"
        return replace(found, note=_joined(found.note, few))
    found = _sized(found, sides, level)
    told = _told(sides, method, level)
    if isinstance(told, str):
        return replace(found, note=_joined(found.note, told))
    test, how = told
    return replace(
        found,
        ci=test.ci,
        se=test.se,
        df=test.df,
        p=test.p,
        method=how,
        equivalence=None if sesoi is None else paired.tost(test, sesoi, 1 - level),
    )


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _sized(found: Contrast, sides: Sides, level: float) -> Contrast:
    """With sizes of effects, and what clusters there are."""
    import numpy as np

    count = rho = None
    if sides.clusters is not None:
        names = (*sides.clusters[0], *(() if sides.paired else sides.clusters[1]))
        groups = clustered.coded(names)
        count = int(groups.max()) + 1
        centred = np.concatenate([sides.a - sides.a.mean(), sides.b - sides.b.mean()])
        rho = clustered.icc(sides.b - sides.a if sides.paired else centred, groups)
    found = replace(found, n_clusters=count, icc=rho)
    if sides.weights is not None:
        return replace(found, note=_joined(found.note, _heavy(sides)))
    if not sides.paired:
        d = paired.d_pooled(sides.a, sides.b)
        g = paired.unbiased(d, len(sides.a) + len(sides.b) - 2)
        return replace(found, d_av=d, g=g)
    size = paired.dz(sides.b - sides.a, level)
    d = paired.d_av(sides.a, sides.b)
    g = paired.unbiased(d, len(sides.b) - 1)
    z, ends = size or (None, None)
    return replace(found, dz=z, dz_ci=ends, d_av=d, g=g)


def _heavy(sides: Sides) -> str:
    """How many runs of one weight the weighted ones are worth (Kish 1965)."""
    import numpy as np

    assert sides.weights is not None
    weights = sides.weights[0] if sides.paired else np.concatenate(sides.weights)
    worth = float(weights.sum() ** 2 / (weights**2).sum())
    return f"weighted: worth {worth:.1f} {'pairs' if sides.paired else 'runs'} of one weight"


def _told(sides: Sides, method: Method, level: float) -> tuple[Test, str] | str:
    """The test with its name; or why there is none."""
    if sides.clusters is not None or sides.weights is not None:
        return _by_cluster(sides, method, level)
    if method == "lmm":
        return random_intercept(sides.a, sides.b, sides.paired, level)
    test = (
        paired.paired_t(sides.b - sides.a, level)
        if sides.paired
        else paired.welch(sides.a, sides.b, level)
    )
    plain = "Student's t on the differences of the pairs" if sides.paired else "Welch's t"
    if method == "t":
        return test, plain
    p, exact = (
        paired.sign_p(sides.b - sides.a) if sides.paired else paired.label_p(sides.a, sides.b)
    )
    what = "signs of the pairs exchanged" if sides.paired else "labels exchanged"
    return replace(test, p=p), f"p: {what}, {_ways(exact)}; interval: {plain}"


def _by_cluster(sides: Sides, method: Method, level: float) -> tuple[Test, str] | str:
    """By regression: with clusters, with weights, or both; without clusters each row is its own."""
    import numpy as np

    if sides.paired:
        y = sides.b - sides.a
        design, column = np.ones((len(y), 1)), 0
        names = sides.clusters and sides.clusters[0]
    else:
        y = np.concatenate([sides.a, sides.b])
        at_b = np.repeat([0.0, 1.0], [len(sides.a), len(sides.b)])
        design, column = np.column_stack([np.ones_like(y), at_b]), 1
        names = sides.clusters and (*sides.clusters[0], *sides.clusters[1])
    groups = np.arange(len(y)) if names is None else clustered.coded(names)
    if names is not None and (count := int(groups.max()) + 1) < clustered.FEWEST:
        return clustered.too_few(count)
    between = y  # of pairs what signs are exchanged of: as heavy as they are
    if sides.weights is not None:
        heavy = sides.weights[0] if sides.paired else np.concatenate(sides.weights)
        between = y * heavy
        design, y = clustered.weighted(heavy, design, y)
    by = "HC2" if names is None else "CR2 by cluster"
    told = "weighted least squares, " if sides.weights is not None else ""
    if method == "wild-cluster":
        test, exact = clustered.wild(design, y, groups, column, level)
        return test, f"{told}wild cluster bootstrap, the null imposed, {_ways(exact)}"
    test = clustered.cr2(design, y, groups, column, level)
    plain = f"{told}{by} with Satterthwaite's degrees of freedom"
    if method == "t":
        return test, plain
    if method == "permutation" and sides.paired:
        p, exact = paired.sign_p(between, None if names is None else groups)
        whole = "pairs" if names is None else "clusters"
        return replace(test, p=p), f"p: signs of {whole} exchanged, {_ways(exact)}; {plain}"
    what = "clusters" if sides.weights is None else "weights"
    return (
        f"`{method}` with {what} is not told here: take `t`, with clusters `wild-cluster` too, or "
        "`mixed` with an intercept a cluster"
    )


def _ways(exact: bool) -> str:
    return "in every way" if exact else f"{paired.DRAWS} times"

"""A whole study analysed as its design says: every outcome by every factor, held together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from smile_commons.studies.analysis.compare import Comparison, Contrast, Method, compare
from smile_commons.studies.analysis.correction import Correction, corrected
from smile_commons.studies.tables.sources import FACTOR

if TYPE_CHECKING:
    import pandas as pd

    from smile_commons.studies.design import Design

PRIMARY, SECONDARY, CONTROL = "primary", "secondary", "control"
_METHODS: Mapping[str, Method] = {
    "paired-t": "t",
    "permutation": "permutation",
    "wild-cluster": "wild-cluster",
    "lmm": "lmm",
    "gee": "t",
}
ABOUT = {
    PRIMARY: "Primary outcomes, held together",
    SECONDARY: "Secondary outcomes, a family of their own",
    CONTROL: "Beyond the control of the same block",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One contrast and which family it belongs to."""

    role: str
    contrast: Contrast


@dataclass(frozen=True, slots=True)
class Analysis:
    """All comparisons of a study."""

    study: str
    model: str
    correction: str | None
    alpha: float
    sesoi: float | None
    comparisons: tuple[Compared, ...]
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default_factory=tuple)
    """Outcomes of the design that no run has."""

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)

    def of(self, role: str) -> list[Contrast]:
        """The contrasts of one family."""
        return [one.contrast for one in self.comparisons if one.role == role]

    def text(self) -> str:
        """For a terminal: a line a contrast, by family."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        held = f"held by {self.correction}" if self.correction else "not corrected"
        yield f"{self.study}: {self.model}, alpha {self.alpha:g}, {held}"
        yield from self.notes
        yield from (f"{one}: no run has it" for one in self.missing)
        for role, title in ABOUT.items():
            found = self.of(role)
            if found:
                yield from ("", f"{title}:")
                yield from (f"  {one.text()}" for one in found)
                yield from (f"  {line}" for line in map(self._equivalent, found) if line)

    def _equivalent(self, one: Contrast) -> str:
        if one.equivalence is None or not one.equivalence.equivalent:
            return ""
        return (
            f"{one.outcome} by {one.by}: {one.level} is shown to lie within {self.sesoi:g} of "
            f"{one.reference} (TOST, p {one.equivalence.p:.3f})"
        )


def analyse(df: "pd.DataFrame", design: "Design") -> Analysis:
    """Compares every outcome of a design by every factor that it varies.

    Pairs have block and all other factors in common, and a block's pairs are averaged. Primary
    outcomes are one family, secondary ones another, and what is left beyond a control a third.

    Args:
        df: ``load(study, what="scores")``.
        design: a ``Design``.

    Raises:
        InputError: a factor of the design is not in the table.
    """
    plan = design.analysis
    factors = _varied(df, design)
    found = list[Compared]()
    missing = list[str]()
    for role in (PRIMARY, SECONDARY):
        for outcome in map(str, getattr(design.outcomes, role)):
            if not _has(df, outcome):
                missing.append(outcome)
                continue
            for factor in factors:
                one = _compare(df, outcome, factor, factors, design)
                found += [Compared(role, contrast) for contrast in one.contrasts]
                if role == PRIMARY:
                    found += _beyond(df, outcome, factor, factors, design)
    held = [one for role in ABOUT for one in _held(found, role, plan.correction)]
    return Analysis(
        study=design.id,
        model=plan.model,
        correction=plan.correction,
        alpha=plan.alpha,
        sesoi=plan.sesoi,
        comparisons=tuple(held),
        notes=("gee: least squares by CR2, each block its own cluster unless clusters are named",)
        if plan.model == "gee"
        else (),
        missing=tuple(missing),
    )


def _varied(df: "pd.DataFrame", design: "Design") -> dict[str, list[str]]:
    """The factors that are compared, with their levels in the order of the design."""
    names = {name: [str(one.name) for one in levels] for name, levels in design.factors.items()}
    kind, _, factor = str(design.design).partition(":")
    if kind == "paired" and factor in names:
        return {factor: names[factor]}
    return {name: levels for name, levels in names.items() if len(levels) > 1}


def _compare(
    df: "pd.DataFrame",
    outcome: str,
    factor: str,
    factors: Mapping[str, Sequence[str]],
    design: "Design",
    beyond: str = "",
) -> Comparison:
    plan = design.analysis
    frame: Any = df
    column = frame[FACTOR + factor]
    there = [one for one in factors[factor] if (column == one).any()]
    asked: dict[str, Any] = {
        "method": _METHODS[plan.model],
        "correction": None,
        "sesoi": plan.sesoi,
        "ci": 1 - plan.alpha,
        "cluster": list(plan.cluster) or None,
        "levels": there,
    }
    if len(there) < 2:
        only = Contrast(
            outcome=outcome, by=factor, reference=factors[factor][0], level=", ".join(there) or "?",
            estimate=None, beyond=beyond, note="no other level has a run",
        )  # fmt: skip
        return Comparison(outcome, factor, (only,), "none")
    others = [str(name) for name in frame.columns
              if str(name).startswith(FACTOR) and str(name) != FACTOR + factor]  # fmt: skip
    found = compare(df, outcome, factor, block="block", within=others, beyond=beyond, **asked)
    if beyond or any(one.n_blocks for one in found.contrasts):
        return found
    asked["method"] = "t" if asked["method"] == "lmm" else asked["method"]
    loose = compare(df, outcome, factor, **asked)
    told = tuple(_noted(one, "no block has both levels: compared without pairs")
                 for one in loose.contrasts)  # fmt: skip
    return replace(loose, contrasts=told)


def _beyond(
    df: "pd.DataFrame",
    outcome: str,
    factor: str,
    factors: Mapping[str, Sequence[str]],
    design: "Design",
) -> list[Compared]:
    """What is left beyond each control that was run at more than one level of the factor."""
    frame: Any = df
    found = list[Compared]()
    for arm in sorted({str(one) for one in frame["control_arm"].dropna() if one}):
        part = frame[frame["control_arm"] == arm]
        if part[FACTOR + factor].nunique() < 2 or not _has(part, outcome):
            continue
        one = _compare(df, outcome, factor, factors, design, beyond=arm)
        found += [Compared(CONTROL, contrast) for contrast in one.contrasts]
    return found


def _held(found: Sequence[Compared], role: str, by: Correction | None) -> list[Compared]:
    """The contrasts of one family with their adjusted p-values."""
    family = [one for one in found if one.role == role]
    adjusted = corrected([one.contrast.p for one in family], by)
    return [
        replace(one, contrast=replace(one.contrast, p_adjusted=p))
        for one, p in zip(family, adjusted, strict=True)
    ]


def _has(df: "pd.DataFrame", outcome: str) -> bool:
    """Whether any run has a row of that score and scope."""
    id, _, scope = outcome.partition("@")
    frame: Any = df
    rows = frame[frame["id"] == id]
    wanted = dict(part.split("=", 1) for part in scope.split(",") if "=" in part)
    for name in ("persona", "article", "act"):
        column = rows[name]
        rows = rows[column == wanted[name] if name in wanted else column.isna()]
    return len(rows) > 0


def _noted(one: Contrast, note: str) -> Contrast:
    return replace(one, note=f"{note}; {one.note}" if one.note else note)

"""How far a result hangs on how it was read: the specification curve.

Every specification is one way of making the outcome of what is in the tables (which forms of the
ballots count, which ballots are too inconsistent, which half-life stated positions have, how sure a
reading has to be, which judge read) and is compared as the registered one is. Simonsohn, Simmons
and Nelson 2020, *Nature Human Behaviour* 4:1208.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.scoring.stated.positions import HALF_LIFE
from smile_commons.studies.analysis.compare import Contrast, compare

if TYPE_CHECKING:
    import pandas as pd

BALLOTS, STATED = "movement", "stated-movement"
CHOICES = (BALLOTS, STATED)
ALL = "all"
_RUN = ("run_id", "block", "dialogue", "seed", "control_arm")
_CELL = ("run_id", "persona", "article")


@dataclass(frozen=True, slots=True)
class Specification:
    """One way of making the outcome, and what came of it."""

    choices: Mapping[str, str]
    registered: bool
    """Whether it is the way in which scores are made."""
    contrast: Contrast


@dataclass(frozen=True, slots=True)
class Curve:
    """All of them, from the lowest estimate to the highest."""

    outcome: str
    by: str
    specifications: tuple[Specification, ...] = field(default_factory=tuple)

    @property
    def told(self) -> list[Specification]:
        """Those with an estimate."""
        return [one for one in self.specifications if one.contrast.estimate is not None]

    def text(self) -> str:
        """In a sentence."""
        told = self.told
        if not told:
            return f"{self.outcome} by {self.by}: no specification has an estimate"
        values = [one.contrast.estimate or 0.0 for one in told]
        own = [one for one in told if one.registered]
        sign = (own[0].contrast.estimate or 0.0) if own else sorted(values)[len(values) // 2]
        same = sum(value * sign > 0 for value in values)
        clear = sum((one.contrast.p or 1.0) <= 0.05 and (one.contrast.estimate or 0) * sign > 0
                    for one in told)  # fmt: skip
        return (
            f"{self.outcome} by {self.by}: {len(told)} specifications from {min(values):+.3f} to "
            f"{max(values):+.3f}; {same} point the way of the registered one, {clear} of these "
            "with p at most .05 taken alone"
        )

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def ballot_curve(
    ballots: "pd.DataFrame",
    by: str,
    *,
    forms: Sequence[Sequence[int]] | None = None,
    thresholds: Sequence[float] = (1.95, 1.5, 1.0),
    **compared: Any,
) -> Curve:
    """``movement`` by which forms count and up to which inconsistency a ballot does.

    Args:
        ballots: ``load(study, what="ballots")``.
        by: the factor.
        forms: which forms together; None: all, and each alone.
        thresholds: most of ``inconsistency``, the registered one first.
        compared: as for ``compare``.

    Raises:
        InputError: the table is another, or as ``compare``.
    """
    frame: Any = ballots
    _needs(frame, ("stage", "form", "position", "inconsistency", *_CELL), "ballots")
    there = sorted({int(one) for one in frame["form"].fillna(0)})
    sets = [there, *([one] for one in there)] if forms is None else [list(one) for one in forms]
    sets = [one for place, one in enumerate(sets) if one not in sets[:place]]
    found = list[tuple[dict[str, str], bool, Any]]()
    for chosen, most in product(sets, thresholds):
        part = frame[frame["form"].fillna(0).isin(chosen)]
        part = part[part["inconsistency"].isna() | (part["inconsistency"] <= most)]
        named = {"forms": ALL if chosen == there else "+".join(map(str, chosen)),
                 "inconsistency": f"<= {most:g}"}  # fmt: skip
        registered = chosen == there and most == thresholds[0]
        found.append((named, registered, _moved(part, by)))
    return _curve(BALLOTS, by, found, compared)


def stated_curve(
    readings: "pd.DataFrame | Mapping[str, pd.DataFrame]",
    by: str,
    *,
    half_lives: Sequence[float] = (HALF_LIFE, 2 * HALF_LIFE, float("inf")),
    sure: Sequence[float] = (0.0, 0.5, 0.7),
    **compared: Any,
) -> Curve:
    """``stated-movement`` by judge, half-life in speeches, and how sure a reading has to be.

    Args:
        readings: ``load(study, what="readings")``; of several judges by their names, the
            registered one first (score the runs again with ``judge=`` into other folders).
        by: the factor.
        half_lives: the registered one first; infinite: all speeches weigh alike.
        sure: least probability of the likeliest side, the registered one first.
        compared: as for ``compare``.

    Raises:
        InputError: the table is another, or as ``compare``.
    """
    tables: Any = readings if isinstance(readings, Mapping) else {"": readings}
    found = list[tuple[dict[str, str], bool, Any]]()
    for (judge, frame), half, least in product(tables.items(), half_lives, sure):
        _needs(frame, ("turn", "position", "p_for", "p_against", *_CELL), "readings")
        read = frame[frame["position"].notna()]
        read = read[read[["p_against", "p_undecided", "p_for"]].max(axis=1) >= least]
        named = {"judge": judge} if judge else {}
        named |= {"half-life": f"{half:g}", "sure": f">= {least:g}"}
        first = judge == next(iter(tables))
        registered = first and half == half_lives[0] and least == sure[0]
        found.append((named, registered, _stated(read, half, by)))
    return _curve(STATED, by, found, compared)


def curve(tables: "Mapping[str, pd.DataFrame]", outcome: str, by: str, **asked: Any) -> Curve:
    """The curve of an outcome that has one.

    Args:
        tables: ``ballots`` or ``readings`` by name.
        outcome: ``movement`` or ``stated-movement``.
        by: the factor.
        asked: as for ``ballot_curve`` or ``stated_curve``.

    Raises:
        InputError: there is no curve of that outcome.
    """
    known(outcome, CHOICES, "outcome with a specification curve")
    if outcome == BALLOTS:
        return ballot_curve(tables["ballots"], by, **asked)
    return stated_curve(tables["readings"], by, **asked)


def _moved(ballots: Any, by: str) -> Any:
    """The mean movement of each run: means of forms, then over articles and personas."""
    placed = ballots.groupby([*_CELL, "stage"], sort=False)["position"].mean().unstack("stage")
    placed = placed.reindex(columns=["opening", "final"])
    return _of_runs(ballots, (placed["final"] - placed["opening"]).dropna(), by)


def _stated(readings: Any, half_life: float, by: str) -> Any:
    """Stated position at the end less the start, as ``docs/scoring.md`` has them."""
    import numpy as np

    def change(spoken: Any) -> float:
        values = spoken.to_numpy(dtype=float)
        if len(values) < 2:
            return float("nan")
        age = np.arange(len(values))[::-1]
        weights = np.ones_like(values) if np.isinf(half_life) else 0.5 ** (age / half_life)
        start = values[: max(1, len(values) // 3)].mean()
        return float((weights * values).sum() / weights.sum() - start)

    ordered = readings.sort_values("turn", kind="stable")
    return _of_runs(readings, ordered.groupby(list(_CELL), sort=False)["position"].agg(change), by)


def _of_runs(rows: Any, changes: Any, by: str) -> Any:
    """A row a run: its keys and the mean of its changes."""
    values = changes.dropna().groupby("run_id", sort=False).mean().rename("value")
    factors = [name for name in rows.columns if str(name).startswith("factor.")]
    keys = [name for name in dict.fromkeys((*_RUN, *factors, by)) if name in rows.columns]
    about = rows[keys].drop_duplicates("run_id").set_index("run_id")
    return about.join(values, how="left").reset_index().rename(columns={"value": "outcome"})


def _curve(
    outcome: str,
    by: str,
    found: Sequence[tuple[dict[str, str], bool, Any]],
    compared: Mapping[str, Any],
) -> Curve:
    specifications = sorted(_specified(outcome, by, found, compared), key=_height)
    return Curve(outcome, by, tuple(specifications))


def _specified(
    outcome: str,
    by: str,
    found: Sequence[tuple[dict[str, str], bool, Any]],
    compared: Mapping[str, Any],
) -> Iterator[Specification]:
    from dataclasses import replace

    for choices, registered, frame in found:
        if frame["outcome"].notna().sum() < 2:
            continue
        for one in compare(frame, "outcome", by, **compared).contrasts:
            yield Specification(choices, registered, replace(one, outcome=outcome))


def _height(one: Specification) -> float:
    return float("inf") if one.contrast.estimate is None else one.contrast.estimate


def _needs(frame: Any, columns: Sequence[str], table: str) -> None:
    lacking = [one for one in columns if one not in frame.columns]
    if lacking:
        raise InputError(f"no {lacking[0]!r} in the table: give load(..., what={table!r})")

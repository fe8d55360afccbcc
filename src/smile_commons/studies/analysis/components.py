"""Where a movement's spread comes from: runs, personas, articles, forms; and what to buy more of.

An estimate's variance is the sum of each component over how many of it were drawn (generalisability
theory: Cronbach, Gleser, Nanda and Rajaratnam 1972; Brennan 2001). Personas and articles that are
the ones there are, and no sample, leave theirs out of it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError
from smile_commons.studies.analysis.models import Fit, mixed
from smile_commons.studies.tables.sources import FACTOR

if TYPE_CHECKING:
    import pandas as pd

EFFECTS = ("block", "run", "persona", "article", "form")
CHANGE = "change"
_KEYS = ("run_id", "persona", "article", "form")


@dataclass(frozen=True, slots=True)
class Components:
    """Variances of one change of one ballot in one form."""

    variances: Mapping[str, float]
    """By ``block``, ``run``, ``persona``, ``article``, ``form`` and ``residual``, as far as there
    are two or more of each."""
    counts: Mapping[str, int]
    """How many of each there are in one level of the factors."""
    n: int
    note: str = ""

    def error(self, sampled: Sequence[str] = (), **counts: int) -> float:
        """The standard error of one level's mean movement.

        Args:
            sampled: which of ``persona`` and ``article`` are a sample of others.
            counts: of ``run``, ``persona``, ``article``, ``form``; None: as there are.
        """
        there = {**self.counts, **counts}
        drawn = ("run", "form", *sampled)
        total = sum(self.variances.get(one, 0.0) / there.get(one, 1) for one in drawn)
        cells = math.prod(there.get(one, 1) for one in ("run", "persona", "article", "form"))
        return math.sqrt(total + self.variances["residual"] / cells)

    def advice(self, sampled: Sequence[str] = ()) -> str:
        """What doubling each would do to the standard error, the best first."""
        now = self.error(sampled)
        if now == 0.0:
            return "nothing varies: more of anything tells no more"
        gains = {
            one: 1 - self.error(sampled, **{one: 2 * self.counts[one]}) / now
            for one in ("run", "article", "form")
            if self.counts.get(one)
        }
        best = sorted(gains, key=lambda one: -gains[one])
        told = ", ".join(f"{2 * self.counts[one]} {one}s {gains[one]:.0%}" for one in best)
        return (
            f"standard error of a level's mean movement {now:.3f}; doubling takes off: {told}. "
            f"Buy more {best[0]}s first."
        )


def variance_components(df: "pd.DataFrame", by: Sequence[str] | None = None) -> Components:
    """Of final ballots less opening ballots, form by form, within the levels of the factors.

    Args:
        df: ``load(study, what="ballots")``.
        by: factors whose effects are no spread; None: all that vary.

    Raises:
        InputError: there are no final ballots, only one run, or statsmodels is not there.
    """
    frame, factors = changes(df), _factors(df, by)
    counted: Any = frame
    there = [one for one in EFFECTS if one in counted and counted[one].nunique() > 1]
    if "run" not in there:
        raise InputError("one run has no spread over runs: two or more are needed")
    runs = counted["run"].nunique()
    if "block" in there and counted["block"].nunique() == runs:
        there.remove("block")  # every block has one run: the two cannot be told apart
    levels = math.prod(max(1, int(counted[one].nunique())) for one in factors)
    right = " + ".join([*([f"C({one})" for one in factors] or ["1"]), *(f"(1|{x})" for x in there)])
    fit: Fit = mixed(frame, f"{CHANGE} ~ {right}")
    counts = {one: int(counted[one].nunique()) for one in EFFECTS if one in counted}
    counts["run"] = max(1, runs // levels)
    return Components(dict(fit.variances), counts, fit.n, fit.note)


def changes(df: "pd.DataFrame") -> "pd.DataFrame":
    """Final less opening, a row a run, persona, article and form; columns as a formula has them.

    Raises:
        InputError: the table has no ballots at both times.
    """
    frame: Any = df
    if not {"stage", "form", "position", *_KEYS} <= {str(one) for one in frame.columns}:
        raise InputError("changes are made of the table of ballots: load(..., what='ballots')")
    frame = frame[frame["control_arm"].fillna("") == ""] if "control_arm" in frame else frame
    frame = frame.assign(form=frame["form"].fillna(0))
    start, end = (frame[frame["stage"] == one] for one in ("opening", "final"))
    both = end.merge(start[[*_KEYS, "position"]], on=list(_KEYS), suffixes=("", "_start"))
    both = both.assign(**{CHANGE: both["position"] - both["position_start"]})
    both = both[both[CHANGE].notna()]
    if both.empty:
        raise InputError("no ballot was asked at the opening and at the end, in one form")
    return both.drop(columns=["position_start"]).rename(columns={"run_id": "run"})


def _factors(df: "pd.DataFrame", by: Sequence[str] | None) -> list[str]:
    frame: Any = df
    if by is not None:
        return [FACTOR + one if FACTOR + one in frame else one for one in by]
    names = [str(one) for one in frame.columns if str(one).startswith(FACTOR)]
    return [one for one in names if frame[one].nunique() > 1]

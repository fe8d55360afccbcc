"""An outcome at two levels of a factor, picked from a table: pairs, or two samples."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from smile_commons.errors import InputError
from smile_commons.names import known
from smile_commons.studies.tables.load import score_name
from smile_commons.studies.tables.sources import FACTOR

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

VALUE, SIDE, ARM, WEIGHT = "value", "side", "arm", "weight of"
BLOCK, PAIR, CLUSTER = "block of", "pair of", "cluster of"
_JOIN = "/"


@dataclass(frozen=True, slots=True)
class Sides:
    """One outcome at a reference level and at another."""

    reference: str
    level: str
    a: "Values"
    """At the reference; of pairs, one a pair, in the order of ``b``."""
    b: "Values"
    clusters: "tuple[tuple[str, ...], tuple[str, ...]] | None"
    """Of each value; of pairs both are the same. None: no clusters."""
    blocks: tuple[str, ...]
    """Of pairs, their names; empty: there are no pairs."""
    paired: bool
    notes: tuple[str, ...]
    """What was left out, and what was averaged."""
    weights: "tuple[Values, Values] | None" = None
    """Of each value; of pairs both are the same. None: all weigh alike."""

    def means(self) -> tuple[float, float]:
        """Of both sides, as heavy as their values are."""
        import numpy as np

        one, other = self.weights or (None, None)
        return float(np.average(self.a, weights=one)), float(np.average(self.b, weights=other))

    def beyond(self, control: "Sides") -> "Sides":
        """Each pair's difference at ``b``, and at ``a`` that of its control."""
        import numpy as np

        between = dict(zip(control.blocks, control.b - control.a, strict=True))
        kept = [place for place, name in enumerate(self.blocks) if name in between]
        lost = len(self.blocks) - len(kept)
        notes = [f"{lost} pairs have no control and are left out"] if lost else []
        names = self.clusters and tuple(self.clusters[0][place] for place in kept)
        return replace(
            self,
            a=np.array([between[self.blocks[place]] for place in kept]),
            b=(self.b - self.a)[kept],
            clusters=(names, names) if names is not None else None,
            blocks=tuple(self.blocks[place] for place in kept),
            notes=(*self.notes, *notes),
            weights=self.weights and (self.weights[0][kept], self.weights[1][kept]),
        )


def outcome_rows(df: "pd.DataFrame", outcome: str, by: str) -> "pd.DataFrame":
    """The rows of an outcome that have a value: ``value``, ``side`` and ``arm`` beside their own.

    Args:
        df: a table as ``load`` gives it: of scores (tall or wide), or any with a column of numbers.
        outcome: a score (``movement``, ``movement@persona=ezra``) or a column.
        by: a factor (``direction``) or a column.

    Raises:
        InputError: there is no such score, column or factor.
    """
    frame: Any = df
    names = [str(name) for name in frame.columns]
    column = FACTOR + by if FACTOR + by in names else by
    if column not in names:
        factors = [name.removeprefix(FACTOR) for name in names if name.startswith(FACTOR)]
        known(by, factors or names, "factor")
    tall = {"id", "value", "persona", "article", "act"} <= set(names)
    if outcome not in names and "@" not in outcome and f"{outcome}@all" in names:
        outcome = f"{outcome}@all"
    if outcome in names and not (tall and outcome == "id"):
        found = frame.assign(**{VALUE: frame[outcome]})
    elif tall:
        found = _of_score(frame, outcome)
    else:
        known(outcome, names, "outcome")
        raise AssertionError(outcome)
    arm = found["control_arm"].fillna("") if "control_arm" in names else ""
    return found.assign(**{SIDE: found[column], ARM: arm})


def _of_score(frame: Any, outcome: str) -> Any:
    wanted = outcome if "@" in outcome else f"{outcome}@all"
    part = frame[frame["id"] == wanted.partition("@")[0]]
    if part.empty:
        known(wanted.partition("@")[0], set(frame["id"]), "score")
    scopes = zip(*(part[name] for name in ("id", "persona", "article", "act")), strict=True)
    texts = [score_name(*scope) for scope in scopes]
    found = part[[text == wanted for text in texts]]
    if found.empty:
        known(wanted, set(texts), "score")
    return found


def levels_of(rows: "pd.DataFrame", levels: Sequence[str] | None, by: str) -> list[str]:
    """The levels, the reference first: as given, or as they first come.

    Raises:
        InputError: there are fewer than two, or one that was given is not there.
    """
    frame: Any = rows
    there = [str(one) for one in dict.fromkeys(frame[SIDE].dropna())]
    for one in levels or ():
        known(one, there, f"level of {by}")
    found = list(levels) if levels else there
    if len(found) < 2:
        raise InputError(
            f"{by} has only the level {', '.join(found) or '(none)'}: nothing to compare"
        )
    return found


def sides_of(
    rows: "pd.DataFrame",
    reference: str,
    level: str,
    *,
    block: Sequence[str] = (),
    within: Sequence[str] = (),
    cluster: Sequence[str] = (),
    arm: str = "",
    weights: str = "",
) -> Sides:
    """Two levels of an outcome; of several values of a block at a level their mean.

    Args:
        rows: of ``outcome_rows``.
        reference: what is compared with.
        level: what is compared.
        block: columns that a pair has in common; none: no pairs.
        within: further ones (other factors); a block's differences are averaged over them.
        cluster: columns of the clusters; none: none.
        arm: the control arm; empty: what is no control.
        weights: the column of weights; of a pair, the mean of its runs'. Empty: all weigh alike.

    Raises:
        InputError: a column is not there, too few have a value, or a weight is not above 0.
    """
    frame: Any = rows
    for name in (*block, *within, *cluster, *([weights] if weights else [])):
        known(name, [str(one) for one in frame.columns], "column")
    part = frame[(frame[ARM] == arm) & frame[SIDE].astype(object).isin([reference, level])]
    empty = int(part[VALUE].isna().sum())
    notes = [f"{empty} of {len(part)} runs have no value and are left out"] if empty else []
    part = part[part[VALUE].notna()]
    part, light = _weighed(part, weights)
    notes += light
    part = part.assign(
        **{
            VALUE: part[VALUE].astype(float),
            BLOCK: _named(part, block),
            PAIR: _named(part, (*block, *within)),
            CLUSTER: _named(part, cluster),
        }
    )
    if block:
        return _pairs(part, reference, level, bool(cluster), notes, bool(weights))
    sides = [part[part[SIDE] == one] for one in (reference, level)]
    return Sides(
        reference,
        level,
        *(one[VALUE].to_numpy() for one in sides),
        clusters=(tuple(sides[0][CLUSTER]), tuple(sides[1][CLUSTER])) if cluster else None,
        blocks=(),
        paired=False,
        notes=tuple(notes),
        weights=(sides[0][WEIGHT].to_numpy(), sides[1][WEIGHT].to_numpy()) if weights else None,
    )


def _weighed(part: Any, weights: str) -> tuple[Any, list[str]]:
    """The rows that have a weight, as a column of its own; and how many have none."""
    if not weights:
        return part.assign(**{WEIGHT: 1.0}), []
    import numpy as np

    given = part[weights].astype(float)
    if bool(((given <= 0) | ~np.isfinite(given))[given.notna()].any()):
        raise InputError(f"`weights`: {weights} holds weights that are not above 0")
    lost = int(given.isna().sum())
    told = [f"{lost} runs have no weight and are left out"] if lost else []
    return part.assign(**{WEIGHT: given})[given.notna()], told


def _pairs(
    part: Any, reference: str, level: str, clustered: bool, notes: list[str], weighed: bool
) -> Sides:
    size = part.groupby([PAIR, SIDE], sort=False).size()
    if len(size) and int(size.max()) > 1:
        notes.append(
            f"up to {size.max()} runs of a pair have one level; their mean stands for them"
        )
    pairs = part.pivot_table(
        index=[BLOCK, PAIR], columns=SIDE, values=VALUE, aggfunc="mean", sort=False
    ).reindex(columns=[reference, level])
    for one in (reference, level):
        lost = int(pairs[one].isna().sum())
        if lost:
            notes.append(f"{lost} of {len(pairs)} pairs have no value at {one} and are left out")
    whole = pairs.dropna().groupby(level=0, sort=False).mean()
    names: Any = None
    if clustered:
        of_block = part.groupby(BLOCK, sort=False)[CLUSTER]
        if int(of_block.nunique().max() if len(part) else 0) > 1:
            raise InputError("a block has runs of several clusters; a pair lies in one")
        names = tuple(of_block.first()[whole.index])
    heavy = part.groupby(BLOCK, sort=False)[WEIGHT].mean()[whole.index].to_numpy()
    return Sides(
        reference,
        level,
        whole[reference].to_numpy(),
        whole[level].to_numpy(),
        clusters=(names, names) if clustered else None,
        blocks=tuple(map(str, whole.index)),
        paired=True,
        notes=tuple(notes),
        weights=(heavy, heavy) if weighed else None,
    )


def _named(part: Any, columns: Sequence[str]) -> Any:
    """What rows are called by some columns together."""
    if not columns:
        return ""
    found = part[columns[0]].astype(str)
    for name in columns[1:]:
        found = found + _JOIN + part[name].astype(str)
    return found

"""Shares of speeches, their intervals, and what a control makes of the same speeches.

Speeches of one persona are held against the same card, so they share what the judge makes of
that card: over a cast of three and more the persona is what varies, and Student's t over the
personas holds, where intervals over speeches fall to .85 (``benchmarks/coverage_consistency.py``).
Of one persona, or where no speech differs, Newcombe's interval for paired shares, which is none
too narrow where both shares are 1.
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.intervals import FEWEST, Spread, of_share, scipy_stats
from smile_commons.scoring.score import Control, Interval, Scope, Score, scopes

FEWEST_GROUPS = 3
"""Of two personas Student's t tells nothing: its quantile is 12.7."""


@dataclass(frozen=True, slots=True)
class Apart:
    """How far two figures of the same speeches are apart."""

    interval: Interval
    """95 % of the difference."""
    p: float
    """How often a difference as far from 0 comes about where there is none; two-sided."""


def paired_shares(
    own: Sequence[float], other: Sequence[float], whose: Sequence[Hashable] = ()
) -> Apart | None:
    """The difference of two shares of the same speeches; None without any.

    Args:
        own: 1 or 0 a speech.
        other: the same by the control.
        whose: by speech, the persona; none: all are one persona's.
    """
    if not own:
        return None
    apart = np.asarray(own, dtype=np.float64) - np.asarray(other, dtype=np.float64)
    if len(set(whose)) >= FEWEST_GROUPS and len(set(apart.tolist())) > 1:
        mean, spread = float(apart.mean()), by_group(apart, whose)
        low, high = spread.interval(mean)
        return Apart((max(-1.0, low), min(1.0, high)), spread.p_value(mean))
    up, down = int((apart > 0).sum()), int((apart < 0).sum())
    p = float(scipy_stats().binomtest(up, up + down).pvalue) if up + down else 1.0
    return Apart(newcombe(own, other), p)


def newcombe(own: Sequence[float], other: Sequence[float]) -> Interval:
    """95 % interval of a difference of paired shares.

    Newcombe 1998, Statistics in Medicine 17:2635, his method 10: from Wilson's intervals of
    both shares, and how far they go together.
    """
    n = len(own)
    both = sum(a * b for a, b in zip(own, other, strict=True))
    one, two = sum(own), sum(other)
    first, second = of_share(round(one), n), of_share(round(two), n)
    assert first is not None and second is not None
    p, q = one / n, two / n
    phi = _together(n, both, one, two)
    low = _joined(p - first[0], second[1] - q, phi)
    return p - q - low, p - q + _joined(first[1] - p, q - second[0], phi)


def by_group(values: NDArray[np.float64], groups: Sequence[Hashable]) -> Spread:
    """How far the mean of values may be off where groups of them are what was sampled.

    By what the groups' sums lie off the mean of all, each as heavy as it has values.
    """
    names = list(dict.fromkeys(groups))
    group = np.array([names.index(one) for one in groups])
    sums = np.bincount(group, values - values.mean(), minlength=len(names))
    between = len(names) / (len(names) - 1) * float((sums**2).sum())
    return Spread(between / len(values) ** 2, len(names) - 1)


def _joined(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one**2 - 2 * phi * one * other + other**2))


def _together(n: int, both: float, one: float, two: float) -> float:
    """The phi coefficient, drawn towards 0 where it is above."""
    margins = one * (n - one) * two * (n - two)
    if margins <= 0:
        return 0.0
    cross = both * (n - one - two + both) - (one - both) * (two - both)
    return (max(0.0, cross - n / 2) if cross > 0 else cross) / math.sqrt(margins)


COVERS = "Wilson's, as if speeches were drawn independently; not how another performance would go"
TOO_FEW = f"fewer than {FEWEST} speeches"


def share(
    id: str,
    scope: Scope,
    own: Sequence[float | None],
    other: Sequence[float | None],
    *,
    whose: Sequence[str] = (),
    kind: str = "swapped",
    nothing: str,
) -> Score:
    """The share of speeches of which something holds.

    Args:
        id: of the score.
        scope: whose speeches.
        own: 1 or 0 a speech; None: could not be told.
        other: the same by the control.
        whose: by speech, the persona; none: all are one persona's.
        kind: of the control.
        nothing: why there is no value where nothing could be told.
    """
    told = [one for one in own if one is not None]
    if not told:
        return Score(id=id, scope=scope, value=None, unscored=nothing)
    interval = of_share(round(sum(told)), len(told)) if len(told) >= FEWEST else None
    return Score(
        id=id,
        scope=scope,
        value=sum(told) / len(told),
        interval=interval,
        uncertain=TOO_FEW if interval is None else COVERS,
        control=_control(own, other, whose or [""] * len(own), kind),
        n=len(told),
    )


def shares(
    id: str,
    own: Sequence[float | None],
    other: Sequence[float | None],
    speakers: Sequence[str],
    personas: Iterable[str],
    *,
    kind: str = "swapped",
    nothing: str,
) -> list[Score]:
    """``share`` of all speeches and of each persona's; ``speakers``: whose each one is."""
    found = list[Score]()
    for scope in scopes(personas):
        places = [n for n, who in enumerate(speakers) if scope.persona in (None, who)]
        mine, theirs = ([row[n] for n in places] for row in (own, other))
        whose = [speakers[n] for n in places]
        found.append(share(id, scope, mine, theirs, whose=whose, kind=kind, nothing=nothing))
    return found


def _control(
    own: Sequence[float | None], other: Sequence[float | None], whose: Sequence[str], kind: str
) -> Control:
    pairs = [
        (a, b, who)
        for a, b, who in zip(own, other, whose, strict=True)
        if a is not None and b is not None
    ]
    if not pairs:
        return Control(kind=kind, value=None, reason="nothing to set it against")
    first, second, people = zip(*pairs, strict=True)
    apart = paired_shares(first, second, people) if len(pairs) >= FEWEST else None
    return Control(
        kind=kind,
        value=sum(second) / len(pairs),
        difference=(sum(first) - sum(second)) / len(pairs),
        interval=apart and apart.interval,
        p=apart and apart.p,
        reason=None if apart else TOO_FEW,
    )

"""Shares of speeches, their intervals, and what a control makes of the same speeches."""

from collections.abc import Iterable, Sequence

from smile_commons.scoring.consistency.share_intervals import paired_shares
from smile_commons.scoring.intervals import FEWEST, of_share
from smile_commons.scoring.score import Control, Scope, Score, scopes

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
        mine, theirs, whose = ([row[n] for n in places] for row in (own, other, speakers))
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

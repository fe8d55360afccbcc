"""Shares of speeches, their intervals, and what a control makes of the same speeches."""

from collections.abc import Sequence

from smile_commons.scoring.consistency.share_intervals import paired_shares
from smile_commons.scoring.intervals import FEWEST, of_share
from smile_commons.scoring.score import Control, Scope, Score

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


def scopes(speakers: Sequence[str], personas: Sequence[str]) -> list[tuple[Scope, list[int]]]:
    """The whole and each persona, with the places of their speeches among ``speakers``."""
    found = [(Scope(), list(range(len(speakers))))]
    for persona in personas:
        places = [place for place, who in enumerate(speakers) if who == persona]
        found.append((Scope(persona=persona), places))
    return found

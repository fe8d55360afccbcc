"""Shares of speeches, their intervals, and what a control makes of the same speeches."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smile_commons.scoring.intervals import FEWEST, of_share, over_units
from smile_commons.scoring.score import Control, Scope, Score

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERS = "Wilson's, as if speeches were drawn independently; not how another performance would go"
TOO_FEW = f"fewer than {FEWEST} speeches"


def share(
    id: str,
    scope: Scope,
    own: Sequence[float | None],
    other: Sequence[float | None],
    *,
    kind: str = "swapped",
    nothing: str,
) -> Score:
    """The share of speeches of which something holds.

    Args:
        id: of the score.
        scope: whose speeches.
        own: 1 or 0 a speech; None: could not be told.
        other: the same by the control.
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
        control=_control(own, other, kind),
        n=len(told),
    )


def _control(own: Sequence[float | None], other: Sequence[float | None], kind: str) -> Control:
    import numpy as np

    pairs = np.array(
        [(a, b) for a, b in zip(own, other, strict=True) if a is not None and b is not None]
    )
    if not len(pairs):
        return Control(kind=kind, value=None, reason="nothing to set it against")
    apart: NDArray[np.float64] = pairs[:, 0] - pairs[:, 1]
    interval = over_units(len(apart), lambda picked: apart[picked].mean(axis=-1))
    return Control(
        kind=kind,
        value=float(pairs[:, 1].mean()),
        difference=float(apart.mean()),
        interval=interval,
        reason=TOO_FEW if interval is None else None,
    )


def scopes(speakers: Sequence[str], personas: Sequence[str]) -> list[tuple[Scope, list[int]]]:
    """The whole and each persona, with the places of their speeches among ``speakers``."""
    found = [(Scope(), list(range(len(speakers))))]
    for persona in personas:
        places = [place for place, who in enumerate(speakers) if who == persona]
        found.append((Scope(persona=persona), places))
    return found

"""Influence: which speech moved whom, on what, as far as ballots around it can tell.

What a listener's position changed by between two ballots is shared among the speeches between
them that the listener heard, that others gave, and that speak to the article: each gets a share
by its strength, |p| as the judge reads it. Where no judge was asked, the speeches made on the
article by the moderator's floor share alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from smile_commons.scoring.intervals import FEWEST, SEED, percentiles
from smile_commons.scoring.lines import Line
from smile_commons.scoring.over_time import ballot_times
from smile_commons.scoring.positions import Asking
from smile_commons.scoring.score import Control, Interval, Scope, Score
from smile_commons.scoring.stated.readings import Readings
from smile_commons.transcript import Ballot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DRAWS = 1000
COVERS = (
    "each change with the differences between retest and opening drawn onto it; summed over "
    "listeners and articles that are drawn again"
)
NO_RETEST = "without a retest the noise of a ballot is not known"
TOO_FEW = f"fewer than {FEWEST} changes to resample"
NOBODY = "no ballots stand around its speeches, or none speaks to an article"
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Effect:
    """One speech, one listener, one article."""

    turn: int
    speaker: str
    listener: str
    article: str
    side: float
    """Where the speech stands, in [-1, 1]; its sign is what ``toward`` counts by."""
    share: float
    """Of the listener's change, in [0, 1]."""
    change: float
    """The listener's, between the ballots around the speech, in [-2, 2]."""
    between: tuple[int, int]
    """After which turns those ballots were taken."""
    interval: Interval | None = None

    @property
    def influence(self) -> float:
        """The part of the change that falls to this speech, in [-2, 2]."""
        return self.share * self.change

    def to_dict(self) -> dict[str, Any]:
        """As ``scores.json`` has it."""
        return {
            "turn": self.turn,
            "speaker": self.speaker,
            "listener": self.listener,
            "article": self.article,
            "side": self.side,
            "share": self.share,
            "change": self.change,
            "between": list(self.between),
            "influence": self.influence,
            "interval": None if self.interval is None else list(self.interval),
        }


def effects(
    lines: Sequence[Line], ballots: Sequence[Ballot], readings: Readings | None
) -> list[Effect]:
    """The influence table: every speech, listener and article with ballots on both sides."""
    noise = _noise(ballots)
    sides = _sides(lines, readings)
    times = ballot_times(ballots)
    found = list[Effect]()
    for (before, early), (after, late) in pairwise(times):
        start, end = Asking.of(ballots, early, before), Asking.of(ballots, late, after)
        for (listener, article), ballot in end.ballots.items():
            first = start.ballots.get((listener, article))
            if first is None or first.position is None or ballot.position is None:
                continue
            change = ballot.position - first.position
            heard = [
                (line, sides[line.turn, article])
                for line in lines
                if before < line.turn <= after
                and (line.turn, article) in sides
                and line.speaker != listener
                and (not line.heard_by or listener in line.heard_by)
            ]
            whole = sum(abs(side) for _, side in heard)
            if whole < _LEAST:
                continue
            for line, side in heard:
                share = abs(side) / whole
                found.append(
                    Effect(
                        turn=line.turn,
                        speaker=line.speaker,
                        listener=listener,
                        article=article,
                        side=side,
                        share=share,
                        change=change,
                        between=(before, after),
                        interval=_interval(share, change, noise),
                    )
                )
    return sorted(found, key=lambda one: (one.turn, one.listener, one.article))


def score_influence(
    found: Sequence[Effect], ballots: Sequence[Ballot], personas: Sequence[str]
) -> list[Score]:
    """By speaker: how far each listener moved, on each article, the way its speeches pointed."""
    again = {(b.persona, b.article): b.position for b in ballots if b.stage == "retest"}
    first = {(b.persona, b.article): b.position for b in ballots if b.stage == "opening"}
    retest = {
        key: position - start
        for key, position in again.items()
        if position is not None and (start := first.get(key)) is not None
    }
    noise = _noise(ballots)
    return [_score(who, [e for e in found if e.speaker == who], retest, noise) for who in personas]


def _score(
    who: str,
    own: Sequence[Effect],
    retest: Mapping[tuple[str, str], float],
    noise: "NDArray[np.float64] | None",
) -> Score:
    import numpy as np

    scope = Scope(persona=who)
    if not own:
        return Score(id="influence", scope=scope, value=None, unscored=NOBODY)
    cells = list(dict.fromkeys((e.listener, e.article) for e in own))
    toward = np.zeros(len(cells))
    pull = np.zeros(len(cells))
    for effect in own:
        at = cells.index((effect.listener, effect.article))
        toward[at] += np.sign(effect.side) * effect.influence
        pull[at] += np.sign(effect.side) * effect.share
    value = float(toward.mean())
    if noise is None or len(cells) < FEWEST:
        reason = NO_RETEST if noise is None else TOO_FEW
        control = Control(kind="retest", value=None, reason=reason)
        return Score(id="influence", scope=scope, value=value, uncertain=reason, control=control,
                     n=len(cells))  # fmt: skip
    rng = np.random.default_rng(SEED)
    picked = rng.integers(0, len(cells), size=(DRAWS, len(cells)))
    shaken = toward + pull * rng.choice(noise, size=(DRAWS, len(cells)))
    still = np.array([retest.get(cell, np.nan) for cell in cells]) * pull
    rows = np.arange(DRAWS)[:, None]
    level = float(np.nanmean(still)) if np.isfinite(still).any() else None
    apart = np.nanmean((toward - still)[picked], axis=1)
    return Score(
        id="influence",
        scope=scope,
        value=value,
        interval=percentiles(shaken[rows, picked].mean(axis=1)),
        uncertain=COVERS,
        control=Control(
            kind="retest",
            value=level,
            difference=None if level is None else value - level,
            interval=percentiles(apart),
        ),
        n=len(cells),
    )


def _sides(lines: Sequence[Line], readings: Readings | None) -> dict[tuple[int, str], float]:
    if readings is not None:
        return {(one.turn, one.article): one.position for one in readings.spoken}
    return {(line.turn, line.article): 1.0 for line in lines if line.article is not None}


def _noise(ballots: Sequence[Ballot]) -> "NDArray[np.float64] | None":
    """What a ballot changes by when nothing was said: retest less opening, about their mean."""
    import numpy as np

    opening, retest = Asking.of(ballots, "opening"), Asking.of(ballots, "retest")
    found = [
        again.position - first.position
        for key, again in retest.ballots.items()
        if (first := opening.ballots.get(key)) is not None
        and first.position is not None
        and again.position is not None
    ]
    if len(found) < FEWEST:
        return None
    return np.array(found, dtype=np.float64) - float(np.mean(found))


def _interval(share: float, change: float, noise: "NDArray[np.float64] | None") -> Interval | None:
    import numpy as np

    if noise is None:
        return None
    low, high = np.percentile(noise, (2.5, 97.5))
    return share * (change + float(low)), share * (change + float(high))

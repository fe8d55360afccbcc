"""Influence: which speech moved whom, on what, as far as ballots around it can tell.

What a listener's position changed by between two ballots is shared among the speeches between
them that the listener heard, that others gave, and that speak to the article: each gets a share
by its strength, |p| as the judge reads it. Where no judge was asked, the speeches made on the
article by the moderator's floor share alike.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from smile_commons.scoring.ballots import noise_of_ballots
from smile_commons.scoring.families import LEVEL, holm
from smile_commons.scoring.intervals import Spread, held_against
from smile_commons.scoring.lines import Line
from smile_commons.scoring.over_time import ballot_times
from smile_commons.scoring.positions import Asked, Asking
from smile_commons.scoring.results import Effect
from smile_commons.scoring.score import Control, Interval, Scope, Score
from smile_commons.scoring.stated.readings import Readings
from smile_commons.transcript import Ballot

COVERS = (
    "what talk about nothing in question does to a ballot, as it counts here; these listeners and "
    "articles, and their changes shared out as they are"
)
NO_RETEST = "without a retest the noise of a ballot is not known"
NOBODY = "no ballots stand around its speeches, or none speaks to an article"
_LEAST = 1e-6


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
                and line.reaches(listener)
            ]
            whole = sum(abs(side) for _, side in heard)
            shares = [(line, side, abs(side) / whole) for line, side in heard if whole >= _LEAST]
            found += [
                Effect(
                    turn=line.turn,
                    speaker=line.speaker,
                    listener=listener,
                    article=article,
                    side=side,
                    share=share,
                    change=change,
                    between=(before, after),
                    influence=share * change,
                    interval=_interval(share, change, noise),
                )
                for line, side, share in shares
            ]
    told = found if noise is None else _told(found, noise)
    return sorted(told, key=lambda one: (one.turn, one.listener, one.article))


def _told(found: Sequence[Effect], noise: Spread) -> list[Effect]:
    """The effects with what is shown of the changes that they share, each change tested once."""
    changes = {_change(one): noise.p_value(one.change) for one in found}
    adjusted = holm(changes)
    return [one.model_copy(update={"shown": adjusted[_change(one)] <= LEVEL}) for one in found]


def _change(one: Effect) -> tuple[str, str, tuple[int, int] | None]:
    return one.listener, one.article, one.between


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
    noise: Spread | None,
) -> Score:
    scope = Scope(persona=who)
    if not own:
        return Score(id="influence", scope=scope, value=None, unscored=NOBODY)
    toward, pull = (defaultdict[tuple[str, str], float](float) for _ in range(2))
    for effect in own:
        cell, side = (effect.listener, effect.article), (effect.side > 0) - (effect.side < 0)
        toward[cell] += side * effect.influence
        pull[cell] += side * effect.share
    n = len(toward)
    value = sum(toward.values()) / n
    still = [retest[cell] * share for cell, share in pull.items() if cell in retest]
    if noise is None or not still:
        control = Control(kind="retest", value=None, reason=NO_RETEST)
        return Score(id="influence", scope=scope, value=value, uncertain=NO_RETEST, n=n,
                     control=control)  # fmt: skip
    level = sum(still) / len(still)
    own_share = sum(share**2 for share in pull.values()) / n**2
    spread = Spread(noise.variance * own_share, noise.df)
    # The retest is shaken as much as the debate is.
    apart = Spread(2 * spread.variance, noise.df)
    return Score(
        id="influence",
        scope=scope,
        value=value,
        interval=spread.interval(value),
        uncertain=COVERS,
        control=held_against("retest", value, level, apart),
        n=n,
    )


def _sides(lines: Sequence[Line], readings: Readings | None) -> dict[tuple[int, str], float]:
    if readings is not None:
        return {(one.turn, one.article): one.position for one in readings.spoken}
    return {(line.turn, line.article): 1.0 for line in lines if line.article is not None}


def _noise(ballots: Sequence[Ballot]) -> Spread | None:
    """What talk about nothing in question does to one ballot."""
    return noise_of_ballots(Asked.of(Asking.of(ballots, "opening"), ballots))


def _interval(share: float, change: float, noise: Spread | None) -> Interval | None:
    """The share of what the change may be."""
    if noise is None:
        return None
    low, high = noise.interval(change)
    return share * low, share * high

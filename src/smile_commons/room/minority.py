"""The minority report of one article: what the smaller side gave as its reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from smile_commons.room.hiding import FEWEST
from smile_commons.room.panel import alone
from smile_commons.room.records import Standing
from smile_commons.room.shifts import side
from smile_commons.transcript import Ballot

Side = Literal["against", "for"]
Approved = Collection[tuple[str, str, str]]
"""Seat, article, and ``before`` or ``after`` for the reason, ``change`` for what would change
their mind: what the teacher lets be printed."""


@dataclass(frozen=True, slots=True)
class Minority:
    """Reasons in people's own words, approved one by one; nobody's name."""

    side: Side | None
    """Which was the smaller at the end; None: neither, or too few voted."""
    reasons: tuple[str, ...]
    """Of that side; without one, of both."""
    others: tuple[str, ...]
    """Of the other side."""
    dissent: tuple[tuple[str, str], ...]
    """Personas on that side, or apart from all other personas, with their reasons: cue, text."""
    change: tuple[str, ...]
    """What would change somebody's mind, whatever their side."""


def minority(
    article: str,
    standings: Mapping[str, Standing],
    ballots: Sequence[Ballot],
    cues: Mapping[str, str],
    approved: Approved = (),
) -> Minority:
    """The minority report of one article.

    Args:
        article: its id.
        standings: what each seat says of it, by seat.
        ballots: of the run.
        cues: what each persona is called.
        approved: reasons that may be printed.
    """
    places = {seat: place for seat, one in standings.items() if (place := _last(one)) is not None}
    smaller = _smaller([side(one) for one in places.values()])
    reasons: dict[int, list[str]] = {0: [], 1: [], 2: []}
    change: list[str] = []
    for seat, one in sorted(standings.items()):
        if seat in places and (text := _reason(seat, article, one, approved)):
            reasons[side(places[seat])].append(text)
        if one.after and one.after.change and (seat, article, "change") in approved:
            change.append(one.after.change)
    mine = [0, 2] if smaller is None else [smaller]
    other = [] if smaller is None else [2 - smaller]
    return Minority(
        None if smaller is None else _named(smaller),
        tuple(sorted(text for one in mine for text in reasons[one])),
        tuple(sorted(text for one in other for text in reasons[one])),
        _dissent(article, ballots, cues, smaller),
        tuple(sorted(change)),
    )


def _last(one: Standing) -> float | None:
    """Where a seat stands at the end or, if it did not vote after, where it stood before."""
    for vote in (one.after, one.before):
        if vote is not None and vote.position is not None:
            return vote.position
    return None


def _reason(seat: str, article: str, one: Standing, approved: Approved) -> str:
    """What a seat gave for where it stands: of the same vote as its position."""
    for vote in (one.after, one.before):
        if vote is not None and vote.position is not None:
            return vote.reason if (seat, article, vote.phase) in approved else ""
    return ""


def _smaller(sides: Sequence[int]) -> int | None:
    against, favour = sides.count(0), sides.count(2)
    if len(sides) < FEWEST or against == favour:
        return None
    return 0 if against < favour else 2


def _named(one: int) -> Side:
    return "against" if one == 0 else "for"


def _dissent(
    article: str, ballots: Sequence[Ballot], cues: Mapping[str, str], smaller: int | None
) -> tuple[tuple[str, str], ...]:
    """Personas on the smaller side; where the class has none, those of their own minority."""
    stands: dict[str, int] = {}
    said: dict[str, str] = {}
    for one in ballots:  # in their order: the last that can be read counts
        if one.article != article or one.stage == "retest" or one.persona not in cues:
            continue
        position = alone(one)
        if position is not None:
            stands[one.persona] = side(position)
        if one.reason:
            said[one.persona] = one.reason
    if smaller is None:
        against, favour = list(stands.values()).count(0), list(stands.values()).count(2)
        if against == favour:
            return ()
        smaller = 0 if against < favour else 2
    return tuple(
        (cue, said.get(persona, ""))
        for persona, cue in cues.items()
        if stands.get(persona) == smaller
    )

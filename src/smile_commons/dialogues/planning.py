"""A free act planned by rules: six to ten speeches, rising in tension, with one reversal late.

What is planned is what the act holds open, then what is missing from the cards; the plan orders it,
so that somebody answers, nobody is left out and nobody speaks twice in a row.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from smile_commons.dialogues.plan_material import (
    Planning,
    Sketch,
    giving_way,
    goals,
    matters,
    reasons,
    secret,
)
from smile_commons.world.dialogue import Beat, Move

FEWEST, MOST = 6, 10
"""Speeches of a plan, where the act has as many."""
TENSION: Mapping[Move, int] = {
    Move.TESTIFY: 1,
    Move.QUESTION: 1,
    Move.ANSWER: 1,
    Move.PROPOSE: 2,
    Move.APPEAL: 2,
    Move.DEFEND: 2,
    Move.CHALLENGE: 3,
    Move.CONDITION: 4,
    Move.REFUSE: 4,
    Move.CONFESS: 5,
    Move.CONCEDE: 5,
    Move.DECIDE: 5,
}
"""How much is at stake for whoever speaks so, from 1 to 5."""
_BY_LEVEL = (Move.TESTIFY, Move.APPEAL, Move.CHALLENGE, Move.CONDITION)
"""The move of a speech that was given none, by the tension that its place wants."""
_ANSWERS = 1.5
"""What it is worth, in levels of tension, that whoever was spoken to speaks next."""


def planned(given: Planning) -> tuple[Beat, ...]:
    """The speeches of an act, or of the rest of it, in order; the same for the same seed."""
    return tuple(_ordered(given, _chosen(given)))


def tension(beats: Sequence[Beat]) -> list[int]:
    """The tension of each speech, from 1 to 5."""
    return [TENSION[one.move] for one in beats]


def how_many(turns: int) -> int:
    """Speeches of a plan for an act, or the rest of one, with so many."""
    return max(1, min(MOST, turns))


def _chosen(given: Planning) -> list[Sketch]:
    """What is planned: the open matters, a reversal, then the cards until there is enough."""
    pool = matters(given)
    turning = [one for one in pool if one.turns]
    if not turning:
        turning = [secret(given) or giving_way(given)]
    chosen = _for_everybody(given, [turning[0], *(one for one in pool if one not in turning)])
    pool = [*turning[1:], *reasons(given), *goals(given)]
    more = [one for one in pool if one not in chosen]
    while len(chosen) < given.count and more:
        counts = Counter(one.who for one in chosen)
        least = min(more, key=lambda one: counts[one.who])
        more.remove(least)
        chosen.append(least)
    return chosen


def _for_everybody(given: Planning, pool: Sequence[Sketch]) -> list[Sketch]:
    """As many as are wanted, somebody's first before anybody's second; nobody is left out."""
    held = list(reasons(given))
    missing = [
        next((one for one in held if one.who == who), None)
        for who in given.present
        if not any(one.who == who for one in pool)
    ]
    chosen = [*pool[:1], *(one for one in missing if one)][: given.count]
    rest = [one for one in pool if one not in chosen]
    while rest and len(chosen) < given.count:
        counts = Counter(one.who for one in chosen)
        first = min(rest, key=lambda one: counts[one.who])
        rest.remove(first)
        chosen.append(first)
    return chosen


def _ordered(given: Planning, chosen: Sequence[Sketch]) -> list[Beat]:
    rng = random.Random(f"{given.seed}/plan/{given.act.id}/{given.spoken}")
    rest = list(chosen)
    turn = next(one for one in rest if one.turns)
    rest.remove(turn)
    count = len(chosen)
    late = max(0, count - 2)
    beats: list[Beat] = []
    for place in range(count):
        wanted = 1 + 3 * place / max(1, count - 1)
        if place == late or not rest:
            if turn in rest:
                rest.remove(turn)
            beats.append(_beat(given, turn, wanted, beats))
            continue
        before = beats[-1].who if beats else given.last
        near = turn.who if place in (late - 1, late + 1) else None
        own = [sketch for sketch in rest if sketch.who == turn.who]
        due = before != turn.who and 0 < late - 1 - place <= 2 * len(own)
        # Whoever turns says the rest of theirs before: there is room for one speech after it.
        one = _next(own if due else rest, before, near, beats[-1:], wanted, rng)
        rest.remove(one)
        beats.append(_beat(given, one, wanted, beats))
    return beats


def _next(
    rest: Sequence[Sketch],
    before: str | None,
    near: str | None,
    last: Sequence[Beat],
    wanted: float,
    rng: random.Random,
) -> Sketch:
    """What comes next: of somebody else, by whom was spoken to, as tense as its place wants."""
    others = [one for one in rest if one.who not in (before, near)]
    others = others or [one for one in rest if one.who != before] or list(rest)
    counts = Counter(one.who for one in rest)
    most, times = counts.most_common(1)[0]
    if times * 2 > len(rest) and (must := [one for one in others if one.who == most]):
        others = must  # else that one would be left to speak twice in a row

    def far(one: Sketch) -> float:
        level = wanted if one.move is None else TENSION[one.move]
        answers = bool(last) and one.who in last[0].to
        return abs(level - wanted) - _ANSWERS * answers + 0.1 * rng.random()

    return min(others, key=far)


def _beat(given: Planning, one: Sketch, wanted: float, before: Sequence[Beat]) -> Beat:
    move = one.move
    if move is None:
        move = Move.QUESTION if one.asks else _BY_LEVEL[min(3, round(wanted) - 1)]
    return Beat(
        who=one.who,
        move=move,
        to=one.to or _to(given, one, move, before),
        on=one.on,
        say=one.say or None,
        article=one.article,
    )


def _to(given: Planning, one: Sketch, move: Move, before: Sequence[Beat]) -> tuple[str, ...]:
    """Whoever has just spoken, or stands furthest from the speaker; who testifies tells it all."""
    if move is Move.TESTIFY:
        return ()
    last = before[-1].who if before else given.last
    if last not in (None, one.who):
        return (last or "",)
    others = [who for who in given.present if who != one.who]
    own = _stand(given, one.who, one.article)
    return tuple(
        sorted(others, key=lambda who: (-abs(_stand(given, who, one.article) - own), who))[:1]
    )


def _stand(given: Planning, who: str, article: str | None) -> float:
    opening = given.cards[who].positions.get(article or "")
    return opening.position if opening else 0.0

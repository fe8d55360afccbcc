"""Which way a persona decides, before it says so: its private position, its red lines, its causes.

What it holds now is one private ballot on the beat's article, asked like any other and kept in the
run's record alone. Against its card it decides only for a cause.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from langgraph.runtime import Runtime

from smile_commons.dialogues.causes import Cause, cause_of, crossed, with_cause
from smile_commons.dialogues.context import Context
from smile_commons.dialogues.floor import DiffSide, Floor, floor_in, paced
from smile_commons.dialogues.state import ForumState
from smile_commons.personas.ballot import ask_ballot
from smile_commons.personas.heard import heard_lines, lines_on

EVEN = 0.1
"""Positions nearer to 0 than this are even, and the run's seed decides: about what the same ballot
asked in another form differs by."""
PULL = 0.5
"""How far a cause pulls an entirely open persona towards the other side, in positions."""

_OTHER: Mapping[DiffSide, DiffSide] = {"for": "against", "against": "for"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What a decision is made of."""

    card: float | None
    """Where the card stands on the article, in [-1, 1]; None where it does not say."""
    now: float | None
    """The private position after all that was heard; None where it could not be read."""
    openness: float
    cause: str = ""
    """What was said that the persona would reconsider for."""
    told: str = ""
    """Who spoke to it on the article last, in words."""
    barred: Mapping[DiffSide, str]
    """The red line that a way would cross."""
    seed: int
    turn: int


async def decide(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """*decide*: which way a decision goes that is open, with its notes and reason."""
    context, floor, turn = runtime.context, floor_in(state), state["turn"] + 1
    act = context.acts[state["act"]]
    assert floor.ways is not None
    who, ways = floor.speaker, floor.ways
    barred: dict[DiffSide, str] = {
        way: line
        for way, say in ways.items()
        if (line := await crossed(context, who, say, f"{turn}/{way}"))
    }
    cause = await cause_of(context, act, replace(floor, to=()), turn)
    now, told = await _position(context, floor, turn)
    card = context.stage.cards[who]
    opening = card.positions.get(floor.article or "")
    way, reason = choose(
        Weighing(
            card=opening.position if opening else None,
            now=now,
            openness=card.stance.openness,
            cause=cause.told(context.stage.cards[cause.by].cue) if cause else "",
            told=f"{context.stage.cards[told.by].cue} had spoken to it (turn {told.turn})"
            if told
            else "",
            barred=barred,
            seed=context.seed,
            turn=turn,
        )
    )
    gave_way = opening is not None and _way(opening.position) not in (None, way)
    floor = replace(floor, why=f"{floor.why}; {way}: {reason}", decided=way, ways=None)
    if gave_way and (moved := cause or told):
        why = floor.why
        floor = replace(with_cause(context, floor, moved), why=why)
    floor = paced(replace(floor, say=ways[way]), seed=context.seed, turn=turn)
    return {"floor": floor.to_state()}


def choose(given: Weighing) -> tuple[DiffSide, str]:
    """Which way, and why in a few words."""
    way, reason = _inclined(given)
    if way in given.barred and _OTHER[way] not in given.barred:
        return _OTHER[way], f"{way} crosses a red line: “{given.barred[way]}”"
    own = _way(given.card)
    moved = given.cause or given.told or way == _barred_in(given)
    if own is not None and own != way and not moved:
        return own, f"{reason}, but nothing was said to go over for"
    return way, reason


def _barred_in(given: Weighing) -> DiffSide | None:
    """The one way that red lines leave; None: both, or neither."""
    left: list[DiffSide] = [way for way in _OTHER if way not in given.barred]
    return left[0] if len(left) == 1 else None


def _inclined(given: Weighing) -> tuple[DiffSide, str]:
    """Where a persona comes down by what it holds and what it heard."""
    stands = given.card if given.now is None else given.now
    known = "the card's position" if given.now is None else "private position"
    if stands is None or abs(stands) < EVEN:
        ways: tuple[DiffSide, DiffSide] = ("for", "against")
        way = random.Random(f"{given.seed}/decide/{given.turn}").choice(ways)
        return way, f"{'nothing is known' if stands is None else f'{known} {stands:+.2f}'}, drawn"
    side = _way(stands) or "for"
    own = _way(given.card) or side
    if given.cause and own == side:  # it still holds what it came with
        left = abs(stands) - PULL * given.openness
        if left < 0:
            return _OTHER[side], f"{given.cause}; {known} {stands:+.2f}"
    elif own != side:
        return side, f"{known} {stands:+.2f}; {given.cause or given.told}"
    return side, f"{known} {stands:+.2f}"


def _way(position: float | None) -> DiffSide | None:
    """The side of a position; None: it stands even."""
    if position is None or abs(position) < EVEN:
        return None
    return "for" if position > 0 else "against"


async def _position(context: Context, floor: Floor, turn: int) -> tuple[float | None, Cause | None]:
    """The private position on the beat's article, and what was last said to the persona on it."""
    article = next((one for one in context.articles if one.id == floor.article), None)
    if article is None:
        return None, None
    who, cards = floor.speaker, context.stage.cards
    cues = {name: card.cue for name, card in cards.items()}
    heard = heard_lines(context.history.events, who, cues, context.articles, context.embed)
    async with context.lane:
        (ballot,) = await ask_ballot(
            context.judge, context.stage.prompts, cards[who], [article],
            heard=heard, stage="decide", after_turn=turn - 1, forms=2,
        )  # fmt: skip
    told = [line for line in lines_on(heard, article.id) if not line.own]
    if not told:
        return ballot.position, None
    by = next(name for name, cue in cues.items() if cue == told[-1].speaker)
    last = told[-1]
    return ballot.position, Cause(by, last.turn, last.text, "")

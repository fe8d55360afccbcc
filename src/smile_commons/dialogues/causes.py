"""For what a persona gives way, what it will not do whoever orders it, and how both bear on its
line.

A cause is a speech of this act that brings what the persona's card would reconsider for, or what
it owes to one it is close to. Whether words meet a line of a card, or cross a red line, is asked of
the model where they are near it: an embedding cannot tell keeping a promise from breaking it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from langgraph.runtime import Runtime

from smile_commons.dialogues.context import Context
from smile_commons.dialogues.floor import Floor, floor_in, paced
from smile_commons.dialogues.state import ForumState
from smile_commons.personas.asking import Form, says_yes
from smile_commons.personas.heard import end_of
from smile_commons.personas.leanings import Kind
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Act, Move

NEAR = 0.25
"""Cosine from which a speech may meet what somebody would reconsider for; see docs/dialogue.md."""
CERTAIN = 0.6
"""From here on it does, unasked."""
NEAR_A_RED_LINE = 0.25
"""Cosine from which words may cross a red line; near one they may as well keep to it."""
CLOSE = 0.6
"""Warmth of a relation, in [-1, 1], from which one owes the other an ear."""
_ASKED = 2
"""Speeches about which the model is asked, the nearest first."""
_QUOTED = 24
"""Words of a cause that are told to whoever gives way."""
_GIVING = frozenset({Move.CONCEDE.value, Move.DECIDE.value})
_ATTACKS = frozenset({"challenge", "question", "refuse"})


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody gives way."""

    by: str
    """Whose words they are."""
    turn: int
    text: str
    line: str
    """What it meets on the card; empty where it is owed."""

    def told(self, cue: str) -> str:
        """In a few words, for the record."""
        if not self.line:
            return f"owes it to {cue}, to whom it is close (turn {self.turn})"
        return f"{cue} (turn {self.turn}) met “{self.line}”"


def is_weighed(state: ForumState, context: Context) -> bool:
    """Whether it is open if the speaker does what the floor has."""
    floor, turn, struck = floor_in(state), state["turn"] + 1, state.get("struck", 0)
    if floor.put_in or floor.speaker == context.seat_at(turn):
        return False
    wish = context.desk.wish(turn, struck)
    # To answer a question is no deed that a red line forbids; what they answer is their own.
    asked = wish is not None and wish.move == Move.ANSWER.value
    ordered = bool(wish and not asked and (wish.text or wish.move))
    ordered = ordered or bool(context.desk.direction(turn, struck))
    return bool(ordered or floor.ways or floor.move is Move.CONCEDE)


async def weigh(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """*weigh*: whether the speaker would do this, and for what it gives way.

    An order that crosses a red line becomes a refusal. In a free act nobody concedes without a
    cause; where a beat or an open matter is written so, the author decided, and it is only named.
    """
    context = runtime.context
    turn, struck = state["turn"] + 1, state.get("struck", 0)
    floor = await _weighed(context, context.acts[state["act"]], floor_in(state), turn, struck)
    return {"floor": floor.to_state()}


async def _weighed(context: Context, act: Act, floor: Floor, turn: int, struck: int) -> Floor:
    order = _ordered(context, floor, turn, struck)
    if order and (line := await crossed(context, floor.speaker, order, f"{turn}/order")):
        return paced(_refusal(context, floor, line), seed=context.seed, turn=turn)
    if floor.move is not Move.CONCEDE:
        return floor
    cause = await cause_of(context, act, floor, turn)
    if cause is not None:
        return with_cause(context, floor, cause)
    if _is_written(context, act, floor, turn, struck):
        asked = "beat" if floor.directed else "act"
        told = "the director's order" if floor.why.startswith("the director") else f"the {asked}"
        return replace(floor, why=f"{floor.why}; {told} asks for it")
    last = context.history.last_heard(floor.speaker, act.id)
    attacked = last is not None and floor.speaker in last.to and last.move in _ATTACKS
    move = Move.DEFEND if attacked else Move.CONDITION
    why = f"{floor.why}; has no cause to give way"
    return paced(replace(floor, move=move, why=why), seed=context.seed, turn=turn)


async def cause_of(context: Context, act: Act, floor: Floor, turn: int) -> Cause | None:
    """For what the speaker may give way here; None: for nothing that was said."""
    heard = list(_heard(context, act.id, floor.speaker))
    near = sorted(_near(context, floor.speaker, heard), key=lambda one: -one[0])
    for nearness, event, line in near[:_ASKED]:
        who, by = floor.speaker, event.speaker or ""
        purpose, said = f"weigh/{turn}/meets/{who}/{event.turn}", end_of(event.text)
        if nearness >= CERTAIN or await _says_yes(context, "meets", purpose, who, line, by, said):
            return Cause(by, event.turn, event.text, line)
    return _owed(context, floor, heard)


async def crossed(context: Context, who: str, said: str, purpose: str) -> str | None:
    """The red line that words would cross if that persona said or did so; None: none.

    Args:
        context: of the run.
        who: whose red lines they are.
        said: the words.
        purpose: what the model is asked for, in the run's record.
    """
    line, nearness = context.leanings.nearest(who, "red_lines", context.embed([said])[0])
    if nearness < NEAR_A_RED_LINE:
        return None
    purpose = f"weigh/{purpose}/crosses/{who}"
    return line if await _says_yes(context, "crosses", purpose, who, line, who, said) else None


def with_cause(context: Context, floor: Floor, cause: Cause) -> Floor:
    """The floor with what the speaker gives way for."""
    cue = context.stage.cards[cause.by].cue
    stance = {**floor.stance, "because": cue, "cause": end_of(cause.text, _QUOTED)}
    return replace(floor, why=f"{floor.why}; {cause.told(cue)}", stance=stance)


def _heard(context: Context, act: str, who: str) -> Iterator[Event]:
    """What a persona heard in this act since it last gave way."""
    for event in reversed(context.history.speeches):
        if event.act != act or (event.speaker == who and event.move in _GIVING):
            return
        if event.speaker not in (None, who) and (not event.heard_by or who in event.heard_by):
            yield event


def _near(context: Context, who: str, heard: Sequence[Event]) -> Iterator[tuple[float, Event, str]]:
    for event, vector in zip(heard, context.embed([one.text for one in heard]), strict=True):
        line, nearness = context.leanings.nearest(who, "would_reconsider", vector)
        if nearness >= NEAR and event.speaker in context.stage.cards:
            yield nearness, event, line


async def _says_yes(
    context: Context, form: Form, purpose: str, who: str, line: str, by: str, said: str
) -> bool:
    """Whether the judge holds that somebody's words meet, or cross, a line of a card."""
    cards = context.stage.cards
    async with context.lane:
        return await says_yes(
            context.judge, context.stage.prompts, form,
            purpose=purpose, who=cards[who].cue, line=line, by=cards[by].cue, said=said,
        )  # fmt: skip


def _owed(context: Context, floor: Floor, heard: Sequence[Event]) -> Cause | None:
    """What the one that is spoken to said last, where the speaker is close to them."""
    relations = context.stage.cards[floor.speaker].relations
    for event in heard:
        by = event.speaker or ""
        if by in floor.to and (known := relations.get(by)) and known.warmth >= CLOSE:
            return Cause(by, event.turn, event.text, "")
    return None


def _ordered(context: Context, floor: Floor, turn: int, struck: int) -> str:
    """What a director wants said or done, in words; empty: nothing in particular."""
    wish, how = context.desk.wish(turn, struck), context.desk.direction(turn, struck)
    parts = [how]
    if wish is not None and wish.text:
        parts.insert(0, wish.text)
    elif wish is not None and wish.move in _GIVING:
        parts.insert(0, floor.say or floor.on)
    return ". ".join(part.rstrip(" .") for part in parts if part)


def _is_written(context: Context, act: Act, floor: Floor, turn: int, struck: int) -> bool:
    wish = context.desk.wish(turn, struck)
    if wish is not None and wish.move == floor.move.value:
        return True
    matters = [one for one in act.matters if one.on == floor.on]
    return floor.directed or any(one.move is Move.CONCEDE for one in matters)


def _refusal(context: Context, floor: Floor, line: str) -> Floor:
    """The answer to an order that the speaker will not follow, in its own words if it can be."""
    return replace(
        floor,
        move=Move.REFUSE,
        on=line.rstrip("."),
        say=context.stage.language.as_own_red_line(line),
        written=True,
        ways=None,
        why=f"{floor.why}; the order crosses a red line: “{line}”",
        stance={**floor.stance, "refused": line},
    )


BEARS = 0.3
"""Cosine to what a speech is about from which a line of the card bears on it: on the shipped
content about one beat in thirty for each line (docs/dialogue.md)."""
_FIELDS: tuple[tuple[str, Kind], ...] = (("wants", "goals"), ("wont", "red_lines"))


def bearing(context: Context, floor: Floor) -> dict[str, str]:
    """The lines of the card by what they are to the speech: ``wants``, ``wont``, ``view``."""
    found: dict[str, str] = {}
    vector = context.embed([floor.on])[0]
    for name, kind in _FIELDS:
        line, nearness = context.leanings.nearest(floor.speaker, kind, vector)
        if nearness >= BEARS:
            found[name] = line
    if len(floor.to) == 1:
        relation = context.stage.cards[floor.speaker].relations.get(floor.to[0])
        if relation is not None:
            found["view"] = " ".join(relation.view.split())
    return found

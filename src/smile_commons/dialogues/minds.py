"""The nodes of the forum graph that think ahead: the plan of an act, what a speaker would do.

None stops for a person, and each may run again: the answers of the model are in the record.
"""

from typing import Any

from langgraph.runtime import Runtime

from smile_commons.dialogues.causes import weighed
from smile_commons.dialogues.context import Context
from smile_commons.dialogues.deciding import decided
from smile_commons.dialogues.floor import floor_in
from smile_commons.dialogues.plan_model import planned_by_model
from smile_commons.dialogues.planning import planned
from smile_commons.dialogues.plans import made, planning_of, why_planned
from smile_commons.dialogues.state import ForumState
from smile_commons.world.dialogue import Move


async def plan(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """What is to happen in a free act, or in the rest of it."""
    context = runtime.context
    act, turn, spoken = context.acts[state["act"]], state["turn"], state["spoken"]
    why = why_planned(state, context)
    if why is not None:  # else it ran before, and a crash lost the checkpoint alone
        given = planning_of(context, act, spoken)
        beats = None
        if getattr(context.stage, "craft", "small") == "large":
            beats = await planned_by_model(context, given, f"plan/{act.id}/{turn}")
        beats = beats or planned(given)
        await made(context, act, turn, spoken, why, beats)
        await context.embedded([one.on for one in beats])
    return {}


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
    """Whether the speaker follows an order, and for what it gives way."""
    context = runtime.context
    act = context.acts[state["act"]]
    turn, struck = state["turn"] + 1, state.get("struck", 0)
    floor = await weighed(context, act, floor_in(state), turn, struck)
    return {"floor": floor.to_state()}


async def decide(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Which way a decision goes that is open."""
    context = runtime.context
    act = context.acts[state["act"]]
    floor = await decided(context, act, floor_in(state), state["turn"] + 1)
    return {"floor": floor.to_state()}

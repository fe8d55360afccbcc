"""The plan of a run: when an act, or the rest of it, is to be planned, and of what."""

from typing import Any

from langgraph.runtime import Runtime

from smile_commons.dialogues.aside import aside
from smile_commons.dialogues.context import Context
from smile_commons.dialogues.plan_file import PLAN, Plan, Standing
from smile_commons.dialogues.plan_model import planned_by_model
from smile_commons.dialogues.planning import REVERSALS, Planning, how_many, planned
from smile_commons.dialogues.rhythm import counts
from smile_commons.dialogues.state import ForumState
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Act, Move

_OPENING = "the act opens"


async def plan(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """*plan*: what is to happen in a free act, or in the rest of it, kept in the run's folder."""
    context = runtime.context
    act, turn, spoken = context.acts[state["act"]], state["turn"], state["spoken"]
    why = why_planned(state, context)
    if why is None:  # it ran before, and a crash lost the checkpoint alone
        return {}
    given, beats = planning_of(context, act, spoken), None
    if context.stage.craft == "large":
        beats = await planned_by_model(context, given, f"plan/{act.id}/{turn}")
    beats = beats or planned(given)
    if why == _OPENING:
        context.plan.open(act.id, turn, spoken, beats)
    else:
        context.plan.replan(act.id, turn, spoken, why, beats)
    await aside(context.folder.write, PLAN, context.plan.to_yaml())
    await context.embedded([one.on for one in beats])
    return {}


def kept_plan(folder: RunFolder) -> Plan:
    """The plan of a run, as far as it is made.

    Raises:
        WorldError: its ``plan.yaml`` is not what it has to be.
    """
    path = folder.path / PLAN
    if not path.is_file():
        return Plan(dialogue=folder.manifest.dialogue, acts={})
    return Plan.read(path.read_text("utf-8"), str(path))


def why_planned(state: ForumState, context: Context) -> str | None:
    """Why the act, or the rest of it, is to be planned now; None: it is not."""
    act, turn = context.acts[state["act"]], state["turn"]
    if not context.is_planned(act):
        return None
    standing = context.plan.standing(act.id, turn)
    if standing is None:
        return _OPENING if state["spoken"] < act.turns else None
    last = _last(context, act)
    if last is None or last.turn <= standing.after or state["spoken"] >= act.turns:
        return None
    return _otherwise(context, standing, last, state["spoken"]) or _seat(context, standing, turn)


def planning_of(context: Context, act: Act, spoken: int) -> Planning:
    """What a plan of the rest of an act is made of."""
    turns = [one for one in context.history.events if one.is_turn and one.act == act.id]
    last = context.history.last_in(act.id)
    return Planning(
        act=act,
        present=context.present(act),
        cards=context.stage.cards,
        articles=context.at_stake(act),
        # Memory is measured by leaving it out: then a plan may not bring it in again.
        private=context.private if context.folder.manifest.recall == "full" else {},
        embedder=context.leanings.embedder,
        language=context.stage.language,
        seed=context.seed,
        count=how_many(act.turns - spoken),
        spoken=spoken,
        said={(one.speaker or "", one.on or "") for one in turns},
        last=last.speaker if last else None,
    )


def _last(context: Context, act: Act) -> Event | None:
    """The last speech of the act that counts, or the silence in its place."""
    for event in reversed(context.history.events):
        if event.act != act.id:
            return None
        if counts(event):
            return event
    return None


def _otherwise(context: Context, standing: Standing, last: Event, spoken: int) -> str | None:
    """What went otherwise in the last speech than was planned."""
    beat = standing.beat(spoken - 1)
    if beat is None:
        return None
    cue = context.stage.cards[beat.who].cue
    if not (last.why or "").startswith("plan"):
        return "the director had somebody speak"
    if last.stance and "refused" in last.stance:
        return f"{cue} refuses an order"
    differs = beat.move in REVERSALS and last.move != beat.move.value
    done = "give way" if beat.move is Move.CONCEDE else beat.move.value
    return f"{cue} does not {done}" if differs else None


def _seat(context: Context, standing: Standing, turn: int) -> str | None:
    """Whether a person took a seat, or left one, since the plan was made."""
    before, now = context.seat_at(standing.after), context.seat_at(turn)
    if before == now:
        return None
    return f"a person takes {now}'s seat" if now else "the person leaves the seat"

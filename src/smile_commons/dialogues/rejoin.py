"""A state of the forum made from a transcript: how a branch takes up where its parent spoke.

All that a checkpoint holds can be read off the events, so a branch needs no checkpoint of its
parent's and asks no model for what both have in common.
"""

from smile_commons.dialogues.context import Context
from smile_commons.dialogues.floor import floor_of
from smile_commons.dialogues.rhythm import counts
from smile_commons.dialogues.state import ForumState
from smile_commons.dialogues.window import moved, window_after
from smile_commons.runs.directions import Direction
from smile_commons.runs.manifest import Manifest
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Act

START_STATE: ForumState = {
    "act": 0,
    "spoken": 0,
    "turn": 0,
    "events": 0,
    "window": 0,
    "floor": None,
    "recalled": [],
    "lore": [],
    "struck": 0,
    "phase": "opening",
}


def past_lines(manifest: Manifest) -> int:
    """How many lines of its transcript a run began with."""
    return manifest.parent.lines if manifest.parent else 0


def start_state(context: Context) -> ForumState:
    """The state to begin with: at the opening, or after the last speech of a branch's past.

    Opening ballots that were copied are passed over when they are asked for, so a branch begins
    in the phase ``opening`` like any other run.
    """
    events = context.history.events
    if not events:
        return START_STATE
    here = events[-1].act
    act = next(place for place, one in enumerate(context.acts) if one.id == here)
    mode = context.mode_of(context.acts[act])
    turns = [event for event in events if event.is_turn]
    state: ForumState = {
        **START_STATE,
        "act": act,
        "spoken": sum(_counts(event, mode) for event in turns if event.act == here),
        "turn": turns[-1].turn if turns else 0,
        "events": len(events),
        "window": window_after(events, context.stage.craft),
    }
    again = context.desk.again(state["turn"] + 1)
    if again is not None:
        _give_again(state, again, context.acts[act], context.seed)
        state["window"] = moved(events, state["window"], context.stage.craft)
    return state


def _give_again(state: ForumState, again: Direction, act: Act, seed: int) -> None:
    """Gives the floor, the memories and the lore that the parent's speech was given."""
    old = Event.from_dict(again.event or {})
    state["floor"] = floor_of(old, act, again.who or "", seed).to_state()
    state["recalled"] = [
        {"id": one.id, "text": one.text, "score": one.score, "why": dict(one.why)}
        for one in old.memories
        if not one.because
    ]
    state["lore"] = [
        {"id": one.id, "text": one.text, "because": one.because, "dropped": not one.score}
        for one in old.memories
        if one.because
    ]


def _counts(event: Event, mode: str) -> bool:
    """Whether a speech is one of those that an act has: not put in between, and not only begun."""
    written = mode != "directed" or (event.why or "").startswith("beat")
    return written and counts(event)

"""The nodes of the forum graph that carry an act: each does one thing, and again without harm.

A node that ran before a crash finds its event in the transcript and its replies in the record;
run again it changes nothing and asks no model. So checkpoints may lag behind.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from smile_commons.dialogues.causes import bearing
from smile_commons.dialogues.context import Context
from smile_commons.dialogues.drafting import with_notes
from smile_commons.dialogues.floor import Floor, floor_in
from smile_commons.dialogues.knowing import lore_at
from smile_commons.dialogues.moderator import Moderation, moderate
from smile_commons.dialogues.remembering import catch_up, change, flush
from smile_commons.dialogues.retakes import cost_of, in_own_voice, with_new_takes
from smile_commons.dialogues.reviewing import add, before_speech, review
from smile_commons.dialogues.rhythm import is_put_in
from smile_commons.dialogues.state import ForumState, LoreState, RecalledState
from smile_commons.dialogues.window import moved, part_of
from smile_commons.memory.episodes import event_id
from smile_commons.memory.memory import Recalled
from smile_commons.models.cleaning import clean
from smile_commons.personas.agent import RECALLED
from smile_commons.personas.crafts import speak
from smile_commons.personas.speech import Part, Speech
from smile_commons.transcript import Event, UsedMemory
from smile_commons.world.dialogue import Act

if TYPE_CHECKING:
    from smile_commons.memory.memory import Vectors

FLUSHED_EVERY = 16
"""Speeches between two writes to the vector stores."""

_MATTER = 0.6
"""Weight in a free act's query of what the speech is about, against what was said last. A beat says
what it is about, and the last speech would only lead away from it."""
_ON_A_BEAT = 8
"""Memories of which the nearest to a beat are kept: weight and freshness alone do not decide."""
_NEAR = 0.3
"""Least relevance of a memory that a beat's speaker is given: with one about something else the
model tells both at once, and neither (read over 36 speeches)."""


async def open_act(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Says where and when; takes in the texts that the act's recalls ask with."""
    context = runtime.context
    act = context.acts[state["act"]]
    context.vectors.clear()
    given = context.standing(act, state["turn"])
    about = (*act.beats, *act.matters, *(given.beats if given else ()))
    await context.embedded([one.on for one in about])
    event = Event(
        turn=state["turn"],
        act=act.id,
        kind="act",
        speaker=None,
        text=act.scene,
        heard_by=context.present(act),
        at=context.clock(f"act/{act.id}"),
    )
    await add(context, event)
    context.observer.act(event)
    return {"spoken": 0, "events": len(context.history.events)}


async def choose_speaker(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """*moderate*: who speaks, to whom, with what move, on what."""
    context = runtime.context
    act = context.acts[state["act"]]
    turn, struck = state["turn"] + 1, state.get("struck", 0)
    await before_speech(context, act, turn, struck)
    if context.is_over(state["turn"]):
        return {"floor": None, "events": len(context.history.events)}
    floor = moderate(
        Moderation(
            act=act,
            present=context.present(act),
            cards=context.stage.cards,
            articles=context.at_stake(act),
            history=context.history,
            turn=turn,
            spoken=state["spoken"],
            seed=context.seed,
            mode=context.mode_of(act),
            policy=context.policy,
            wish=context.desk.wish(turn, struck),
            seat=context.seat_at(turn),
            plan=context.standing(act, state["turn"]),
            language=context.stage.language,
            left=context.left(state["turn"]),
        )
    )
    floor = await with_notes(context, floor, act, turn)
    window = moved(context.history.events, state.get("window", 0), context.stage.craft)
    return {"floor": floor.to_state(), "window": window, "events": len(context.history.events)}


async def recall(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """What comes up in the speaker's own store."""
    context = runtime.context
    floor = floor_in(state)
    if floor.put_in or floor.speaker == context.seat_at(state["turn"] + 1):
        return {"recalled": [], "lore": []}
    if context.folder.manifest.recall != "none":
        await context.embedded([*_about(context, floor), *(one.text for one in context.heard)])
    found = _come_to_mind(state, context, floor)
    recalled: list[RecalledState] = [
        {
            "id": one.memory.id,
            "text": one.memory.text,
            "score": round(one.score, 6),
            "why": {name: round(float(part), 6) for name, part in one.why.items()},
        }
        for one in found
    ]
    if floor.written and context.folder.manifest.recall == "full":
        recalled.sort(key=lambda one: -one["why"]["relevance"])
        del recalled[RECALLED:]
    recalled = [one for one in recalled if one["text"] != floor.say]  # a secret that is its notes
    recalled = [*_whispered(context, floor), *recalled]
    lore = _lore(context, floor)
    floor = replace(floor, stance={**bearing(context, floor), **floor.stance})
    return {"floor": floor.to_state(), "recalled": recalled, "lore": lore}


async def give_speech(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """*speak*: the takes and the choice; a person's own words at a seat."""
    context = runtime.context
    floor, act = floor_in(state), context.acts[state["act"]]
    turn, struck = state["turn"] + 1, state.get("struck", 0)
    if floor.speaker == context.seat_at(turn):
        event = _human(state, context, floor, act, _asked_of_person(state, context, floor))
    else:
        context.observer.thinking(floor.speaker, floor.why)
        event = await _by_agent(state, context, floor, act)

    async def again(event: Event, direction: str) -> Event:
        part = replace(_part(state, context), direction=direction, after=len(event.takes))
        context.observer.thinking(floor.speaker, direction or "once more")
        speech = await speak(context.stage, part)
        return with_new_takes(event, speech, floor.speaker, direction)

    looked_at = await review(context, act, event, floor.speaker, struck, again)
    if looked_at is None:
        return {"recalled": [], "lore": [], "struck": struck + 1}
    for place, one in enumerate(looked_at):
        context.embed_soon(one.text)
        said = await add(context, one)
        if place or not context.desk.attended:
            context.observer.speech(said)
    unplanned = context.mode_of(act) == "directed" and not floor.directed
    inserted = floor.put_in or floor.begun or unplanned
    return {
        "turn": turn,
        "spoken": state["spoken"] + (not inserted),
        "recalled": [],
        "lore": [],
        "floor": None,
        "struck": 0,
        "events": len(context.history.events),
    }


async def listen(state: ForumState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Everybody who was there remembers the speech as they heard it; nobody else does."""
    context = runtime.context
    for event in reversed(context.history.events):
        if event.turn < state["turn"] - 1 or event.kind == "act":
            break
        context.heard.append(event)
    if any(one.turn == state["turn"] for one in context.changes):
        change(context, state["turn"])
    if state["turn"] % FLUSHED_EVERY == 0:
        await flush(context)
    return {}


def _come_to_mind(state: ForumState, context: Context, floor: Floor) -> list[Recalled]:
    """What the speaker is given: what the matter recalls; or some by lot, or none, so that it can
    be measured what memory does for a debate.
    """
    if context.folder.manifest.recall == "none":
        return []
    catch_up(context)
    agent, turn = context.agents[floor.speaker], state["turn"] + 1
    # To recall episodes of what the prompt shows anyway is to parrot them.
    shown = context.history.events[state["window"] :]
    in_sight = {id for event in shown if (id := event_id(event)) is not None}
    exclude = context.history.used.get(floor.speaker, set[str]()) | in_sight
    if context.folder.manifest.recall == "random":
        return agent.recall_at_random(seed=context.seed, turn=turn, exclude=exclude)
    k = _ON_A_BEAT if floor.written else RECALLED
    return agent.recall(_query(context, floor), turn=turn, exclude=exclude, k=k)


def _whispered(context: Context, floor: Floor) -> list[RecalledState]:
    """What a director told the speaker alone since they last spoke, the newest first: it is what
    they have on their mind, whatever else the matter brings up.
    """
    told: list[RecalledState] = []
    for event in reversed(context.history.events):
        if event.speaker == floor.speaker and not is_put_in(event.why):
            break
        if event.by == "human" and event.visible_to == (floor.speaker,) and event.speaker is None:
            id = event_id(event) or ""
            why = {"relevance": 1.0}
            told.append({"id": id, "text": event.text, "score": 1.0, "why": why})
    return told


def _about(context: Context, floor: Floor) -> list[str]:
    last = None if floor.written else context.history.last_heard(floor.speaker)
    return [floor.on, *([last.text] if last else [])]


def _query(context: Context, floor: Floor) -> "Vectors":
    """What the speech is about, and what was said last, as one vector of unit length."""
    import numpy as np

    vectors = context.embed(_about(context, floor))
    query = vectors[0] if len(vectors) < 2 else _MATTER * vectors[0] + (1 - _MATTER) * vectors[1]
    return (query / max(float(np.linalg.norm(query)), 1e-9)).astype(np.float32)


def _part(state: ForumState, context: Context) -> Part:
    floor, turn = floor_in(state), state["turn"] + 1
    return part_of(
        floor,
        context.stage,
        turn=turn,
        history=context.history,
        window=state.get("window", 0),
        act=context.acts[state["act"]].id,
        acts=context.acts,
        note=context.desk.note(turn),
        memories=tuple(
            one["text"]
            for one in state.get("recalled", [])
            if not floor.written or one["why"].get("relevance", 1.0) >= _NEAR
        ),
        lore=tuple(one["text"] for one in state.get("lore", []) if not one["dropped"]),
        direction=context.desk.direction(turn, state.get("struck", 0)),
        after=_struck_before(context, state),
        whispered=len(_whispered(context, floor)) if state.get("recalled") else 0,
    )


def _struck_before(context: Context, state: ForumState) -> int:
    """Takes of this turn that were struck: the next ones are drawn otherwise."""
    return sum(
        len((one.event or {}).get("takes") or "x")
        for struck in range(state.get("struck", 0))
        for one in context.desk.session("review", state["turn"] + 1, struck)
        if one.do == "undo"
    )


async def _by_agent(state: ForumState, context: Context, floor: Floor, act: Act) -> Event:
    """The speech of the persona itself; in the place of a parent's, with its takes before it."""
    part = _part(state, context)
    again = context.desk.again(state["turn"] + 1)
    if again is None or state.get("struck", 0):
        return _spoken(state, context, floor, act, await speak(context.stage, part))
    old = Event.from_dict(again.event or {})
    part = replace(part, direction=again.text, after=max(1, len(old.takes)))
    if again.voice:
        part = in_own_voice(context, part, old)
    return with_new_takes(old, await speak(context.stage, part), floor.speaker, again.text)


def _spoken(state: ForumState, context: Context, floor: Floor, act: Act, speech: Speech) -> Event:
    recalled = list(state.get("recalled", []))
    if speech.memory is not None:  # the one that was given to the speaker stands first
        recalled.insert(0, recalled.pop(speech.memory))
    card = context.stage.cards[floor.speaker]
    silent = speech.text is None
    return _turn(
        state,
        context,
        floor,
        act,
        kind="narration" if silent else "speech",
        speaker=None if silent else floor.speaker,
        text=context.stage.language.silence(card.cue) if speech.text is None else speech.text,
        direction=context.desk.direction(state["turn"] + 1, state.get("struck", 0)) or None,
        say=floor.say or None,
        length=floor.length.value,
        decided=floor.decided,
        stance=dict(floor.stance) or None,
        memories=(*(UsedMemory(**one) for one in recalled), *_known(state)),
        takes=speech.takes,
        by="agent",
        usage=cost_of(speech),
        at=speech.at,
        mind=speech.mind,
    )


def _hearers(context: Context, act: Act, floor: Floor) -> tuple[str, ...]:
    """Who hears a speech: everybody who is there, or of a whisper those it is meant for."""
    there = context.present(act)
    if not floor.visible_to:
        return there
    return tuple(who for who in there if who == floor.speaker or who in floor.visible_to)


def _lore(context: Context, floor: Floor) -> list[LoreState]:
    books = context.lore.get(floor.speaker, ())
    found = lore_at(books, floor, context.history, context.stage.cards, seed=context.seed)
    return [
        {"id": one.id, "text": one.text, "because": one.because, "dropped": one.dropped}
        for one in found
    ]


def _known(state: ForumState) -> tuple[UsedMemory, ...]:
    """The lore that came up, with why it did; none of it counts as recalled."""
    return tuple(
        UsedMemory(one["id"], one["text"], float(not one["dropped"]), because=one["because"])
        for one in state.get("lore", [])
    )


def _asked_of_person(state: ForumState, context: Context, floor: Floor) -> str:
    """What the person at the seat says; stops the graph until it is there."""
    last = context.history.last_heard(floor.speaker)
    cards = context.stage.cards
    return str(
        interrupt(
            {
                "seat": floor.speaker,
                "cue": cards[floor.speaker].cue,
                "turn": state["turn"] + 1,
                "to": [cards[who].cue for who in floor.to],
                "alone": bool(floor.visible_to),
                "move": floor.move.value,
                "on": floor.on,
                "last": last.text if last else "",
            }
        )
    )


def _human(state: ForumState, context: Context, floor: Floor, act: Act, text: str) -> Event:
    at = context.clock(f"speech/{state['turn'] + 1}")
    said = " ".join(clean(text).split())
    more = {"kind": "speech", "speaker": floor.speaker, "text": said, "by": "human", "at": at}
    return _turn(state, context, floor, act, **more)


def _turn(state: ForumState, context: Context, floor: Floor, act: Act, **said: Any) -> Event:
    """What was said on a floor, with what the floor says of it."""
    return Event(
        turn=state["turn"] + 1,
        act=act.id,
        to=floor.to,
        move=floor.move.value,
        on=floor.on,
        article=floor.article,
        heard_by=_hearers(context, act, floor),
        visible_to=floor.visible_to,
        why=floor.why,
        **said,
    )

"""What is remembered at the forum: canon and earlier runs taken up, speeches heard, all of it
written in batches, and what was changed since.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from smile_commons.errors import InputError
from smile_commons.memory.canon import canon_of, learn
from smile_commons.memory.changes import FILE as CHANGES
from smile_commons.memory.changes import Change, read_changes
from smile_commons.memory.episodes import Wording, episode_id, episodes, event_id
from smile_commons.memory.memory import Embedder, read_lines, read_reflections
from smile_commons.memory.persona import PersonaMemory
from smile_commons.memory.rebuild import Past, apply_changes
from smile_commons.memory.store import MemoryStore
from smile_commons.personas.agent import Agent
from smile_commons.prompts.language import Language, language_from
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event
from smile_commons.world import World
from smile_commons.world.card import Card

if TYPE_CHECKING:
    from smile_commons.dialogues.context import Context


REFLECTIONS = "reflections.jsonl"
CARRIED = "carried.jsonl"
"""What was taken over from an earlier run."""


def open_agents(
    store: MemoryStore, canon_embedder: Embedder, cards: Mapping[str, Card], world: World
) -> dict[str, Agent]:
    """The agents of a cast, each with a store of its own that knows its canon."""
    agents: dict[str, Agent] = {}
    for who, card in cards.items():
        memory = store.open(who)
        learn(memory, canon_of(who, world.memories), canon_embedder)
        agents[who] = Agent(card, memory)
    return agents


def wording_of(language: Language) -> Wording:
    """How a speech is remembered in a language."""
    told = language.remembered
    return Wording(told.said, told.said_to, told.i, told.me, language.joined_by)


def past_of(folder: RunFolder, world: World) -> Past:
    """All that the memories of a run are made of.

    Raises:
        InputError: the world lacks one of the cast, or a file cannot be read.
    """
    cast = folder.manifest.cast
    if missing := [who for who in cast if who not in world.personas]:
        raise InputError(
            f"{world.root} has no persona {missing[0]}, who is in {folder.id}; "
            "name the world that was played with `world`"
        )
    return Past(
        canon={who: canon_of(who, world.memories) for who in cast},
        wording=wording_of(language_from(world.words, folder.manifest.language)),
        events=folder.events.all(),
        reflections=read_reflections(folder.path / REFLECTIONS),
        cues=cast,
        carried=read_lines(folder.path / CARRIED),
        changes=read_changes(folder.path / CHANGES),
    )


def take_up(context: "Context", events: Sequence[Event]) -> None:
    """Remembers again what a crash kept from the stores; what they hold is passed over.

    What a store holds of turns that the checkpoint does not know yet is harmless: nothing later
    than the speech to come is ever recalled.
    """
    _take_in(context, events)
    path = context.folder.path
    for who, memory in [*read_lines(path / CARRIED), *read_reflections(path / REFLECTIONS)]:
        if who in context.agents and memory.id not in context.agents[who].memory:
            learn(context.agents[who].memory, [memory], context.embedder)
    context.changes = read_changes(path / CHANGES)
    change(context, max((event.turn for event in events), default=0))


def change(context: "Context", turn: int) -> None:
    """Changes memories as they were by hand after that speech and earlier ones.

    They are changed between speeches of a run that was stopped; a replay meets them here.
    """
    catch_up(context)
    for who, agent in context.agents.items():
        apply_changes(agent.memory, who, context.changes, context.embedder, turn=turn)


def catch_up(context: "Context") -> None:
    """Remembers what was heard since: put off until somebody recalls, so that its embedding can
    be made meanwhile.
    """
    _take_in(context, context.heard)
    context.heard.clear()


def _take_in(context: "Context", events: Iterable[Event]) -> None:
    """Remembers what somebody who heard it does not remember yet."""
    for event in events:
        id = event_id(event)
        if id is not None and any(
            id not in context.agents[who].memory for who in event.heard_by if who in context.agents
        ):
            remember(context, event)


def remember(context: "Context", event: Event, *, anew: bool = False) -> None:
    """Gives what was said to the memory of everybody who was there; embedded once.

    Where it was taken ``anew``, those who remember it remember the new words; others do not.
    """
    vector = context.embed([event.text])[0]
    cues = {who: card.cue for who, card in context.stage.cards.items()}
    hearers = [who for who in event.heard_by if who in context.agents]
    kept = episodes(event, hearers, cues, wording_of(context.stage.language))
    for who, memory in kept.items():
        mine = context.agents[who].memory
        if not anew or memory.id in mine:
            mine.remember([memory], vector[None, :])


async def flush(context: "Context") -> None:
    """Writes what is new to the stores that are at hand, off the event loop."""
    catch_up(context)
    memories = [agent.memory for agent in context.agents.values() if agent.memory.is_at_hand]
    if memories:
        await asyncio.to_thread(_write, memories)


def _write(memories: Iterable[PersonaMemory]) -> None:
    for memory in memories:
        memory.flush()


_NOBODY = ("",)
"""An empty tuple would mean everybody."""


def amended_events(
    events: Sequence[Event], changes: Sequence[Change], cast: Sequence[str]
) -> list[Event]:
    """The events, each without those hearers who forgot it."""
    forgotten = {(one.persona, one.id) for one in changes if one.op == "forget"}
    return [_without(event, forgotten, cast) for event in events] if forgotten else list(events)


def _without(event: Event, forgotten: set[tuple[str, str]], cast: Sequence[str]) -> Event:
    if event.kind != "speech":
        return event
    heard_by = event.heard_by or tuple(cast)
    left = tuple(who for who in heard_by if (who, episode_id(event.turn)) not in forgotten)
    return event if len(left) == len(heard_by) else replace(event, heard_by=left or _NOBODY)

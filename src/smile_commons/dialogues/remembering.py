"""What is remembered at the forum: canon taken up, speeches heard, and both written in batches."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from smile_commons.memory.canon import canon_of, learn_canon
from smile_commons.memory.episodes import episode_id, episodes
from smile_commons.memory.memory import Embedder, Memory
from smile_commons.memory.reflections import read_reflections
from smile_commons.memory.store import MemoryStore
from smile_commons.personas.agent import Agent
from smile_commons.personas.card import Card
from smile_commons.transcript import Event
from smile_commons.world import World

if TYPE_CHECKING:
    from smile_commons.dialogues.context import Context

REFLECTIONS = "reflections.jsonl"


def open_agents(
    store: MemoryStore, canon_embedder: Embedder, cards: Mapping[str, Card], world: World
) -> dict[str, Agent]:
    """The agents of a cast, each with a store of its own that knows its canon."""
    agents: dict[str, Agent] = {}
    for who, card in cards.items():
        memory = store.open(who)
        learn_canon(memory, canon_of(who, world.memories), canon_embedder)
        agents[who] = Agent(card, memory)
    return agents


def take_up(context: "Context", events: Sequence[Event]) -> None:
    """Remembers again what a crash kept from the stores; what they hold is passed over.

    What a store holds of turns that the checkpoint does not know yet is harmless: nothing later
    than the speech to come is ever recalled.
    """
    for event in events:
        if event.kind == "speech" and any(
            episode_id(event.turn) not in context.agents[who].memory for who in event.heard_by
        ):
            remember(context, event)
    for who, reflection in read_reflections(context.folder.path / REFLECTIONS):
        if who in context.agents and reflection.id not in context.agents[who].memory:
            keep(context, who, [reflection])


def remember(context: "Context", event: Event) -> None:
    """Gives a speech to the memory of everybody who was there; embedded once."""
    import numpy as np

    cues = {who: card.cue for who, card in context.stage.cards.items()}
    vector = context.embed([event.text])[0]
    heard = episodes(
        turn=event.turn,
        act=event.act,
        speaker=event.speaker or "",
        text=event.text,
        heard_by=event.heard_by,
        cues=cues,
        to=event.to,
        move=event.move,
    )
    for who, memory in heard.items():
        context.agents[who].memory.remember([memory], np.stack([vector]))


def keep(context: "Context", who: str, reflections: Sequence[Memory]) -> None:
    """Gives a persona its own reflections."""
    if reflections:
        texts = [reflection.text for reflection in reflections]
        context.agents[who].memory.remember(reflections, context.embedder.embed(texts))


async def flush(context: "Context") -> None:
    """Writes what is new to the stores, off the event loop."""
    for agent in context.agents.values():
        await asyncio.to_thread(agent.memory.flush)

"""``commons ask``: a persona interviewed, outside any debate; it leaves no trace unless told to."""

import asyncio
from dataclasses import asdict
from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.playing import open_embedder, world_of
from smile_commons.dialogues.remembering import past_of
from smile_commons.errors import InputError, ModelError
from smile_commons.memory.changes import INTERVIEW, Change
from smile_commons.memory.memory import Recalled
from smile_commons.models.settings import Settings, load_settings
from smile_commons.names import known
from smile_commons.personas.interview import answer
from smile_commons.runs.folder import RunFolder
from smile_commons.world import World
from smile_commons.world.card import Card

MOST_TOKENS = 140
RECALLED = 4
_INTERVIEW = 0.6
"""How much an interview weighs for who gave it: more than an ordinary speech."""


def ask(
    *,
    persona: str,
    question: str,
    run: str | None,
    remember: bool = False,
    model: str | None,
    base_url: str | None,
    seed: int | None,
    runs: Path,
    world: Path | None,
    as_json: bool = False,
) -> None:
    """Asks a persona a question; with a run, as it is after that.

    Raises:
        CommonsError: there is no such persona or run, or the model failed.
    """
    if remember and run is None:
        raise InputError("--remember needs --run RUN: a world's memories are in its files")
    folder = RunFolder.open(run, runs) if run else None
    place = world_of(folder, world)
    card = place.personas[known(persona, place.personas, "persona")]
    if folder is not None:
        known(persona, folder.manifest.cast, f"member of the cast of {folder.id}")
    settings = load_settings({"model": model, "base_url": base_url}, world=place.root)
    recalled = _recall(place, persona, question, folder, settings)
    answer = asyncio.run(_answer(settings, place, card, question, recalled, seed))
    kept = _remember(folder, place, persona, question, answer) if remember and folder else None
    if as_json:
        told = {"persona": persona, "question": question, "answer": answer}
        memories = [asdict(one) for one in recalled]
        console.emit({**told, "memories": memories, "remembered": kept and kept.id})
        return
    console.cue(card.cue)
    console.say(console.wrap(answer, "    "))
    if kept is not None and folder is not None:
        console.note(f"{card.cue} remembers it in {folder.id} as {kept.id}")


def _recall(
    world: World, persona: str, question: str, run: RunFolder | None, settings: Settings
) -> list[Recalled]:
    """What the question brings to mind; found without the run's stores, which stay untouched."""
    from smile_commons.memory.cache import CachedEmbedder
    from smile_commons.memory.canon import canon_of
    from smile_commons.memory.mind import recall_from
    from smile_commons.memory.rebuild import Past, lived

    past = past_of(run, world) if run else Past({persona: canon_of(persona, world.memories)})
    last = max((event.turn for event in past.events), default=0)
    return recall_from(
        lived(past, persona),
        question,
        CachedEmbedder(open_embedder(settings)),
        turn=last + 1,
        k=RECALLED,
        weights=world.personas[persona].recall,
    )


def _remember(run: RunFolder, world: World, persona: str, question: str, answer: str) -> Change:
    """The interview becomes a memory of that persona, in that run alone."""
    from smile_commons.dialogues.changing import change_memory

    with run.owned():
        return change_memory(
            run,
            world,
            "add",
            persona,
            text=f"Somebody asked me: {question} I said: {answer}",
            importance=_INTERVIEW,
            origin=INTERVIEW,
        )


def _lore(world: World, card: Card, question: str) -> list[str]:
    """What the lorebooks have on the question."""
    from smile_commons.memory.lore import lore_for
    from smile_commons.memory.lore_why import Heard, Message
    from smile_commons.memory.macros import Names

    heard = Heard([Message(question, "the question")], Names(card.cue, "somebody"), seed="ask")
    return [one.text for one in lore_for(world.lore_of(card.id), heard) if not one.dropped]


async def _answer(
    settings: Settings,
    world: World,
    card: Card,
    question: str,
    recalled: list[Recalled],
    seed: int | None,
) -> str:
    from smile_commons.models.open import open_model
    from smile_commons.prompts.environment import Prompts

    model = await open_model(settings)
    try:
        said = await answer(
            model,
            Prompts(world.templates, settings.language),
            card,
            question,
            [*_lore(world, card, question), *(one.memory.text for one in recalled)],
            purpose="ask",
            most_tokens=MOST_TOKENS,
            seed=seed,
        )
    finally:
        await model.aclose()
    if not said.text:
        why = f" ({said.finish or 'no reason given'})" + (f": {said.note}" if said.note else "")
        raise ModelError(f"the model answered nothing{why}", "empty text")
    return said.text

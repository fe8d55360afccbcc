"""``commons ask``: a persona interviewed, outside any debate; it leaves no trace."""

import asyncio
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from smile_commons.cli import console
from smile_commons.cli.playing import open_embedder, world_of
from smile_commons.dialogues.casting import known
from smile_commons.dialogues.run_folder import RunFolder
from smile_commons.errors import ModelError
from smile_commons.memory.memory import Recalled
from smile_commons.models.conversation import conversation
from smile_commons.models.request import Request
from smile_commons.models.settings import Settings, load_settings
from smile_commons.personas.card import Card
from smile_commons.personas.takes import tidy
from smile_commons.world import World

MOST_TOKENS = 140
RECALLED = 4
_LATER = 10**9
"""A turn after every other: an interview is held when all is over."""


def ask(
    *,
    persona: str,
    question: str,
    run: str | None,
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
    folder = RunFolder.open(run, runs) if run else None
    place = world_of(folder, world)
    card = place.personas[known(persona, place.personas, "persona")]
    settings = load_settings({"model": model, "base_url": base_url}, world=place.root)
    recalled = _recall(place, persona, question, folder, settings)
    answer = asyncio.run(_answer(settings, place, card, question, recalled, seed))
    if as_json:
        memories = [asdict(one) for one in recalled]
        console.emit(
            {"persona": persona, "question": question, "answer": answer, "memories": memories}
        )
        return
    console.cue(card.cue)
    console.say(console.wrap(answer, "    "))


def _recall(
    world: World, persona: str, question: str, run: RunFolder | None, settings: Settings
) -> list[Recalled]:
    from smile_commons.memory.cache import CachedEmbedder
    from smile_commons.memory.canon import canon_of, learn_canon
    from smile_commons.memory.store import MemoryStore

    embedder: Any = open_embedder(settings)
    with tempfile.TemporaryDirectory() as empty:
        folder = run.memory_path if run else Path(empty)
        server = settings.chroma_url if run else None
        with MemoryStore(folder, dimension=embedder.dimension, chroma_url=server) as store:
            memory = store.open(persona)
            if run is None:
                learn_canon(memory, canon_of(persona, world.memories), CachedEmbedder(embedder))
            weights = world.personas[persona].recall
            query = embedder.embed([question])[0]
            return memory.recall(query, turn=_LATER, k=RECALLED, weights=weights)


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

    text = Prompts(world.templates).render(
        "ask.j2",
        name=card.cue,
        title=card.title,
        biography=card.biography,
        notes=card.voice.notes,
        principle=card.stance.principle,
        exemplars=list(card.voice.exemplars),
        memories=[one.memory.text for one in recalled],
        question=question,
    )
    messages = conversation(text, "ask.j2")
    model = await open_model(settings)
    try:
        if not model.profile.prefill:
            messages = messages[:-1]
        reply = await model.complete(
            Request(
                purpose="ask",
                messages=messages,
                max_tokens=MOST_TOKENS,
                temperature=model.profile.temperature,
                seed=seed,
                stop=("\n\n",),
                samplers=dict(model.profile.samplers),
            )
        )
    finally:
        await model.aclose()
    answer = tidy(reply.choices[0].text, card.cue)
    if not answer:
        raise ModelError("the model answered nothing", "empty text")
    return answer

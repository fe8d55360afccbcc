"""A persona interviewed, outside any debate; it leaves no trace unless told to."""

from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.api.engine import Engine
from smile_commons.dialogues.changing import change_memory
from smile_commons.dialogues.remembering import past_of
from smile_commons.errors import ModelError
from smile_commons.memory.canon import canon_of
from smile_commons.memory.changes import INTERVIEW, Change
from smile_commons.memory.lore import lore_for
from smile_commons.memory.lore_why import Heard, Message
from smile_commons.memory.macros import Names
from smile_commons.memory.memory import Recalled
from smile_commons.memory.rebuild import Past, lived
from smile_commons.memory.recall import recall_from
from smile_commons.names import known
from smile_commons.personas.interview import answer
from smile_commons.prompts.environment import Prompts
from smile_commons.runs.folder import RunFolder
from smile_commons.world import World
from smile_commons.world.card import Card

MOST_TOKENS = 140
RECALLED = 4
_INTERVIEW = 0.6
"""How much an interview weighs for who gave it: more than an ordinary speech."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a persona said to a question."""

    persona: str
    question: str
    text: str
    memories: Sequence[Recalled]
    """What the question brought to mind, the nearest first."""
    remembered: str | None = None
    """The id of the memory that the interview became; None: it left no trace."""


async def ask(
    engine: Engine,
    world: World,
    persona: str,
    question: str,
    *,
    run: RunFolder | None = None,
    remember: bool = False,
    seed: int | None = None,
) -> Answer:
    """Asks a persona a question; with a run, as it is after that.

    Args:
        engine: who speaks for it.
        world: whose persona.
        persona: its id.
        question: what it is asked.
        run: after which it is asked; None: before any.
        remember: whether the interview becomes a memory of that run.
        seed: for the words.

    Raises:
        InputError: there is no such persona, or it is not in the run.
        ModelError: the model failed, or answered nothing.
    """
    card = world.personas[known(persona, world.personas, "persona")]
    if run is not None:
        known(persona, run.manifest.cast, f"member of the cast of {run.id}")
    # Found without the run's stores, which stay untouched.
    past = past_of(run, world) if run else Past({persona: canon_of(persona, world.memories)})
    last = max((event.turn for event in past.events), default=0)
    mind, embedder = lived(past, persona), engine.kept_embedder
    recalled = recall_from(mind, question, embedder, turn=last + 1, k=RECALLED, weights=card.recall)
    said = await answer(
        await engine.speaker(),
        Prompts(world.templates, engine.settings.language),
        card,
        question,
        [*_lore(world, card, question), *(one.memory.text for one in recalled)],
        purpose="ask",
        most_tokens=MOST_TOKENS,
        seed=seed,
    )
    if not said.text:
        why = f" ({said.finish or 'no reason given'})" + (f": {said.note}" if said.note else "")
        raise ModelError(f"the model answered nothing{why}", "empty text")
    kept = _remember(run, world, persona, question, said.text) if remember and run else None
    return Answer(persona, question, said.text, recalled, kept and kept.id)


def _remember(run: RunFolder, world: World, persona: str, question: str, answer: str) -> Change:
    """The interview becomes a memory of that persona, in that run alone."""

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

    heard = Heard([Message(question, "the question")], Names(card.cue, "somebody"), seed="ask")
    return [one.text for one in lore_for(world.lore_of(card.id), heard) if not one.dropped]

"""A cast interviewed about itself as it was before, in the middle of and after a run.

What a persona remembers at a turn is told by the run's record, so an interview can be held at
any time afterwards, and leaves no trace.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.api.engine import Engine
from smile_commons.dialogues.casting import Casting
from smile_commons.dialogues.remembering import past_of
from smile_commons.memory.memory import Embedder
from smile_commons.memory.rebuild import Past, lived
from smile_commons.memory.recall import recall_from
from smile_commons.models.model import Model
from smile_commons.personas.interview import answer
from smile_commons.personas.speech import subseed
from smile_commons.prompts.environment import Prompts
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.subject import Answer
from smile_commons.world import World
from smile_commons.world.card import Card

MOST_TOKENS = 80
RECALLED = 3
TEMPLATE = "interview.j2"
FIXED = ("right", "never")
"""Parts of the template that everybody is asked."""
FOLLOWING = ("cost", "wrong")
"""Chained questions, each built on the last answer."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a cast is asked: the model that speaks for it, and what it remembers at each turn."""

    model: Model
    prompts: Prompts
    embedder: Embedder
    past: Past
    seed: int

    async def ask(
        self, card: Card, question: str, turn: int, stage: str, said: Sequence[str] = ()
    ) -> str:
        recalled = recall_from(
            lived(self.past, card.id),
            question,
            self.embedder,
            turn=turn,
            k=RECALLED,
            weights=card.recall,
        )
        purpose = f"interview/{stage}/{card.id}/{question}"
        answered = await answer(
            self.model,
            self.prompts,
            card,
            question,
            [*(one.memory.text for one in recalled), *said],
            purpose=purpose,
            most_tokens=MOST_TOKENS,
            seed=subseed(self.seed, purpose),
        )
        return answered.text


async def interview(
    folder: RunFolder, casting: Casting, world: World, engine: Engine
) -> list[Answer]:
    """Asks everybody the same questions at four times, and presses them at the end.

    Raises:
        CommonsError: the model failed, or a store could not be made.
    """
    last = max((event.turn for event in folder.events.all()), default=0)
    room = Room(
        model=await engine.speaker(),
        prompts=Prompts(world.templates, engine.settings.language),
        embedder=engine.kept_embedder,
        past=past_of(folder, world),
        seed=folder.manifest.seed or 0,
    )
    return await interviewed(room, casting, last)


async def interviewed(room: Room, casting: Casting, last: int) -> list[Answer]:
    """All answers of a cast; a question that nothing usable came of has none.

    Args:
        room: who answers.
        casting: who is asked, and on which articles.
        last: the run's last turn.

    Raises:
        CommonsError: the model failed, or the template is not what it has to be.
    """
    times = {"before": 1, "again": 1, "during": last // 2 + 1, "after": last + 1}
    found = list[Answer]()
    for card in casting.cards.values():
        for question in _questions(room.prompts, card, casting):
            for stage, turn in times.items():
                text = await room.ask(card, question, turn, stage)
                if text:
                    found.append(Answer(persona=card.id, question=question, stage=stage, text=text))
        found += await _pressed(room, card, found, last + 1)
    return found


def _words(prompts: Prompts, part: str, **given: str) -> str:
    empty = {"article": "", "question": "", "last": ""}
    return prompts.render(TEMPLATE, part=part, **(empty | given)).strip()


def _questions(prompts: Prompts, card: Card, casting: Casting) -> list[str]:
    """The fixed ones, and one on the article on which the card stands furthest out."""
    fixed = [_words(prompts, part) for part in FIXED]
    known = [article for article in casting.articles if article.id in card.positions]
    if not known:
        return fixed
    firmest = max(known, key=lambda article: abs(card.positions[article.id].position))
    return [*fixed, _words(prompts, "article", article=firmest.text)]


async def _pressed(room: Room, card: Card, found: Sequence[Answer], turn: int) -> list[Answer]:
    """The first question once more, after others that were built on what was answered."""
    first = _words(room.prompts, FIXED[0])
    said = [a.text for a in found if (a.persona, a.question, a.stage) == (card.id, first, "after")]
    if not said:
        return []
    last = said[0]
    heard = [_words(room.prompts, "asked", question=first, last=last)]
    for following in FOLLOWING:
        question = _words(room.prompts, following, last=last)
        last = await room.ask(card, question, turn, "chained", heard)
        heard.append(_words(room.prompts, "pressed", last=last))
    text = await room.ask(card, first, turn, "pressed", heard)
    return [Answer(persona=card.id, question=first, stage="pressed", text=text)] if text else []

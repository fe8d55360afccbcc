"""Notes for the speeches of a dialogue that has none: while it is played, or for its file.

In a play they are made when a beat has the floor: the first words need not wait for all of them,
and what is drafted once is kept, so another play of the same dialogue does not ask again.
"""

from collections.abc import Mapping
from dataclasses import replace

from smile_commons.dialogues.context import Context
from smile_commons.dialogues.floor import DRAFTED, UNDRAFTED, Floor, paced
from smile_commons.personas.draft_subject import subject_of
from smile_commons.personas.drafting import Draft, Drafter
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Article, Beat, EitherWay, Matter, Move


async def draft_line(
    drafter: Drafter,
    line: Beat | Matter,
    cards: Mapping[str, Card],
    articles: Mapping[str, Article],
    place: str,
) -> Draft:
    """Notes for a beat or a matter as they may stand in its file; of a decision, both ways.

    Args:
        drafter: whoever is asked.
        line: what they are for.
        cards: of the cast.
        articles: of the dialogue, by id.
        place: of the line in its file, for a record.

    Raises:
        ModelError: the model failed.
    """
    speaker = cards[line.who] if line.who else None
    subject = subject_of(line.on, line.move, speaker, tuple(cards[who] for who in line.to))
    article = articles.get(line.article or "") if isinstance(line, Beat) else None
    if article is not None and line.move is Move.DECIDE:
        return await drafter.draft_ways(subject, article, place)
    return await drafter.draft(subject, place)


async def with_notes(context: Context, floor: Floor, act: Act, turn: int) -> Floor:
    """The floor with notes that were made of what it is about, where it has none and needs some.

    Where nothing that was made can be used the speech goes without, and its reason says so.

    Raises:
        ModelError: the model failed.
    """
    if not _needs_notes(context, floor, act, turn):
        return floor
    context.observer.thinking(floor.speaker, floor.why)
    stage = context.stage
    beat = Beat(who=floor.speaker, move=floor.move, to=floor.to, on=floor.on, article=floor.article)
    line = await draft_line(
        Drafter(stage.model, stage.prompts, stage.language),
        beat,
        stage.cards,
        {one.id: one for one in context.articles},
        str(turn),
    )
    if line.say is None:
        return replace(floor, why=f"{floor.why}; {UNDRAFTED}: {line.why}")
    floor = replace(floor, why=f"{floor.why}; {DRAFTED}")
    if isinstance(line.say, EitherWay):  # the persona decides which, as of what is written
        return replace(floor, ways=line.say.ways)
    return paced(replace(floor, say=line.say), seed=context.seed, turn=turn)


def _needs_notes(context: Context, floor: Floor, act: Act, turn: int) -> bool:
    if (
        floor.say
        or floor.ways
        or floor.put_in
        or not floor.written
        or floor.speaker == context.seat_at(turn)
    ):
        return False
    return all(line.say is None for line in (*act.beats, *act.matters) if line.on == floor.on)

"""What one speech is given, made of the debate so far: for the forum, and to look back."""

from collections.abc import Mapping, Sequence

from smile_commons.dialogues.desk import Note
from smile_commons.dialogues.floor import Floor
from smile_commons.dialogues.history import History
from smile_commons.dialogues.window import happened, last_words, noted, scenes
from smile_commons.models.craft import Craft
from smile_commons.personas.lengths import Length
from smile_commons.personas.speech import Part
from smile_commons.prompts.language import NEUTRAL, Language
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act


def part_of(
    floor: Floor,
    *,
    turn: int,
    history: History,
    window: int,
    act: str,
    acts: Sequence[Act],
    cards: Mapping[str, Card],
    note: Note | None,
    memories: tuple[str, ...],
    lore: tuple[str, ...],
    direction: str,
    after: int,
    language: Language = NEUTRAL,
    craft: Craft = "small",
) -> Part:
    """What the speech of a turn is given.

    Args:
        floor: who speaks, with what move, to whom, on what.
        turn: its number.
        hall: all that happened before it.
        window: index of the first event that the prompt shows.
        act: the id of the act.
        acts: those that are played.
        cards: of the cast.
        note: an author's note.
        memories: texts of what came up, the best first.
        lore: texts of the lore that came up.
        direction: how it is to be given.
        after: takes of it that were asked for before.
        language: that is spoken.
        craft: a strong model is given all that came up, and what the speaker holds, whatever else
            it has to say.
    """
    opening = cards[floor.speaker].positions.get(floor.article or "")
    large = craft == "large"
    held = opening is None or (not large and (floor.say or floor.written or floor.put_in))
    told = large or (not floor.put_in and (floor.length is Length.SPEECH or not floor.say))
    if floor.drafted and not large:
        # Such notes say no more than the beat does: a memory gives them something to tell.
        told = floor.length is not Length.RETORT
    return Part(
        turn=turn,
        speaker=floor.speaker,
        move=floor.move,
        to=floor.to,
        on=floor.on.rstrip(" .?!"),
        holds="" if held or opening is None else opening.reason,
        memories=memories if told else (),
        say=floor.say,
        length=floor.length,
        named=floor.named,
        broken=floor.broken,
        happened=happened(history.events, floor.speaker, note),
        lore=lore,
        acts=noted(scenes(history.events, window, floor.speaker, acts, cards), note),
        last=last_words(
            history.last_in(act), floor.speaker, cards, language, whole=large or floor.put_in
        ),
        direction="" if floor.refused else direction,
        after=after,
        wants=floor.stance.get("wants", ""),
        wont=floor.stance.get("wont", ""),
        view=floor.stance.get("view", ""),
        cause=floor.stance.get("cause", ""),
        because=floor.stance.get("because", ""),
    )

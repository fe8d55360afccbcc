"""What of the debate a prompt shows: bounded, moved in large steps, and which part of an act it is
in.

A window that slides with every speech would change the beginning of each prompt and cost a
server its cache; this one stays until it is full and then lets the older half go at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.dialogues.desk import Note
from smile_commons.dialogues.floor import Floor
from smile_commons.dialogues.history import History
from smile_commons.dialogues.rhythm import SPEECH_WORDS
from smile_commons.models.model import Craft
from smile_commons.personas.lengths import Length
from smile_commons.personas.speech import Part, Stage
from smile_commons.prompts.language import NEUTRAL, Language, sentences
from smile_commons.prompts.script import joined, size
from smile_commons.transcript import Event
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Act, Move


@dataclass(frozen=True, slots=True)
class Bounds:
    """Words of speeches in a prompt."""

    most: int
    left: int
    """Words that stay when the window moves."""


BOUNDS: Mapping[Craft, Bounds] = {"small": Bounds(600, 200), "large": Bounds(6_000, 3_000)}

_LAST_WORDS = 30


def moved(events: Sequence[Event], start: int, craft: Craft = "small") -> int:
    """Where the window begins now: ``start``, or further on when it is full.

    The cost is that of the window, not of the debate.
    """
    sizes = [size(event.text) for event in events[start:]]
    total, bounds = sum(sizes), BOUNDS[craft]
    if total <= bounds.most:
        return start
    for place, count in enumerate(sizes):
        if total <= bounds.left:
            return start + place
        total -= count
    return len(events) - 1


def window_after(events: Sequence[Event], craft: Craft) -> int:
    """Where the window begins that was shown for the last of these speeches.

    It moves when it is full, so where it stands depends on where it stood: it is moved again
    speech by speech, as it was.
    """
    window = 0
    for place, event in enumerate(events):
        if event.is_turn:
            window = moved(events[:place], window, craft)
    return window


def scenes(
    events: Sequence[Event],
    start: int,
    listener: str,
    acts: Sequence[Act],
    cards: Mapping[str, Card],
) -> list[dict[str, Any]]:
    """The scenes that a prompt shows: only what the listener heard, by act."""
    by_id = {act.id: act for act in acts}
    shown: list[dict[str, Any]] = []
    for event in events[start:]:
        if event.heard_by and listener not in event.heard_by:
            continue
        act = by_id[event.act]
        if not shown or shown[-1]["id"] != act.id:
            shown.append({"id": act.id, "heading": act.heading, "scene": act.scene, "lines": []})
        if event.kind == "speech" and event.speaker:
            shown[-1]["lines"].append({"cue": cards[event.speaker].cue, "text": event.text})
        elif event.kind == "narration":
            shown[-1]["lines"].append({"cue": None, "text": event.text})
    return shown


def noted(scenes: list[dict[str, Any]], note: Note | None) -> list[dict[str, Any]]:
    """The scenes with an author's note among their lines, so many of them from the end."""
    if note is None or not scenes:
        return scenes
    behind = note.depth
    for scene in reversed(scenes):
        lines = scene["lines"]
        if behind <= len(lines) or scene is scenes[0]:
            lines.insert(max(0, len(lines) - behind), {"cue": None, "text": note.text})
            break
        behind -= len(lines)
    return scenes


def happened(events: Sequence[Event], listener: str, note: Note | None) -> tuple[str, ...]:
    """What the narrator told the listener since the last speech, and an author's note."""
    told: list[str] = []
    for event in reversed(events):
        if event.kind != "narration" or event.is_turn:
            break
        if (not event.heard_by or listener in event.heard_by) and not event.visible_to:
            told.insert(0, event.text)
    return (*([note.text] if note else []), *told)


def last_words(
    event: Event | None,
    listener: str,
    cards: Mapping[str, Card],
    language: Language = NEUTRAL,
    *,
    whole: bool = False,
) -> dict[str, str] | None:
    """The end of the speech before, if the listener heard it: its last sentence, or two.

    Whoever breaks in may take up any word of it, so they are given the ``whole``.
    """
    if event is None or event.speaker is None or event.speaker == listener:
        return None
    if event.heard_by and listener not in event.heard_by:
        return None
    parts = sentences(event.text, language)
    end = parts[-1]
    if whole:
        end = event.text
    elif len(parts) > 1 and size(end) < 6:
        end = joined(parts[-2:])
    if size(end) > _LAST_WORDS and not whole:
        end = " ".join(end.split()[-_LAST_WORDS:])
    return {"cue": cards[event.speaker].cue, "words": end}


def part_of(
    floor: Floor,
    stage: Stage,
    *,
    turn: int,
    history: History,
    window: int,
    act: str,
    acts: Sequence[Act],
    note: Note | None,
    memories: tuple[str, ...],
    lore: tuple[str, ...],
    direction: str,
    after: int,
    whispered: int = 0,
) -> Part:
    """What the speech of a turn is given.

    A strong model is given all that came up, and what the speaker holds, whatever else it has to
    say.

    Args:
        floor: who speaks, with what move, to whom, on what.
        stage: what all speeches share.
        turn: its number.
        history: all that happened before it.
        window: index of the first event that the prompt shows.
        act: the id of the act.
        acts: those that are played.
        note: an author's note.
        memories: texts of what came up, the best first.
        lore: texts of the lore that came up.
        direction: how it is to be given.
        after: takes of it that were asked for before.
        whispered: how many of the memories a director whispered, from the first.
    """
    cards = stage.cards
    opening = cards[floor.speaker].positions.get(floor.article or "")
    large = stage.craft == "large"
    held = opening is None or (not large and (floor.say or floor.written or floor.put_in))
    last = history.last_in(act)
    return Part(
        turn=turn,
        speaker=floor.speaker,
        move=floor.move,
        to=floor.to,
        on=floor.on.rstrip(" .?!"),
        holds="" if held or opening is None else opening.reason,
        memories=memories if large or _remembers(floor, last) else memories[:whispered],
        whispered=whispered,
        say=floor.say,
        length=floor.length,
        named=floor.named,
        broken=floor.broken,
        happened=happened(history.events, floor.speaker, note),
        lore=lore,
        acts=noted(scenes(history.events, window, floor.speaker, acts, cards), note),
        last=last_words(last, floor.speaker, cards, stage.language, whole=large or floor.put_in),
        direction="" if floor.refused else direction,
        after=after,
        stance=floor.stance,
        leads_to=floor.leads_to,
        drafted=floor.drafted,
    )


def _remembers(floor: Floor, last: Event | None) -> bool:
    """Whether a small model is given a memory too: where there is room beside what it has to say.

    Who was asked answers; who is broken into comes to the point.
    """
    if not floor.say:
        return not floor.put_in
    if floor.drafted:  # such notes say no more than the beat does
        return floor.length is not Length.RETORT
    asked = last is not None and last.move == Move.QUESTION and floor.speaker in last.to
    room = floor.length is Length.SPEECH and size(floor.say) < SPEECH_WORDS
    return room and not asked and not floor.begun

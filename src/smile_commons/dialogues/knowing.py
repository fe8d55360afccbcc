"""What of the world's lore a speaker knows when they have the floor: keys looked for in what they
themselves heard, and in what their speech is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from smile_commons.dialogues.floor import Floor
from smile_commons.dialogues.history import History
from smile_commons.memory.lore import Fired, lore_for
from smile_commons.memory.lore_why import Heard, Message, Past
from smile_commons.memory.macros import Names
from smile_commons.transcript import Event
from smile_commons.world.card import Card
from smile_commons.world.lorebook import Lorebook

_LOOKED_AT = 200
"""Events that are looked at, however deep a book asks to scan."""


def lore_at(
    books: Sequence[Lorebook],
    floor: Floor,
    history: History,
    cards: Mapping[str, Card],
    *,
    seed: int,
) -> list[Fired]:
    """The entries that come up for a speech, as they should stand; then what did not after all."""
    if not books:
        return []
    last = history.last_heard(floor.speaker)
    other = floor.to[0] if floor.to else (last.speaker if last else None)
    about = Message(floor.on, "what the speech is about")
    heard = Heard(
        messages=[*_messages(history, floor.speaker, cards), about],
        names=Names(cards[floor.speaker].cue, cards[other].cue if other else "everybody"),
        spoken=history.counts[floor.speaker],
        seed=f"{seed}/lore/{len(history.speeches)}",
        past=_past(books, history, floor.speaker),
    )
    return lore_for(books, heard)


def _past(books: Sequence[Lorebook], history: History, who: str) -> Past:
    """What they heard and what came up for them so far, where an entry hangs on it."""
    entries = [entry for book in books for entry in book.entries]
    if not any(entry.sticky or entry.cooldown or entry.delay for entry in entries):
        return Past()
    came_up = defaultdict[str, list[int]](list)
    messages = 0
    for event in history.events:
        if event.heard_by and who not in event.heard_by:
            continue
        if event.speaker == who:
            for one in event.memories:
                if one.because and one.score:
                    came_up[one.id].append(messages)
        messages += 1
    return Past(messages, came_up)


def _messages(history: History, listener: str, cards: Mapping[str, Card]) -> Sequence[Message]:
    return [
        Message(event.text, _source(event), cards[event.speaker].cue if event.speaker else "")
        for event in history.events[-_LOOKED_AT:]
        if not event.heard_by or listener in event.heard_by
    ]


def _source(event: Event) -> str:
    if event.kind == "speech":
        return f"turn {event.turn}"
    return f"the opening of {event.act}" if event.kind == "act" else f"what happened in {event.act}"

"""Which entries of a lorebook come up, and why: pure functions.

After Character Card V3 and SillyTavern's world files. An entry comes up when it is constant or a
key of it is in the last messages, and a selective one when its secondary keys agree; entries that
came up may bring up others where the book lets them; what is over the budget goes, the lowest
priority first; the rest stands in its order. What the past says of an entry, and which one of a
group comes up, is in ``lore_timing``.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from smile_commons.memory.lore_timing import (
    Candidate,
    groups_of,
    name_of,
    of_each_group,
    rests,
    stays,
)
from smile_commons.memory.lore_why import Heard, Message, keys_met, messages_for, why
from smile_commons.memory.macros import fill
from smile_commons.world.lorebook import Lorebook, LoreEntry

TOKEN_BUDGET = 200
"""Of a book that does not say."""
MOST_TOKENS = 600
"""Of all books together, whatever they say: a prompt has to hold the scene too."""
_ROUNDS = 20
_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Fired:
    """An entry that came up."""

    id: str
    """``lore:`` with the name of its file and its own id."""
    text: str
    because: str
    """`the key "ferry" in turn 12`; of what did not come up after all, why not too."""
    tokens: int
    """An estimate: a quarter of its UTF-8 bytes."""
    dropped: bool = False
    """Whether it did not come up after all: no room, another of its group, at rest, or chance."""


NO_ROOM = "no room for it"


@dataclass(slots=True)
class _Up:
    entry: LoreEntry
    place: int
    because: str
    text: str
    scanned: str


@dataclass(slots=True)
class _Book:
    """One book under way."""

    book: Lorebook
    heard: Heard
    up: dict[str, _Up] = field(default_factory=dict[str, _Up])
    """What came up, by the entries' ids."""
    out: dict[str, _Up] = field(default_factory=dict[str, _Up])
    """What would have, but for a rule; it is not looked at again."""


def lore_for(books: Iterable[Lorebook], heard: Heard) -> list[Fired]:
    """What comes up of these books, as it should stand in a prompt; then what had no room."""
    fired, dropped = list[tuple[LoreEntry, Fired]](), list[Fired]()
    for book in books:
        state = _activated(book, heard)
        kept, gone = _within(list(state.up.values()), book)
        fired += [(one.entry, _fired(book, one)) for one in kept]
        dropped += [_fired(book, one, NO_ROOM) for one in gone]
        dropped += [_fired(book, one, "") for one in state.out.values()]
    total = sum(one.tokens for _, one in fired)
    while total > MOST_TOKENS:
        least = min(fired, key=lambda pair: _worth(pair[0]))
        fired.remove(least)
        because = f"{least[1].because}; {NO_ROOM}"
        dropped.append(replace(least[1], dropped=True, because=because))
        total -= least[1].tokens
    fired.sort(key=lambda pair: (not pair[0].before, pair[0].order))
    return [one for _, one in fired] + dropped


def tokens(text: str) -> int:
    """About how many tokens a text is; no tokenizer is asked, since each model has its own."""
    return -(-len(text.encode("utf-8", "replace")) // _CHARACTERS_A_TOKEN)


def entry_id(book: Lorebook, entry: LoreEntry) -> str:
    """By what an entry is known in prompts' traces: ``lore:`` with its book's file and its id."""
    stem = book.file.rpartition("/")[2].removesuffix(".lore.json")
    return f"lore:{stem}:{entry.id}"


def _activated(book: Lorebook, heard: Heard) -> _Book:
    state = _Book(book, heard)
    fresh = _round(state, 0, ())
    for number in range(1, _ROUNDS):
        told = [one for one in fresh if one.entry.heard_by_lore]
        waiting = any(e.delayed >= number and e.id not in state.up for e in book.entries)
        if not book.recursive or not (told or waiting):
            break
        every = [one for one in state.up.values() if one.entry.heard_by_lore]
        fresh = _round(state, number, every)
    return state


def _round(state: _Book, number: int, told: Sequence[_Up]) -> list[_Up]:
    """What comes up anew in one round: in the first of what was said, later of lore too."""
    book, heard = state.book, state.heard
    candidates = [
        one
        for entry in book.entries
        if entry.id not in state.up and entry.id not in state.out
        if (one := _candidate(entry, state, number, told)) is not None
    ]
    taken = groups_of(one.entry for one in state.up.values())

    def draw(group: str) -> random.Random:
        return random.Random(f"{heard.seed}/{book.file}/group/{group}")

    kept, lost = of_each_group(candidates, taken, draw)
    for one, reason in lost:
        _leave_out(state, one, reason)
    fresh = list[_Up]()
    for one in kept:
        if not one.stays and not _lucky(book, one.entry, heard):
            _leave_out(state, one, f"chance was against it ({one.entry.chance:.0%})")
        elif (up := _made(one, state)).text:
            fresh.append(up)
    state.up.update((one.entry.id, one) for one in fresh)
    return fresh


def _candidate(
    entry: LoreEntry, state: _Book, number: int, told: Sequence[_Up]
) -> Candidate | None:
    """An entry as one that could come up in a round; None where it could not."""
    heard = state.heard
    if not entry.enabled or not entry.content:
        return None
    id = entry_id(state.book, entry)
    if because := stays(entry, id, heard.past):
        return Candidate(entry, because, 0, stays=True)
    if entry.delayed > number or (number and not entry.listens_to_lore):
        return None
    texts = [*messages_for(entry, state.book, heard), *map(_message, told)]
    because = why(entry, texts, heard)
    if not because:
        return None
    one = Candidate(entry, because, keys_met(entry, texts, heard) if entry.groups else 0)
    if reason := rests(entry, id, heard.past):
        _leave_out(state, one, reason)
        return None
    return one


def _message(up: _Up) -> Message:
    return Message(up.scanned, f"the lore {name_of(up.entry)}")


def _made(one: Candidate, state: _Book) -> _Up:
    entry, names = one.entry, state.heard.names
    draw = random.Random(f"{state.heard.seed}/{state.book.file}/{entry.id}/text")
    text = fill(entry.content, names, draw).strip()
    scanned = fill(entry.content, names, draw, for_keys=True)
    return _Up(entry, state.book.entries.index(entry), one.because, text, scanned)


def _leave_out(state: _Book, one: Candidate, reason: str) -> None:
    state.out[one.entry.id] = replace(_made(one, state), because=f"{one.because}; {reason}")


def _lucky(book: Lorebook, entry: LoreEntry, heard: Heard) -> bool:
    if entry.chance >= 1:
        return True
    return random.Random(f"{heard.seed}/{book.file}/{entry.id}").random() < entry.chance


def _within(up: list[_Up], book: Lorebook) -> tuple[list[_Up], list[_Up]]:
    """What fits a book's budget, and what does not."""
    budget = TOKEN_BUDGET if book.token_budget is None else book.token_budget
    kept = sorted(up, key=lambda one: (*_worth(one.entry), -one.place), reverse=True)
    gone = list[_Up]()
    while sum(tokens(one.text) for one in kept) > budget:
        gone.append(kept.pop())
    return sorted(kept, key=lambda one: one.place), gone


def _worth(entry: LoreEntry) -> tuple[float, float]:
    return (entry.order if entry.priority is None else entry.priority, entry.order)


def _fired(book: Lorebook, up: _Up, why_not: str | None = None) -> Fired:
    because = f"{up.because}; {why_not}" if why_not else up.because
    return Fired(
        entry_id(book, up.entry), up.text, because, tokens(up.text), dropped=why_not is not None
    )

"""Which entries of a lorebook come up, and why: pure functions.

After Character Card V3 and SillyTavern's world files. An entry comes up when it is constant or a
key of it is in the last messages, and a selective one when its secondary keys agree; entries that
came up may bring up others where the book lets them; what is over the budget goes, the lowest
priority first; the rest stands in its order. Of an inclusion group only one entry comes up: whoever
is up already, or stays from before; then, where entries ask for it, those that had fewer keys met
go; then the highest order of those that are preferred; otherwise a draw by weight.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from smile_commons.memory.lore_why import (
    Heard,
    Message,
    keys_met,
    messages_for,
    rests,
    stays,
    why,
)
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An entry that could come up."""

    entry: LoreEntry
    because: str
    met: int
    """Keys of it that were met."""
    stays: bool = False
    """Whether it is up from before."""


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

    def draw(self, what: str) -> random.Random:
        """The generator for something in it, the same whenever that is drawn."""
        return random.Random(f"{self.heard.seed}/{self.book.file}/{what}")

    def leave_out(self, one: _Candidate, reason: str) -> None:
        """What could come up does not."""
        self.out[one.entry.id] = replace(_made(one, self), because=f"{one.because}; {reason}")


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
    candidates = [
        one
        for entry in state.book.entries
        if entry.id not in state.up and entry.id not in state.out
        if (one := _candidate(entry, state, number, told)) is not None
    ]
    fresh = list[_Up]()
    for one in _of_each_group(candidates, state):
        if not one.stays and not _lucky(one.entry, state):
            state.leave_out(one, f"chance was against it ({one.entry.chance:.0%})")
        elif (up := _made(one, state)).text:
            fresh.append(up)
    state.up.update((one.entry.id, one) for one in fresh)
    return fresh


def _candidate(
    entry: LoreEntry, state: _Book, number: int, told: Sequence[_Up]
) -> _Candidate | None:
    """An entry as one that could come up in a round; None where it could not."""
    heard = state.heard
    if not entry.enabled or not entry.content:
        return None
    id = entry_id(state.book, entry)
    if because := stays(entry, id, heard.past):
        return _Candidate(entry, because, 0, stays=True)
    if entry.delayed > number or (number and not entry.listens_to_lore):
        return None
    of_lore = (Message(up.scanned, f"the lore {_name(up.entry)}") for up in told)
    texts = [*messages_for(entry, state.book, heard), *of_lore]
    because = why(entry, texts, heard)
    if not because:
        return None
    one = _Candidate(entry, because, keys_met(entry, texts, heard) if entry.groups else 0)
    if reason := rests(entry, id, heard.past):
        state.leave_out(one, reason)
        return None
    return one


def _of_each_group(candidates: Sequence[_Candidate], state: _Book) -> list[_Candidate]:
    """Those that come up, in the order of the book; the others are left out, with the reason."""
    taken = {group: up.entry for up in state.up.values() for group in up.entry.groups}
    lost: dict[str, str] = {}
    for group in dict.fromkeys(name for one in candidates for name in one.entry.groups):
        rivals = [
            one for one in candidates if group in one.entry.groups and one.entry.id not in lost
        ]
        if group in taken:
            reason = f"{_name(taken[group])} is up already of the group {group!r}"
            lost |= {one.entry.id: reason for one in rivals}
        elif len(rivals) > 1:
            winner = _winner(rivals, state.draw(f"group/{group}"))
            reason = f"of the group {group!r} {_name(winner.entry)} came up"
            lost |= {one.entry.id: reason for one in rivals if one != winner}
    for one in candidates:
        if one.entry.id in lost:
            state.leave_out(one, lost[one.entry.id])
    return [one for one in candidates if one.entry.id not in lost]


def _winner(rivals: Sequence[_Candidate], draw: random.Random) -> _Candidate:
    staying = [one for one in rivals if one.stays]
    if staying:
        return staying[0]
    most = max(one.met for one in rivals)
    left = [one for one in rivals if not one.entry.group_by_score or one.met == most]
    preferred = [one for one in left if one.entry.group_first]
    if preferred:
        return max(preferred, key=lambda one: one.entry.order)
    weights = [one.entry.group_weight for one in left]
    return draw.choices(left, weights if sum(weights) > 0 else None)[0]


def _name(entry: LoreEntry) -> str:
    """What an entry is called in a trace."""
    return repr(entry.name or entry.id)


def _made(one: _Candidate, state: _Book) -> _Up:
    entry, names, draw = one.entry, state.heard.names, state.draw(f"{one.entry.id}/text")
    text = fill(entry.content, names, draw).strip()
    scanned = fill(entry.content, names, draw, for_keys=True)
    return _Up(entry, state.book.entries.index(entry), one.because, text, scanned)


def _lucky(entry: LoreEntry, state: _Book) -> bool:
    return entry.chance >= 1 or state.draw(entry.id).random() < entry.chance


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

"""Which entries of a lorebook come up, and why: pure functions.

After Character Card V3 and SillyTavern's world files. An entry comes up when it is constant or a
key of it is in the last messages, and a selective one when its secondary keys agree; entries that
came up may bring up others where the book lets them; what is over the budget goes, the lowest
priority first; the rest stands in its order.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from smile_commons.memory.lore_keys import finds
from smile_commons.memory.macros import Names, fill
from smile_commons.world.lorebook import Lorebook, LoreEntry

SCAN_DEPTH = 4
"""Messages that are looked at where a book does not say."""
TOKEN_BUDGET = 200
"""Of a book that does not say."""
MOST_TOKENS = 600
"""Of all books together, whatever they say: a prompt has to hold the scene too."""
_ROUNDS = 20
_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was said, or that is being talked about."""

    text: str
    source: str
    """What it is, for the trace (`turn 12`)."""
    speaker: str = ""
    """A name that keys may meet too."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What keys are looked for in, as one persona heard it."""

    messages: Sequence[Message]
    """The newest last."""
    names: Names
    spoken: int = 0
    """Messages of the persona's own so far."""
    seed: str = ""
    """Of everything that is drawn."""


@dataclass(frozen=True, slots=True)
class Fired:
    """An entry that came up."""

    id: str
    """``lore:`` with the name of its file and its own id."""
    text: str
    because: str
    """`the key "ferry" in turn 12`."""
    tokens: int
    """An estimate: a quarter of its UTF-8 bytes."""
    dropped: bool = False
    """Whether there was no room for it."""


@dataclass(slots=True)
class _Up:
    entry: LoreEntry
    place: int
    because: str
    text: str
    scanned: str


def lore_for(books: Iterable[Lorebook], heard: Heard) -> list[Fired]:
    """What comes up of these books, as it should stand in a prompt; then what had no room."""
    fired, dropped = list[tuple[LoreEntry, Fired]](), list[Fired]()
    for book in books:
        kept, gone = _within(_activate(book, heard), book)
        fired += [(up.entry, _fired(book, up)) for up in kept]
        dropped += [_fired(book, up, dropped=True) for up in gone]
    total = sum(one.tokens for _, one in fired)
    while total > MOST_TOKENS:
        least = min(fired, key=lambda pair: _worth(pair[0]))
        fired.remove(least)
        dropped.append(replace(least[1], dropped=True))
        total -= least[1].tokens
    fired.sort(key=lambda pair: (not pair[0].before, pair[0].order))
    return [one for _, one in fired] + dropped


def tokens(text: str) -> int:
    """About how many tokens a text is; no tokenizer is asked, since each model has its own."""
    return -(-len(text.encode("utf-8", "replace")) // _CHARACTERS_A_TOKEN)


def _activate(book: Lorebook, heard: Heard) -> list[_Up]:
    up = dict[str, _Up]()
    fresh = _round(book, heard, up, 0, ())
    for number in range(1, _ROUNDS):
        told = [one for one in fresh if one.entry.heard_by_lore]
        waiting = any(e.delayed >= number and e.id not in up for e in book.entries)
        if not book.recursive or not (told or waiting):
            break
        every = [one for one in up.values() if one.entry.heard_by_lore]
        fresh = _round(book, heard, up, number, every)
    return list(up.values())


def _round(
    book: Lorebook, heard: Heard, up: dict[str, _Up], number: int, told: Sequence[_Up]
) -> list[_Up]:
    """What comes up anew in one round: in the first of what was said, later of lore too."""
    fresh = list[_Up]()
    for place, entry in enumerate(book.entries):
        if entry.id in up or not entry.enabled or not entry.content or entry.delayed > number:
            continue
        if number and not entry.listens_to_lore:
            continue
        because = _why(entry, book, heard, told)
        if because and _lucky(book, entry, heard):
            draw = random.Random(f"{heard.seed}/{book.file}/{entry.id}/text")
            text = fill(entry.content, heard.names, draw).strip()
            scanned = fill(entry.content, heard.names, draw, for_keys=True)
            if text:
                fresh.append(_Up(entry, place, because, text, scanned))
    up.update((one.entry.id, one) for one in fresh)
    return fresh


def _why(entry: LoreEntry, book: Lorebook, heard: Heard, told: Sequence[_Up]) -> str:
    """Why an entry comes up, in words; nothing when it does not."""
    names = dict(entry.decorators)
    if not _counts(names, heard):
        return ""
    if "activate" in names:
        return "it says @@activate"
    if "dont_activate" in names:
        return ""
    texts = _texts(entry, book, heard, told)
    if not _further(entry, texts, heard):
        return ""
    if entry.constant:
        return "it is constant"
    first = _first(entry.keys, texts, entry, heard)
    if first is None:
        return ""
    key, source = first
    because = f"the key {key!r} in {source}"
    if not entry.secondary:
        return because
    met = [key for key in entry.secondary if _first((key,), texts, entry, heard)]
    agrees = {
        "any": bool(met),
        "all": len(met) == len(entry.secondary),
        "not any": not met,
        "not all": len(met) < len(entry.secondary),
    }
    if not agrees[entry.logic]:
        return ""
    return f"{because}, and {', '.join(map(repr, met)) if met else 'no secondary key'}"


def _counts(names: dict[str, str], heard: Heard) -> bool:
    """The decorators that count what the persona has said."""
    after, every = names.get("activate_only_after", ""), names.get("activate_only_every", "")
    if after.isdecimal() and heard.spoken < int(after):
        return False
    return not (every.isdecimal() and int(every) and heard.spoken % int(every))


def _further(entry: LoreEntry, texts: Sequence[Message], heard: Heard) -> bool:
    """The decorators that add keys, or exclude some."""
    for name, value in entry.decorators:
        keys = [part.strip() for part in value.split(",") if part.strip()]
        met = bool(keys) and _first(keys, texts, entry, heard) is not None
        if name == "additional_keys" and keys and not met:
            return False
        if name == "exclude_keys" and met and not entry.regex:
            return False
    return True


def _texts(
    entry: LoreEntry, book: Lorebook, heard: Heard, told: Sequence[_Up]
) -> Sequence[Message]:
    asked = dict(entry.decorators).get("scan_depth", "")
    depth = int(asked) if asked.isdecimal() else entry.scan_depth
    if depth is None:
        depth = SCAN_DEPTH if book.scan_depth is None else book.scan_depth
    said = list(heard.messages[-depth:]) if depth else []
    lore = [Message(one.scanned, f"the lore {one.entry.name or one.entry.id!r}") for one in told]
    return [*said, *lore]


def _first(
    keys: Iterable[str], texts: Sequence[Message], entry: LoreEntry, heard: Heard
) -> tuple[str, str] | None:
    """The first key that is met, and where, the newest message first."""
    for key in keys:
        wanted = fill(key, heard.names, random.Random(heard.seed)).strip()
        for message in reversed(texts):
            text = f"{message.speaker}: {message.text}" if message.speaker else message.text
            if wanted and finds(wanted, text, entry):
                return wanted, message.source
    return None


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


def _fired(book: Lorebook, up: _Up, dropped: bool = False) -> Fired:
    stem = book.file.rpartition("/")[2].removesuffix(".lore.json")
    return Fired(f"lore:{stem}:{up.entry.id}", up.text, up.because, tokens(up.text), dropped)

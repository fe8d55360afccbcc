"""Why an entry of a lorebook comes up: its keys, its secondary keys, its decorators."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from smile_commons.memory.lore_keys import finds
from smile_commons.memory.lore_timing import Past
from smile_commons.memory.macros import Names, fill
from smile_commons.world.lorebook import Lorebook, LoreEntry

SCAN_DEPTH = 4
"""Messages that are looked at where a book does not say."""


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
    past: Past = field(default_factory=Past)


def messages_for(entry: LoreEntry, book: Lorebook, heard: Heard) -> list[Message]:
    """The last messages, as many as the entry or its book looks at."""
    asked = dict(entry.decorators).get("scan_depth", "")
    depth = int(asked) if asked.isdecimal() else entry.scan_depth
    if depth is None:
        depth = SCAN_DEPTH if book.scan_depth is None else book.scan_depth
    return list(heard.messages[-depth:]) if depth else []


def keys_met(entry: LoreEntry, texts: Sequence[Message], heard: Heard) -> int:
    """How many of an entry's keys are met, secondary ones included."""
    keys = (*entry.keys, *entry.secondary)
    return sum(_first((key,), texts, entry, heard) is not None for key in keys)


def why(entry: LoreEntry, texts: Sequence[Message], heard: Heard) -> str:
    """Why an entry comes up, in words; nothing when it does not.

    Args:
        entry: of a book.
        texts: what its keys are looked for in, the newest last.
        heard: by whom, and how much that one has said.
    """
    names = dict(entry.decorators)
    if not _counts(names, heard):
        return ""
    if "activate" in names:
        return "it says @@activate"
    if "dont_activate" in names:
        return ""
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

"""Why an entry of a lorebook comes up: its keys, its secondary keys, its decorators, the past.

SillyTavern's timed effects are counted in messages that the persona heard: *sticky* keeps an entry
up for so many after it came up, *cooldown* keeps it down for so many after that, *delay* keeps it
down until so many were heard.
"""

import random
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from smile_commons.memory.macros import Names, fill
from smile_commons.world.lore_regex import slashed
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
class Past:
    """What one persona heard so far, and when lore came up for it."""

    messages: int = 0
    """That it heard."""
    came_up: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    """By an entry's whole id, how many messages it had heard whenever the entry came up."""


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


def stays(entry: LoreEntry, id: str, past: Past) -> str:
    """Why an entry is still up whatever is said now; nothing when it is not."""
    began = _began(entry, id, past)
    if began is None or not entry.sticky or past.messages > began + entry.sticky:
        return ""
    ago, left = past.messages - began, began + entry.sticky - past.messages
    return f"it came up {_messages(ago)} ago and stays for {_messages(left)} more"


def rests(entry: LoreEntry, id: str, past: Past) -> str:
    """Why an entry cannot come up yet; nothing when it can."""
    if past.messages < entry.delay:
        return f"it waits until {_messages(entry.delay)} were heard, which are {past.messages}"
    began = _began(entry, id, past)
    if began is None or not entry.cooldown:
        return ""
    until = began + entry.sticky + entry.cooldown
    if past.messages > until:
        return ""
    return f"it rests for {_messages(until - past.messages + 1)} more"


def _began(entry: LoreEntry, id: str, past: Past) -> int | None:
    """At what message its present spell began: while it is sticky it is not brought up anew."""
    began: int | None = None
    for at in sorted(past.came_up.get(id, ())):
        if at < past.messages and (began is None or at > began + entry.sticky):
            began = at
    return began


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


LONGEST_TEXT = 20_000
"""Characters of a message that are looked at, from its end."""
_MEMORY = 1 << 20
"""Bytes that a regular expression may take."""
_CODE = re.compile(r"\\(?:(\\)|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4}))")
"""A letter by its number as JavaScript writes it; a backslash that is escaped begins none."""


def finds(key: str, text: str, entry: LoreEntry) -> bool:
    """Whether an entry's key is in a text, as the entry wants it looked for.

    A key between slashes (``/smiles?/i``) is a regular expression, as in SillyTavern, where its
    flags are of ``gimsuy`` (``g``, ``u`` and ``y`` change nothing here). Other keys are whole
    words, but for scripts that write none apart (Chinese, Thai …).
    """
    text = text[-LONGEST_TEXT:]
    pair = slashed(key)
    if entry.regex or pair:
        pattern, flags = pair or (key, "" if entry.case_sensitive else "i")
        compiled = compiled_regex(pattern, flags)
        return compiled is not None and compiled.search(text) is not None
    if not entry.case_sensitive:
        key, text = key.casefold(), text.casefold()
    if not entry.whole_words or _writes_no_words(key):
        return key in text
    return _whole(key).search(text) is not None


def is_deaf(key: str, entry: LoreEntry) -> bool:
    """Whether a key of an entry is meant as a regular expression and can match nothing."""
    pair = slashed(key)
    return (entry.regex or pair is not None) and compiled_regex(*(pair or (key, ""))) is None


def no_regex(entry: LoreEntry) -> list[str]:
    """The keys of an entry that are meant as regular expressions and can match nothing."""
    return [key for key in entry.keys if is_deaf(key, entry)]


@lru_cache(maxsize=4096)
def compiled_regex(pattern: str, flags: str) -> Any:
    """The compiled expression, or None when RE2 does not take it; flags ``i``, ``m``, ``s``."""
    import re2

    engine: Any = re2
    options: Any = engine.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    options.case_sensitive = "i" not in flags
    options.dot_nl = "s" in flags
    pattern = _CODE.sub(_as_re2, pattern)
    try:
        return engine.compile(f"(?m:{pattern})" if "m" in flags else pattern, options=options)
    except (engine.error, UnicodeEncodeError):
        return None


@lru_cache(maxsize=4096)
def _whole(key: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, key.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _as_re2(code: re.Match[str]) -> str:
    return code[0] if code[1] else f"\\x{{{code[2] or code[3]}}}"


def _writes_no_words(key: str) -> bool:
    """Whether a key has letters of a script without capitals: most set no words apart."""
    return any(unicodedata.category(letter) == "Lo" for letter in key)

"""Whether a key is in a text: as words, or as a regular expression that cannot hang.

Regular expressions are those of RE2, whose time is bounded by the length of the text; one that
RE2 does not know (a look-behind, say) matches nothing.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from smile_commons.world.lore_regex import slashed
from smile_commons.world.lorebook import LoreEntry

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

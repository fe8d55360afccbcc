"""Whether a key is in a text: as words, or as a regular expression that cannot hang.

Regular expressions are those of RE2, whose time is bounded by the length of the text; one that
RE2 does not know (a look-behind, say) matches nothing.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from smile_commons.world.lorebook import LoreEntry

LONGEST_TEXT = 20_000
"""Characters of a message that are looked at, from its end."""
_MEMORY = 1 << 20
"""Bytes that a regular expression may take."""
_SLASHED = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)


def finds(key: str, text: str, entry: LoreEntry) -> bool:
    """Whether an entry's key is in a text, as the entry wants it looked for.

    A key between slashes (``/smiles?/i``) is a regular expression, as in SillyTavern. Other keys
    are whole words, but for scripts that write none apart (Chinese, Thai …).
    """
    text = text[-LONGEST_TEXT:]
    slashed = _SLASHED.fullmatch(key)
    if entry.regex or slashed:
        pattern, flags = (slashed[1], slashed[2]) if slashed else (key, _flags(entry))
        compiled = compiled_regex(pattern, flags)
        return compiled is not None and compiled.search(text) is not None
    if not entry.case_sensitive:
        key, text = key.casefold(), text.casefold()
    if not entry.whole_words or _writes_no_words(key):
        return key in text
    return _whole(key).search(text) is not None


def no_regex(entry: LoreEntry) -> list[str]:
    """The keys of an entry that are meant as regular expressions and can match nothing."""
    bad = list[str]()
    for key in entry.keys:
        slashed = _SLASHED.fullmatch(key)
        pattern = slashed[1] if slashed else key
        if (entry.regex or slashed) and compiled_regex(pattern, "") is None:
            bad.append(key)
    return bad


@lru_cache(maxsize=4096)
def compiled_regex(pattern: str, flags: str) -> Any:
    """The compiled expression, or None when RE2 does not take it; flags ``i``, ``m``, ``s``."""
    import re2

    engine: Any = re2
    options: Any = engine.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    options.case_sensitive = "i" not in flags
    options.dot_nl = "s" in flags
    try:
        return engine.compile(f"(?m:{pattern})" if "m" in flags else pattern, options=options)
    except (engine.error, UnicodeEncodeError):
        return None


@lru_cache(maxsize=4096)
def _whole(key: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, key.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _flags(entry: LoreEntry) -> str:
    return "" if entry.case_sensitive else "i"


def _writes_no_words(key: str) -> bool:
    """Whether a key has letters of a script without capitals: most set no words apart."""
    return any(unicodedata.category(letter) == "Lo" for letter in key)

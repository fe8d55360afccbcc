"""Words and sentences of any script, as far as they can be told without a dictionary.

Most scripts set words apart by spaces. Where none stand, a word is guessed: each ideograph alone, a
run of kana, each letter of Thai, Lao, Burmese and Khmer with its marks. That is enough to find what
was said before; no such guess is ever shown.
"""

import re
from collections.abc import Sequence

from smile_commons.prompts.text_cache import text_cache

_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = r"\u3041-\u309f"
_KATAKANA = r"\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_CLOSE = r"\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u109f\u1780-\u17d3"
_CLOSE_MARKS = (
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    r"\u102b-\u103e\u1056-\u1060\u17b4-\u17d3"
)
# Vowels and joiners inside the words of scripts with spaces, which are no letters by themselves.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983"
    "\u09bc-\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0a70-\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03"
    "\u0b3c-\u0b57\u0b82\u0bbe-\u0bd7\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6"
    "\u0d00-\u0d03\u0d3b-\u0d57\u0d81-\u0d83\u0dca-\u0df3\u200c\u200d"
)
_SPACELESS = f"{_HAN}{_HIRAGANA}{_KATAKANA}{_CLOSE}"

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ANY_WORD = re.compile(
    rf"[{_HIRAGANA}]+|[{_KATAKANA}]+|[{_HAN}]|[{_CLOSE}][{_CLOSE_MARKS}]*"
    rf"|(?:(?![{_SPACELESS}])[^\W_][{_MARKS}]*)+(?:['’](?:(?![{_SPACELESS}])[^\W_][{_MARKS}]*)+)*"
)
_UNUSUAL = re.compile(f"[{_SPACELESS}{_MARKS}]")
_HALF = re.compile(f"[{_HAN}{_CLOSE}]")
_IDEOGRAPH = re.compile(f"[{_HAN}]")

CLOSING = "\"'”’“»«)』」）】"
"""What may stand behind the mark that ends a sentence."""
_CLOSES = re.escape(CLOSING)
_STOPS, _WIDE_STOPS = ".!?…।؟", "。！？"
_END = re.compile(
    rf"(?<=[{_STOPS}])\s+|(?<=[{_STOPS}][{_CLOSES}])\s+|(?<=[{_STOPS}][{_CLOSES}]{{2}})\s+"
    rf"|(?<=[{_WIDE_STOPS}])(?![{_WIDE_STOPS}{_CLOSES}])\s*|(?<=[{_WIDE_STOPS}][』」）】])(?=[「『（\s])\s*"
)
_IS_OVER = re.compile(rf"[{_STOPS}{_WIDE_STOPS}—][{_CLOSES}]?$")


@text_cache(4096)  # takes are cut in many ways, and asked about many times
def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, with straight apostrophes."""
    pattern = _ANY_WORD if _UNUSUAL.search(text) else _WORD
    return tuple(pattern.findall(text.lower().replace("’", "'")))


def size(text: str) -> int:
    """How long a text is, in words as languages with spaces count them.

    An ideograph, and a letter of a script that sets no spaces, is half a word.
    """
    tokens = words(text)
    half = sum(1 for one in tokens if _HALF.match(one))
    return len(tokens) - half // 2


def tells(word: str) -> bool:
    """Whether a word is long enough to say what a text is about: three letters, or an ideograph."""
    return (
        len(word) > 2
        or word.isdigit()
        or bool(_IDEOGRAPH.match(word))
        or (len(word) > 1 and "\uac00" <= word[0] <= "\ud7a3")
    )


def parted(text: str) -> list[str]:
    """The sentences of a text, in order; an abbreviation's full stop ends one too."""
    return [part for part in _END.split(text.strip()) if part]


def joined(parts: Sequence[str]) -> str:
    """Sentences in one line; between those that end with a wide full stop stands no space."""
    text = ""
    for part in parts:
        wide = text.rstrip("』」）】").endswith(tuple(_WIDE_STOPS))
        text = f"{text}{'' if wide or not text else ' '}{part}"
    return text


def is_over(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_IS_OVER.search(text))


def ended(text: str) -> str:
    """The text with a full stop at its end, of its own script, if it has none."""
    bare = text.rstrip(",;:-、， ")
    if is_over(text) or not bare:
        return text
    return f"{bare}{'。' if re.match(f'[{_HAN}{_HIRAGANA}{_KATAKANA}]', bare[-1]) else '.'}"

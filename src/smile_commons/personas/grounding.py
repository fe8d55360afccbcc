"""Numbers and names that a speech brings up and nobody gave it: what a small model makes up."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from smile_commons.personas.words import sentences, words

_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_SMALL = frozenset(range(4))
"""Anybody may say *one of us* or *two things*."""

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}")


def numbers(text: str) -> set[int]:
    """The whole numbers in a text, in digits or in English words."""
    found: set[int] = set()
    run: list[str] = []
    for word in [*words(re.sub(r"(?<=\d),(?=\d{3})", "", text)), ""]:
        if word in _VALUES or word in _SCALES or (word == "and" and run and run[-1] in _SCALES):
            run.append(word)
            continue
        found.update(_value(run))
        run = []
        if word.isascii() and word.isdigit():
            found.add(int(word))
    return found


def invented(text: str, known: str, names: Collection[str] = ()) -> str | None:
    """The first number or name in ``text`` that stands nowhere in ``known``; None without one.

    Args:
        text: a speech.
        known: all that the speaker was shown.
        names: further words that may be capitalised, in lower case.
    """
    if (told := numbers(text) - _SMALL) and (new := told - _numbers_in(known)):
        return str(min(new))
    for sentence in sentences(text):
        for name in _NAME.findall(sentence):
            if name.lower() not in names and name.lower() not in _words_in(known):
                return name
    return None


@lru_cache(maxsize=8)  # one text for all the cuts of all the takes of a turn
def _numbers_in(known: str) -> frozenset[int]:
    return frozenset(numbers(known))


@lru_cache(maxsize=8)
def _words_in(known: str) -> frozenset[str]:
    return frozenset(words(known))


def _value(run: list[str]) -> Iterator[int]:
    """The number that a run of words makes; nothing for an empty run."""
    if not run:
        return
    total = part = 0
    for word in run:
        if word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            if _SCALES[word] >= 1_000:
                total, part = total + part, 0
        elif word != "and":
            part += _VALUES[word]
    yield total + part

"""Numbers and names that a speech brings up and nobody gave it: what a small model makes up."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from smile_commons.personas.words import COMMON, sentences, stem, stems, words

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


def unbound(text: str, known: str) -> float:
    """How many of a speech's numbers and names stand with words they were not given with.

    A number is to keep one of the words beside it, a name one of its sentence: *nineteen marks*
    is made up where *nineteen faces* were told. 0 to 1; 0 for a speech without any.
    """
    near = _beside(known)
    told = [(value, about) for value, about in _counted(text) if value not in _SMALL and about]
    wrong = sum(value in near and near[value].isdisjoint(about) for value, about in told)
    deeds = _named_with(known)
    named = 0
    for sentence in sentences(text):
        about = stems(sentence)
        for name in {found.lower() for found in _CAPITAL.findall(sentence)} & deeds.keys():
            rest = about - {stem(name)}
            named += 1
            wrong += bool(rest) and deeds[name].isdisjoint(rest)
    return wrong / (len(told) + named) if told or named else 0.0


def strangers(text: str, known: str, names: Collection[str]) -> list[str]:
    """Names that a speech turns to which are nobody's there: *Betine, you sat two hours*."""
    found = _ADDRESSED.findall(text)
    lower = _lower_words_in(known)
    return [name for name in found if name.lower() not in names and name.lower() not in lower
            and name.lower() not in COMMON]  # fmt: skip


_CAPITAL = re.compile(r"[A-Z][a-z]{2,}")
_ADDRESSED = re.compile(r"(?:^|[.!?…] )([A-Z][a-z]{2,}), (?=you|your|I |I'|do|did|what|why|how)")
_BESIDE = 6
"""Words after a number in which what it counts is looked for; three before it."""


def _counted(text: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Each number of a text with the stems of the words beside it."""
    for sentence in sentences(text):
        tokens = words(re.sub(r"(?<=\d),(?=\d{3})", "", sentence))
        for place, token in enumerate(tokens):
            if not (token in _VALUES or token in _SCALES or token.isdigit()):
                continue
            end = place + 1
            if place and (tokens[place - 1] in _VALUES or tokens[place - 1] in _SCALES):
                continue  # within a number that was read from its beginning
            while end < len(tokens) and (tokens[end] in _VALUES or tokens[end] in _SCALES):
                end += 1
            beside = " ".join((*tokens[max(0, place - 3) : place], *tokens[end : end + _BESIDE]))
            about = frozenset(one for one in stems(beside) if one not in _VALUES)
            for value in numbers(" ".join(tokens[place:end])):
                yield value, about


@lru_cache(maxsize=8)
def _beside(known: str) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for value, about in _counted(known):
        found[value] = found.get(value, frozenset()) | about
    return found


@lru_cache(maxsize=8)
def _named_with(known: str) -> dict[str, frozenset[str]]:
    """By name, in lower case: the stems of all sentences that it stands in, not at their head."""
    names = {name.lower() for name in _NAME.findall(known)} - _lower_words_in(known)
    found: dict[str, frozenset[str]] = {}
    for line in known.splitlines():
        parts = sentences(line)
        for place, part in enumerate(parts):
            about = stems(" ".join(parts[max(0, place - 1) : place + 2]))
            for name in names.intersection(words(part)):
                found[name] = found.get(name, frozenset()) | about
    return found


@lru_cache(maxsize=8)
def _lower_words_in(known: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b[a-z]+\b", known))


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

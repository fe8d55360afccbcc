"""Numbers and names that a speech brings up and nobody gave it: what a small model makes up.

What a speaker was shown is read line by line, and each line once: most of it stays from speech to
speech.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
_BEFORE, _AFTER = 3, 6
"""Words beside a number in which what it counts is looked for."""

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}")
_CAPITAL = re.compile(r"[A-Z][a-z]{2,}")
_LOWER = re.compile(r"\b[a-z]+\b")
_ADDRESSED = re.compile(r"(?:^|[.!?…] )([A-Z][a-z]{2,}), (?=you|your|I |I'|do|did|what|why|how)")

Beside = Mapping[int, frozenset[str]]
Named = Mapping[str, frozenset[str]]


def numbers(text: str) -> set[int]:
    """The whole numbers in a text, in digits or in English words."""
    return {value for value, _ in _counted(text)}


def invented(text: str, known: str, names: Collection[str] = ()) -> str | None:
    """The first number or name in ``text`` that stands nowhere in ``known``; None without one.

    Args:
        text: a speech.
        known: all that the speaker was shown.
        names: further words that may be capitalised, in lower case.
    """
    facts = _facts(known)
    return _first_new(text, facts.beside.keys(), facts.words, names)


def unheard(text: str, known: Sequence[str], names: Collection[str] = ()) -> str | None:
    """As ``invented``, of many texts known: each is read once, however often it is asked about."""
    told = [_told(part) for part in known]
    numbers_known = frozenset[int]().union(*(part.numbers for part in told))
    new_names = {name for sentence in sentences(text) for name in _NAME.findall(sentence)}
    words_known = {
        name.lower() for name in new_names if any(name.lower() in part.words for part in told)
    }
    return _first_new(text, numbers_known, words_known, names)


def _first_new(
    text: str, known: Collection[int], said: Collection[str], names: Collection[str]
) -> str | None:
    if new := {one for one in numbers(text) - _SMALL if one not in known}:
        return str(min(new))
    for sentence in sentences(text):
        for name in _NAME.findall(sentence):
            if name.lower() not in names and name.lower() not in said:
                return name
    return None


def strangers(text: str, known: str, names: Collection[str]) -> list[str]:
    """Names that a speech turns to which are nobody's there: *Betine, you sat two hours*."""
    free = COMMON | _facts(known).lower
    found = _ADDRESSED.findall(text)
    return [name for name in found if name.lower() not in names and name.lower() not in free]


def unbound(text: str, known: str) -> float:
    """How many of a speech's numbers and names stand with words they were not given with.

    A number is to keep one of the words beside it, a name one of its sentence: *nineteen marks*
    is made up where *nineteen faces* were told. 0 to 1; 0 for a speech without any.
    """
    facts = _facts(known)
    told = [(value, about) for value, about in _counted(text) if value not in _SMALL and about]
    wrong = sum(facts.beside.get(value, about).isdisjoint(about) for value, about in told)
    named = 0
    for sentence in sentences(text):
        about = stems(sentence)
        for name in {found.lower() for found in _CAPITAL.findall(sentence)} & facts.named.keys():
            rest = about - {stem(name)}
            named += 1
            wrong += bool(rest) and facts.named[name].isdisjoint(rest)
    return wrong / (len(told) + named) if told or named else 0.0


@dataclass(frozen=True, slots=True)
class _Facts:
    words: frozenset[str]
    lower: frozenset[str]
    """Those that stand there without a capital."""
    beside: Beside
    """By number: stems of the words beside it."""
    named: Named
    """By name, in lower case: stems of its sentence and those around it."""


@dataclass(frozen=True, slots=True)
class _Told:
    numbers: frozenset[int]
    words: frozenset[str]


@lru_cache(maxsize=8192)
def _told(text: str) -> _Told:
    return _Told(frozenset(numbers(text)), frozenset(words(text)))


@lru_cache(maxsize=8)  # one text for all the cuts of all the takes of a turn
def _facts(known: str) -> _Facts:
    lines = [_facts_of_line(line) for line in known.splitlines()]
    lower = frozenset[str]().union(*(line.lower for line in lines))
    named = _joined([line.named for line in lines])
    return _Facts(
        frozenset[str]().union(*(line.words for line in lines)),
        lower,
        _joined([line.beside for line in lines]),
        {name: about for name, about in named.items() if name not in lower},
    )


@lru_cache(maxsize=1024)
def _facts_of_line(line: str) -> _Facts:
    named: dict[str, frozenset[str]] = {}
    parts = sentences(line)
    for name in {found.lower() for found in _NAME.findall(line)}:
        for place, part in enumerate(parts):
            if name in words(part):
                about = stems(" ".join(parts[max(0, place - 1) : place + 2]))
                named[name] = named.get(name, frozenset()) | about
    beside = _joined([{value: about} for value, about in _counted(line)])
    return _Facts(frozenset(words(line)), frozenset(_LOWER.findall(line)), beside, named)


def _joined(parts: Sequence[Mapping[Any, frozenset[str]]]) -> dict[Any, frozenset[str]]:
    found: dict[Any, frozenset[str]] = {}
    for part in parts:
        for key, about in part.items():
            found[key] = found[key] | about if key in found else about
    return found


def _counted(text: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Each number of a text with the stems of the words beside it."""
    tokens = words(re.sub(r"(?<=\d),(?=\d{3})", "", text))
    place = 0
    while place < len(tokens):
        end = _run_from(tokens, place)
        if end > place:
            near = (*tokens[max(0, place - _BEFORE) : place], *tokens[end : end + _AFTER])
            about = frozenset(
                stem(one) for one in near
                if one not in COMMON and len(one) > 2 and one not in _VALUES and one not in _SCALES
            )  # fmt: skip
            yield _value(tokens[place:end]), about
        place = max(end, place + 1)


def _run_from(tokens: Sequence[str], place: int) -> int:
    """Where the words of the number end that begins here; ``place`` if none does."""
    if tokens[place].isascii() and tokens[place].isdigit():
        return place + 1
    end = place
    while end < len(tokens) and (
        tokens[end] in _VALUES
        or tokens[end] in _SCALES
        or (tokens[end] == "and" and end > place and tokens[end - 1] in _SCALES)
    ):
        end += 1
    return end


def _value(run: Sequence[str]) -> int:
    """The number that a run of words makes."""
    if run[0].isdigit():
        return int(run[0])
    total = part = 0
    for word in run:
        if word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            if _SCALES[word] >= 1_000:
                total, part = total + part, 0
        elif word != "and":
            part += _VALUES[word]
    return total + part

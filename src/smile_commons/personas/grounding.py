"""Numbers and names that a speech brings up and nobody gave it: what a small model makes up."""

import re
from collections.abc import Collection, Iterator, Sequence

from smile_commons.prompts.language import Language, sentences, stems, words
from smile_commons.prompts.text_cache import text_cache

_SMALL = frozenset(range(4))
"""Anybody may say *one of us* or *two things*."""
_BEFORE, _AFTER = 3, 6
"""Words beside a number in which what it counts is looked for."""

_TOKEN = re.compile(r"(?<![\"“«(])\b[^\W\d_]{3,}\b")


def numbers(text: str, language: Language) -> frozenset[int]:
    """The whole numbers in a text, in digits or in words.

    Small ones that anybody may say (up to three) are left out.
    """
    return _numbers(text, language) - _SMALL


def names_in(text: str, language: Language) -> frozenset[str]:
    """Names in a text, in lower case: capitals inside sentences, where those mean names."""
    if not language.capitals:
        return frozenset()
    return frozenset(
        found.group().lower()
        for sentence in sentences(text, language)
        for found in _TOKEN.finditer(sentence)
        if found.start() and found.group()[0].isupper() and not found.group().isupper()
    )


def forms(text: str) -> frozenset[str]:
    """The words of a text as names are looked for among them: *Maud* for *Maud's*."""
    return frozenset(found.lower() for found in _TOKEN.findall(text))


def invented(
    text: str, known: Sequence[str], names: Collection[str], language: Language
) -> str | None:
    """The first number or name in ``text`` that stands nowhere in ``known``; None without one.

    Args:
        text: a speech.
        known: all that the speaker was given; each is read once, however often asked.
        names: further words that may be capitalised, in lower case.
        language: of the text.
    """
    given = frozenset[int]().union(*(_numbers(one, language) for one in known))
    if new := numbers(text, language) - given:
        return str(min(new))
    for name in sorted(names_in(text, language)):
        if name not in names and not any(name in _said(one) for one in known):
            return name
    return None


def unbound(text: str, known: str, language: Language) -> float:
    """How many of a speech's numbers stand with words they were not given with.

    A number is to keep one of the words beside it: *nineteen marks* is made up where *nineteen
    faces* were told. 0 to 1; 0 for a speech without any.
    """
    given: dict[int, frozenset[str]] = {}
    for value, about in _counted(known, language):
        given[value] = given.get(value, frozenset()) | about
    told = [(value, about) for value, about in _counted(text, language)
            if value not in _SMALL and about and value in given]  # fmt: skip
    wrong = sum(given[value].isdisjoint(about) for value, about in told)
    wrong += len(_parted_from(text, language) & _followed(known, language))
    return min(1.0, wrong / len(told)) if told else 0.0


def _parted_from(text: str, language: Language) -> frozenset[str]:
    """Numbers behind which a comma stands: *at Saltgate 140, people painted*."""
    return frozenset(
        word
        for found in re.finditer(r"([^\W_]+)[,;:]\s", text.lower())
        if _is_number(word := found.group(1), language)
    )


def _followed(text: str, language: Language) -> frozenset[str]:
    """Numbers behind which what they count stands."""
    return frozenset(
        word
        for found in re.finditer(r"([^\W_]+)[ -](?=[^\W_]{3})", text.lower())
        if _is_number(word := found.group(1), language)
    )


def _is_number(word: str, language: Language) -> bool:
    return word.isdigit() or word in language.numerals


@text_cache(2048)
def _numbers(text: str, language: Language) -> frozenset[int]:
    tokens = _tokens(text, language)
    return frozenset(_value(tokens[start:end], language) for start, end in _runs(tokens, language))


@text_cache(2048)
def _said(text: str) -> frozenset[str]:
    return frozenset(words(text))


@text_cache(2048)
def _counted(text: str, language: Language) -> tuple[tuple[int, frozenset[str]], ...]:
    """Each number of a text with the stems of the words beside it."""
    return tuple(_count(text, language))


def _count(text: str, language: Language) -> Iterator[tuple[int, frozenset[str]]]:
    tokens = _tokens(text, language)
    for start, end in _runs(tokens, language):
        near = (*tokens[max(0, start - _BEFORE) : start], *tokens[end : end + _AFTER])
        counted = " ".join(one for one in near if one not in language.numerals)
        yield _value(tokens[start:end], language), stems(counted, language)


def _tokens(text: str, language: Language) -> tuple[str, ...]:
    if language.thousands:
        text = re.sub(rf"(?<=\d){re.escape(language.thousands)}(?=\d{{3}})", "", text)
    return words(text.replace("-", " "))


def _runs(tokens: Sequence[str], language: Language) -> Iterator[tuple[int, int]]:
    """Where the words of each number begin and end."""
    numerals, end = language.numerals, 0
    for place, token in enumerate(tokens):
        if place < end or not (token in numerals or (token.isdigit() and token.isascii())):
            continue
        end = _run_from(tokens, place, language)
        yield place, end


def _run_from(tokens: Sequence[str], place: int, language: Language) -> int:
    """Where the words of the number end that begins here."""
    if tokens[place].isascii() and tokens[place].isdigit():
        return place + 1
    end = place
    while end < len(tokens) and (
        tokens[end] in language.numerals
        or (tokens[end] in language.joins and end > place and tokens[end - 1] in language.scales)
    ):
        end += 1
    return end


def _value(run: Sequence[str], language: Language) -> int:
    """The number that a run of words makes."""
    if run[0].isdigit():
        return int(run[0])
    total = part = 0
    for word in run:
        if word in language.scales:
            part = max(part, 1) * language.scales[word]
            if language.scales[word] >= 1_000:
                total, part = total + part, 0
        elif word not in language.joins:
            part += language.values[word]
    return total + part

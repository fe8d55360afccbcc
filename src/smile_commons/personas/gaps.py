"""What a sentence leaves out in the middle of a note: *I should have hung at the door*.

A small model repeats most of a note word for word and drops some of it on the way. At the end of a
note a word of meaning may be missing; between words that were kept it breaks the sentence, and at
the beginning, where a language names who does it, it leaves nobody to do it.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from smile_commons.personas.persons import keys, nearest
from smile_commons.prompts.language import Language, sentences, words

_STUTTER = 8
"""Words at most that are looked for twice in a row."""
_WORD_FOR_WORD = 0.7
"""A sentence that has so much of its words from a note, in its order, repeats that note."""


def gaps(take: str, notes: Sequence[str], language: Language) -> float:
    """The share of a take's sentences that lack something within a note, or stutter, 0 to 1.

    Args:
        take: a speech.
        notes: sentences that it says.
        language: of both.
    """
    parts = sentences(take, language)
    own = tuple(notes)
    told = keys(take, language)
    wrong = sum(_stutters(part, own) or _has_gap(part, own, told, language) for part in parts)
    return wrong / len(parts) if parts else 0.0


def _stutters(part: str, notes: tuple[str, ...]) -> bool:
    """Whether it says some words twice in a row that no note says twice: *of that that ached*."""
    return bool(_twice_in_a_row(part) - frozenset().union(*map(_twice_in_a_row, notes)))


@lru_cache(maxsize=2048)
def _twice_in_a_row(text: str) -> frozenset[tuple[str, ...]]:
    said = words(text)
    return frozenset(
        said[start : start + size]
        for size in range(1, _STUTTER + 1)
        for start in range(len(said) - 2 * size + 1)
        if said[start : start + size] == said[start + size : start + 2 * size]
    )


@lru_cache(maxsize=2048)
def _has_gap(part: str, notes: tuple[str, ...], told: frozenset[str], language: Language) -> bool:
    near = nearest(part, notes, language)
    return bool(near) and all(_lacks(part, note, told, language) for note in near)


def _lacks(part: str, note: str, told: frozenset[str], language: Language) -> bool:
    """``told``: the words of meaning of all that is said; a note may be said in two sentences."""
    said, given = words(part), words(note)
    matcher = SequenceMatcher(None, given, said, autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < _WORD_FOR_WORD * len(said):
        return False
    here = keys(part, language)
    *places, _ = matcher.get_opcodes()
    return any(
        _is_missed(given[a:b], said[c:d], here if place else told, language)
        for place, (kind, a, b, c, d) in enumerate(places)
        if kind in ("delete", "replace") and (place or language.subject_first)
    )


def _is_missed(
    lost: Sequence[str], instead: Sequence[str], told: frozenset[str], language: Language
) -> bool:
    if (language.third | language.pointing) & set(instead):
        return False  # *it* for what was named before
    return bool(keys(" ".join(lost), language) - told)

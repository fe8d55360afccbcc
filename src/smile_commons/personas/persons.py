"""Who did what to whom: a small model gives the speaker's deeds to whom it speaks to, and back.

Notes and speech both say I and you. Each such word is tied to the words of meaning that follow it
closest; a speech that ties one of them to somebody else has exchanged the two. Needs of a language
its pronouns alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from smile_commons.prompts.language import Language, sentences, stems, words
from smile_commons.prompts.text_cache import text_cache

SAME = 4
"""Letters by which two words are taken for forms of one (`chose`, `chosen`)."""

_CLAUSES = re.compile(r"[,;:—–]| - ")
_REACH, _OWNED = 2, 1
"""Words of meaning after a pronoun that are tied to it; after one that says whose."""
_MISSING = 0.5
"""How much a sentence counts that has lost its I and you altogether: it may be an exclamation."""


def exchanged(take: str, notes: Sequence[str], language: Language) -> float:
    """The share of a take's sentences in which who is who is not as the notes have it, 0 to 1.

    Args:
        take: a speech.
        notes: sentences in the speaker's own I and you.
        language: of both; without pronouns nothing is told apart.
    """
    parts = sentences(take, language)
    if not language.first or not parts:
        return 0.0
    if not notes:  # somebody else's words, said over again
        return float(any(persons(part, language) for part in parts))
    return sum(_of_sentence(part, tuple(notes), language) for part in parts) / len(parts)


@text_cache(2048)
def persons(text: str, language: Language) -> frozenset[str]:
    """Which of ``first`` and ``second`` a text speaks of."""
    said = set(words(text))
    kinds = {"first": language.first, "second": language.second}
    return frozenset(kind for kind, forms in kinds.items() if said & forms)


@lru_cache(maxsize=2048)
def _of_sentence(part: str, notes: tuple[str, ...], language: Language) -> float:
    near = nearest(part, notes, language)
    if not near or words(part) in map(words, notes):
        return 0.0
    given = _all_ties(near, language)
    for stem, kinds in _ties(part, language).items():
        if stem in given and kinds.isdisjoint(given[stem]):
            return 1.0
    if language.subject_first and any(_is_taken_on(part, note, language) for note in near):
        return 1.0
    if language.subject_first and _is_bare(part, given, language):
        return _MISSING
    if any(wrong(part, near, language) for wrong in (_is_of_others, _is_unowned, _is_usurped)):
        return 1.0
    here = persons(part, language)
    if here - frozenset[str]().union(*(persons(note, language) for note in near)):
        return 1.0
    lost = language.subject_first and not here and _told_of(part, near, language)
    return _MISSING if lost else 0.0


def _is_of_others(part: str, notes: Sequence[str], language: Language) -> bool:
    """Whether it speaks of *us* or *nothing* where the notes have *them* or *nobody*."""
    said, given = set(words(part)), set(words(" ".join(notes)))
    return any(said & kind and not given & kind for kind in language.whom)


def _is_unowned(part: str, notes: Sequence[str], language: Language) -> bool:
    """Whether it says *you people* where the notes have *your people*."""
    given = {pair for note in notes for pair in pairwise(words(note))}
    owned = {(_kind(who, language), what) for who, what in given if who in language.owning}
    return any(
        (_kind(who, language), what) in owned
        for who, what in pairwise(words(part))
        if _kind(who, language) and who not in language.owning and (who, what) not in given
    )


def _is_usurped(part: str, notes: Sequence[str], language: Language) -> bool:
    """Whether *I brought up the lights* is said where the notes have *my father brought them*."""
    if not language.subject_first:
        return False
    doers: dict[str, set[str]] = defaultdict(set)
    for note in notes:
        for word, kind in _doers(note, language):
            doers[word].add(kind)
    subjects = (language.first | language.second) - language.owning
    return any(
        who in subjects and does in doers and not doers[does] & {"", _kind(who, language)}
        for who, does in pairwise(words(part))
        if does not in language.common
    )


def _doers(note: str, language: Language) -> Iterator[tuple[str, str]]:
    """The words of a note, each with whoever does it; "" where that cannot be told."""
    told = language.definite | language.indefinite | language.owning
    kind = ""
    for clause in _CLAUSES.split(note):
        begins = True
        for word in words(clause):
            if word in language.joining:
                begins = True
                continue
            if begins and word in told:
                kind = "third"
            elif word not in language.owning:
                kind = _kind(word, language) or kind
            begins = False
            yield word, kind


def _told_of(part: str, notes: Sequence[str], language: Language) -> bool:
    """Whether the clauses that a sentence says again are those with I or you in them."""
    clauses = [clause for note in notes for clause in _CLAUSES.split(note)]
    return any(persons(clause, language) for clause in nearest(part, clauses, language))


def _is_taken_on(part: str, note: str, language: Language) -> bool:
    """Whether the speaker does what the note asks somebody to do: *I light* for *Light*."""
    ordered = next(iter(words(note)), "")
    if ordered in language.common:
        return False
    subjects = (language.first | language.second) - language.owning
    return any(who in subjects and does == ordered for who, does in pairwise(words(part)))


def _is_bare(part: str, given: Mapping[str, set[str]], language: Language) -> bool:
    """Whether it begins with what somebody does and leaves out who: *Publish what I measure*."""
    first = next(iter(words(part)), "")
    return first not in language.common and language.stem(first)[:SAME] in given


def nearest(part: str, notes: Sequence[str], language: Language) -> list[str]:
    """The notes that a sentence says again: those that share the most words with it."""
    about = keys(part, language)
    shared = [len(about & keys(note, language)) for note in notes]
    most = max(shared, default=0)
    return [note for note, count in zip(notes, shared, strict=True) if most and count >= most - 1
            and count]  # fmt: skip


@text_cache(4096)
def keys(text: str, language: Language) -> frozenset[str]:
    """The words of meaning of a text, each by the letters that all its forms share."""
    return frozenset(stem[:SAME] for stem in stems(text, language))


def _all_ties(notes: Sequence[str], language: Language) -> dict[str, set[str]]:
    given: dict[str, set[str]] = defaultdict(set)
    for note in notes:
        for stem, kinds in _ties(note, language).items():
            given[stem] |= kinds
    return given


def _ties(text: str, language: Language) -> dict[str, set[str]]:
    """By word of meaning, whose it is: those that follow a pronoun closest."""
    tied: dict[str, set[str]] = defaultdict(set)
    for clause in _CLAUSES.split(text):
        for stem, kind in _tied_in(words(clause), language):
            tied[stem].add(kind)
    return tied


def _tied_in(tokens: Sequence[str], language: Language) -> Iterator[tuple[str, str]]:
    whose, left = "", 0
    for token in tokens:
        if kind := _kind(token, language):
            whose, left = kind, _OWNED if token in language.owning else _REACH
        elif left and token not in language.common and len(token) > 2:
            yield language.stem(token)[:SAME], whose
            left -= 1


def _kind(token: str, language: Language) -> str:
    if token in language.first:
        return "first"
    if token in language.second:
        return "second"
    return "third" if token in language.third else ""

"""Words, stems and sentences of English text; other languages: ``prompts.language``."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from smile_commons.prompts import language
from smile_commons.prompts.language import english, words

__all__ = ["grams", "runs", "sentences", "stem", "stems", "words"]


def stem(word: str) -> str:
    """A word without its commonest English endings."""
    return english().stem(word)


def stems(text: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return language.stems(text, english())


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a speech, in order."""
    return language.sentences(text, english())


@lru_cache(maxsize=1024)  # the notes of a turn are asked about for every cut of its takes
def runs(text: str, size: int) -> frozenset[tuple[str, ...]]:
    """The different runs of ``size`` words of a text."""
    return frozenset(grams(words(text), size))


def grams(tokens: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    """Every run of ``size`` words."""
    return zip(*(tokens[start:] for start in range(size)), strict=False)

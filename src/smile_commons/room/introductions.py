"""How somebody is named in a text where nobody gave a list of names: *my name is …*.

The phrases are data, ``introductions.txt`` of each language. What is found is a reason to look and
no more: whether it is a name of the class a program cannot know.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from smile_commons.room.folding import Folded, Word, fold
from smile_commons.room.word_lists import entries_of

ANY, CAPITAL, NONE = "<any>", "<name>", "!"
FILE = "introductions"
_SHORTEST = 2
"""Letters of a name."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """One way to name somebody."""

    words: tuple[str, ...]
    """Folded; one of them is ``ANY`` or ``CAPITAL``."""


@dataclass(frozen=True, slots=True)
class Introductions:
    """All ways that a language has, and what is no name.

    Args:
        ways: the phrases.
        never: words that are no names, folded.
    """

    ways: tuple[Introduction, ...]
    never: frozenset[str]

    def found(self, text: Folded, cast: Collection[str] = ()) -> Iterator[tuple[int, int]]:
        """Where somebody is named, as places in the folded text.

        Args:
            text: a student's.
            cast: words of the personas' names, folded.
        """
        for at in range(len(text.words)):
            for way in self.ways:
                said = text.words[at : at + len(way.words)]
                if len(said) == len(way.words) and self._is(way, said, text, cast):
                    yield said[0].start, said[-1].end

    def _is(
        self, way: Introduction, said: Sequence[Word], text: Folded, cast: Collection[str]
    ) -> bool:
        for wanted, word in zip(way.words, said, strict=True):
            if wanted not in (ANY, CAPITAL):
                if word.text != wanted:
                    return False
                continue
            bare = word.text.removesuffix("'s")
            if bare in self.never or bare in cast or not bare.isalpha() or len(bare) < _SHORTEST:
                return False
            if wanted == CAPITAL and not text.written[text.places[word.start]].isupper():
                return False
        return True


@cache
def introductions(language: str) -> Introductions:
    """Those of a language, and the English ones."""
    ways: list[Introduction] = []
    never: set[str] = set()
    for line in entries_of(FILE, language):
        parts = line.split()
        if parts[0] == NONE:
            never |= {fold(part).text for part in parts[1:]}
        else:
            ways.append(Introduction(tuple(_folded(part) for part in parts)))
    return Introductions(tuple(ways), frozenset(never))


def _folded(part: str) -> str:
    return part.lower() if part.startswith("<") else fold(part).text

"""Lists of words and phrases in data files, and where one of them stands in a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from smile_commons.room.folding import Folded, Word, fold

WORDS = Path(__file__).parent / "words"
ENGLISH = "en"
_GAP = 3
"""Words that a ``*`` in a phrase stands for at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or a phrase of a list."""

    words: tuple[str, ...]
    """Folded; ``*`` by itself: up to three words."""
    open_end: bool = False
    """Whether the last word may go on."""

    def length_at(self, words: Sequence[Word], place: int) -> int:
        """How many words of a text from that place on it is; 0: it does not stand there."""
        at = place
        gap = False
        for number, wanted in enumerate(self.words):
            if wanted == "*":
                gap = True
                continue
            last = number == len(self.words) - 1
            reach = range(at, min(at + (_GAP if gap else 0) + 1, len(words)))
            found = next((one for one in reach if self._is(words[one].text, wanted, last)), None)
            if found is None:
                return 0
            at, gap = found + 1, False
        return at - place

    def _is(self, word: str, wanted: str, last: bool) -> bool:
        return word.startswith(wanted) if last and self.open_end else word == wanted


class WordList:
    """Entries, found by how they begin."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_word: dict[str, list[Entry]] = {}
        self._begun: dict[str, list[Entry]] = {}
        for one in entries:
            first = one.words[0]
            if one.open_end and len(one.words) == 1:
                self._begun.setdefault(first[:2], []).append(one)
            else:
                self._by_word.setdefault(first, []).append(one)

    def found(self, text: Folded) -> Iterator[tuple[int, int]]:
        """Where entries stand, as places in the folded text."""
        for words in text.guises:
            for place, one in enumerate(words):
                for entry in (
                    *self._by_word.get(one.text, ()),
                    *self._begun.get(one.text[:2], ()),
                ):
                    length = entry.length_at(words, place)
                    if length:
                        yield one.start, words[place + length - 1].end

    def __contains__(self, word: str) -> bool:
        return any(len(one.words) == 1 for one in self._by_word.get(word, ()))


@cache
def word_list(name: str, language: str) -> WordList:
    """The entries of that name in a language, with the English ones; none where no file is.

    Students of any school know the English words.
    """
    found = (_entry(line) for line in entries_of(name, language))
    return WordList([entry for entry in found if entry is not None])


def entries_of(name: str, language: str) -> list[str]:
    """The lines of a file of that name in a language, then the English ones; no comments."""
    lines = (
        line.split("#", 1)[0].strip()
        for folder in dict.fromkeys((language, ENGLISH))
        for line in _text(WORDS / folder / f"{name}.txt").splitlines()
    )
    return [line for line in lines if line]


def _entry(line: str) -> Entry | None:
    open_end = line.endswith("*") and not line.endswith(" *")
    parts = tuple("*" if part == "*" else fold(part.rstrip("*")).text for part in line.split())
    return Entry(parts, open_end) if parts and parts[0] else None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""

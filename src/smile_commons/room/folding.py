"""Text as somebody reads it: what hides a word from a program and not from a reader, undone.

Compatibility forms (NFKC), case, accents and marks, characters that take no place, letters of other
alphabets that look Latin. Each folded character knows where it stood, so that what is found can be
shown as it was written.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# Look-alikes of Latin letters, the commonest of Unicode's confusables (UTS #39), small letters.
_ALIKE = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһӏвкмнтгӕԛԝѵ", "aeopcyxijsdhlbkmhtræqwv", strict=True)),
        **dict(zip("αβεικνορτυχγηωκ", "abeiknoptuxynwk", strict=True)),
        **dict(zip("ƅɡɩıƿʏᴀʙᴄᴅᴇɢʜᴊᴋʟᴍɴᴏᴘᴛᴜᴠᴡᴢ", "bgiipyabcdeghjklmnoptuvwz", strict=True)),
        **{"ø": "o", "đ": "d", "ħ": "h", "ł": "l", "æ": "ae", "œ": "oe", "ŧ": "t", "ɑ": "a"},
    }
)
_SIGNS = "0134578@$€!|+"
_LEET = str.maketrans(_SIGNS, "oieastbaseilt")
_LEET_OTHER = str.maketrans(_SIGNS, "oleastbaselit")
_NO_PLACE = ("Mn", "Me", "Cf", "Cc", "Co")
_BLANK = "\u115f\u1160\u3164"
"""Letters of Hangul that show nothing."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEET_WORD = re.compile(r"[\w@$€!|+]+")


def one_line(text: str) -> str:
    """What somebody typed as one line, without marks that turn what stands after them round."""
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    kept = "".join(one for one in text if unicodedata.bidirectional(one) not in turning)
    return " ".join(kept.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a folded text, and where it stands in what was written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text as it is read, with the places of its characters in the text as written."""

    written: str
    text: str
    """Small letters, without accents, marks and what is invisible."""
    places: tuple[int, ...]
    """For each character of ``text``, where it stood."""

    def passage(self, start: int, end: int) -> str:
        """What was written there, of places in ``text``."""
        first, last = self.places[start], self.places[end - 1] + 1
        while last < len(self.written) and _is_unseen(self.written[last]):
            last += 1
        return self.written[first:last]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words as they are written."""
        return tuple(
            Word(found[0].replace("’", "'"), found.start(), found.end())
            for found in _WORD.finditer(self.text)
        )

    @cached_property
    def guises(self) -> tuple[tuple[Word, ...], ...]:
        """Its words in every way that they may be meant.

        As written; with digits and signs as letters, in two ways (``1`` is an i or an l); with
        letters that were drawn out or set apart put together.
        """
        guises = [self.words]
        if any(one in _SIGNS for one in self.text):
            guises += [tuple(self._leet(table)) for table in (_LEET, _LEET_OTHER)]
        drawn = tuple(
            Word(short, one.start, one.end)
            for words in tuple(guises)
            for one in words
            for short in _shortened(one.text)
        )
        apart = tuple(self._apart())
        return tuple(words for words in (*guises, drawn, apart) if words)

    def _leet(self, table: dict[int, int]) -> Iterator[Word]:
        for found in _LEET_WORD.finditer(self.text):
            word = found[0]
            bare = word.rstrip("!|+")
            start, end = found.start(), found.start() + len(bare)
            if bare and any(one.isalpha() for one in bare):
                yield Word(bare.translate(table), start, end)

    def _apart(self) -> Iterator[Word]:
        """Single letters in a row, as one word: *a p p l e*, *a.p.p.l.e*."""
        row: list[Word] = []
        singles = (
            Word(found[0].translate(_LEET), found.start(), found.end())
            for found in re.finditer(r"[\w@$€!]+", self.text)
        )
        for one in singles:
            near = not row or one.start - row[-1].end <= 3
            if len(one.text) == 1 and near:
                row.append(one)
                continue
            yield from _joined(row)
            row = [one] if len(one.text) == 1 else []
        yield from _joined(row)


def fold(text: str) -> Folded:
    """The text as it is read."""
    letters: list[str] = []
    places: list[int] = []
    for place, one in enumerate(text):
        if _is_unseen(one):
            continue
        for letter in unicodedata.normalize("NFKD", one).casefold():
            for plain in unicodedata.normalize("NFKD", letter).translate(_ALIKE):
                if not _is_unseen(plain):
                    letters.append(plain)
                    places.append(place)
    return Folded(text, "".join(letters), tuple(places))


def _is_unseen(one: str) -> bool:
    """Whether it takes no place of its own: marks, joiners, directions, soft hyphens."""
    if one.isascii():
        return one < " " and one not in "\n\t\r"
    return (
        unicodedata.category(one) in ("Mn", "Me", "Cf", "Cc", "Co") or one in "\u115f\u1160\u3164"
    )


def _shortened(word: str) -> Iterator[str]:
    """A word with letters drawn out, as it may be meant: *noooo* is *no*, *heeello* is *hello*."""
    if re.search(r"(.)\1\1", word):
        yield re.sub(r"(.)\1\1+", r"\1", word)
        yield re.sub(r"(.)\1\1+", r"\1\1", word)


def _joined(row: list[Word]) -> Iterator[Word]:
    """The row as a word; also without its first letter, which may be an *a* or an *I*."""
    for part in (row, row[1:], row[:-1]):
        if len(part) > 2:
            yield Word("".join(one.text for one in part), part[0].start, part[-1].end)

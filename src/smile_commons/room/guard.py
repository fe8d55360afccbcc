"""What a teacher should look at before a line is let out, a model's or a student's.

A guard only flags: it changes nothing and lets nothing pass. What is flagged always waits.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from smile_commons.room.contacts import links, mails, numbers
from smile_commons.room.folding import Folded, Word, fold
from smile_commons.room.introductions import introductions
from smile_commons.room.word_lists import Entry, WordList, word_list

Kind = Literal[
    "name",
    "number",
    "mail",
    "link",
    "slur",
    "insult",
    "sexual",
    "orders",
    "copy",
    "refusal",
    "long",
]
"""``name``: somebody of the class, or a text that says how somebody is called. ``insult``: a mild
one, which may be meant in fun. ``orders``: to a model, to forget its part. ``copy``: eight words of
what a student wrote. ``refusal``: a model speaks as a model. ``long``: over the bound."""

LONGEST = 1000
"""Characters of a line above which it is flagged; nothing beyond ``_READ`` is looked at."""
_READ = 4000
_COPIED = 8
"""Words in a row that are a copy."""
_FEWEST_COPIED = 4
"""Words that a text needs to be copied as a whole."""
_CHAT = re.compile(
    r"<\|[^|]{0,40}\|>|\[/?inst\]|<</?sys>>|^\s*#{2,}\s*(?:system|instruction)"
    r"|^\s*(?:system|assistant|user)\s*:",
    re.M,
)
"""Marks with which chats are put together (ChatML, Llama, Alpaca)."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to look."""

    kind: Kind
    found: str
    """The passage as it stands in the text."""


class Guard:
    """Flags texts of one room.

    Args:
        language: of the class; English words are looked for as well.
        names: of the class, as on the roster; each part of a name counts, too.
        pseudonyms: gives those of the seats there are now.
        cast: what the personas are called, which is nobody of the class.
    """

    def __init__(
        self,
        language: str = "en",
        *,
        names: Sequence[str] = (),
        pseudonyms: Callable[[], Sequence[str]] = lambda: (),
        cast: Sequence[str] = (),
    ) -> None:
        self._insults = word_list("insults", language)
        self._slurs = word_list("slurs", language)
        self._sexual = word_list("sexual", language)
        self._orders = word_list("orders", language)
        self._refusals = word_list("refusals", language)
        self._digits = word_list("digits", language)
        self._everyday = word_list("everyday", language)
        self._introductions = introductions(language)
        self._names = _Names(names, pseudonyms, cast)

    def flags(
        self, text: str, *, heard: Sequence[str] = (), by_student: bool = False
    ) -> tuple[Flag, ...]:
        """All reasons to look at a text, in the order in which they stand in it.

        Args:
            text: a line of a model, or of a student.
            heard: what students of this room wrote; given for lines of a model.
            by_student: whether a student wrote it: then it is also looked for how somebody is
                named. Personas may say what they are called.
        """
        folded = fold(text[:_READ])
        looks: dict[Kind, Callable[[], Iterable[Span]]] = {
            "name": lambda: self._named(folded, by_student),
            "number": lambda: numbers(folded, self._digits),
            "mail": lambda: mails(folded),
            "link": lambda: links(folded),
            "slur": lambda: self._slurs.found(folded),
            "insult": lambda: self._insults.found(folded),
            "sexual": lambda: self._sexual.found(folded),
            "orders": lambda: _orders(folded, self._orders),
            "refusal": lambda: self._refusals.found(folded),
            "copy": lambda: _copies(folded, heard),
        }
        found: list[tuple[Span, Kind]] = [
            (span, kind)
            for kind, look in looks.items()
            for span in _apart(look())
            if kind != "link" or not _inside(span, mails(folded))
        ]
        found.sort(key=lambda one: one[0])
        flags = [Flag(kind, folded.passage(*span)) for span, kind in found]
        if len(text) > LONGEST:
            flags.append(Flag("long", str(len(text))))
        return tuple(dict.fromkeys(flags))

    def _named(self, text: Folded, by_student: bool) -> Iterator[Span]:
        yield from self._names.found(text, self._everyday)
        if by_student:
            yield from self._introductions.found(text, self._names.cast)


class _Names:
    """Names of a class: whole ones, and each part of them."""

    def __init__(
        self, names: Sequence[str], pseudonyms: Callable[[], Sequence[str]], cast: Sequence[str]
    ) -> None:
        self.cast = ours = frozenset(word.text for cue in cast for word in fold(cue).words)
        self._given, self._pseudonyms = tuple(names), pseudonyms
        self._whole: dict[tuple[str, ...], WordList] = {}
        self._parts = frozenset(
            word.text
            for name in names
            for word in fold(name).words
            if len(word.text) > 2 and word.text.replace("'", "").isalpha() and word.text not in ours
        )

    def found(self, text: Folded, everyday: WordList) -> Iterator[Span]:
        whole = self._all_whole()
        yield from (span for span in whole.found(text) if self._is_meant(text, span, everyday))
        for words in text.guises if self._parts else ():
            for word in words:
                bare = word.text.removesuffix("'s")
                if bare in self._parts and self._is_meant(text, (word.start, word.end), everyday):
                    yield word.start, word.end

    def _all_whole(self) -> WordList:
        """Names and pseudonyms of now; seats come while the room is open."""
        names = (*self._given, *self._pseudonyms())
        if names not in self._whole:
            folded = [tuple(word.text for word in fold(one).words) for one in names]
            meant = [Entry(one) for one in folded if one and not {*one} <= self.cast]
            self._whole = {names: WordList(meant)}
        return self._whole[names]

    def _is_meant(self, text: Folded, span: Span, everyday: WordList) -> bool:
        """Of a name of everyday words: whether it is capitalised and, if one, in a sentence."""
        said = [word.text.removesuffix("'s") for word in fold(text.text[slice(*span)]).words]
        if any(word not in everyday for word in said):
            return True
        place = text.places[span[0]]
        before = text.written[:place].rstrip(" \"'“„«(")
        inside = len(said) > 1 or (bool(before) and before[-1] not in ".!?:\n")
        return text.written[place].isupper() and inside


def _orders(text: Folded, orders: WordList) -> Iterator[Span]:
    yield from orders.found(text)
    yield from (found.span() for found in _CHAT.finditer(text.text))


def _copies(text: Folded, heard: Sequence[str]) -> Iterator[Span]:
    """Runs of eight words that a student wrote, or the whole of a shorter text."""
    said = [word.text for word in text.words]
    for one in heard:
        wrote = [word.text for word in fold(one[:_READ]).words]
        length = min(_COPIED, len(wrote))
        if length < _FEWEST_COPIED:
            continue
        runs = {tuple(wrote[at : at + length]) for at in range(len(wrote) - length + 1)}
        for at in range(len(said) - length + 1):
            if tuple(said[at : at + length]) in runs:
                yield _span(text.words[at : at + length])


def _span(words: Sequence[Word]) -> Span:
    return words[0].start, words[-1].end


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans of one kind, those that touch put together."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _inside(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)

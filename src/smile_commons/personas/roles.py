"""Who did what to whom: a small model gives the speaker's deeds to whom it speaks to, and back.

A speech says *I*, *my* and *you*, *your*; what it was given says the same (a memory), or *he* and
*her* and names (a beat). Each such word is tied to the words of meaning that follow it, and a
speech that ties the same word to the other side has exchanged the two.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from smile_commons.personas.words import COMMON, sentences, stem, words

_SELF = frozenset("i i'm i've i'd i'll my mine me myself".split())
_OTHER = frozenset("you you're you've you'd you'll your yours yourself".split())
_NAMED = {
    "he": frozenset("he he's he'd he'll his himself".split()),
    "she": frozenset("she she's she'd she'll her hers herself".split()),
    "they": frozenset("they they're they'd they'll their theirs".split()),
}
_THIRD = {token: "third" for kind in _NAMED.values() for token in kind}
_OWNING = frozenset("my your his her their".split())
_REACH = 3
"""Words of meaning after a pronoun that are tied to it: its deed and what that was done with."""
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]+")
_SOMEBODY = re.compile(
    r"\b(girl|boy|woman|man|child|mother|father|sister|brother|grandmother|widow|engineer)\b"
)

_CLAUSES = re.compile(r"[,;:]|\b(?:but|who|because|while|when)\b")

SELF, OTHER, THIRD = "self", "other", "third"
Tied = dict[str, set[str]]
"""Sides (``SELF``, ``OTHER``, ``THIRD``) by stem."""
Side = Callable[[str], str | None]
"""Tells whose a word is; None for a word that is nobody's."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is who in what a speaker was given."""

    speaker: str
    """The cue."""
    addressed: tuple[str, ...]
    """Cues of those spoken to."""
    pronouns: tuple[tuple[str, str], ...] = ()
    """Cues, each with ``he``, ``she`` or ``they``."""


def exchanged(text: str, memory: str, on: str, sides: Sides) -> float:
    """How many of a speech's deeds and belongings are given to the wrong side, in [0, 1].

    Args:
        text: a speech.
        memory: what its speaker remembers, in the first person.
        on: what the speech is about, in the third person or by name.
        sides: who speaks, and to whom.
    """
    given = _given(memory, on, sides)
    said: Tied = defaultdict(set)
    for name, whose in _tied(text, _first_person):
        said[name].add(whose)
    both = [name for name in said if name in given]
    wrong = sum(_is_wrong(said[name], given[name]) for name in both)
    return wrong / len(both) if both else 0.0


def _is_wrong(said: set[str], given: set[str]) -> bool:
    """Whether what is the speaker's own is given away, or the other way round.

    Whom one speaks to may be spoken of as *he*, so the other two sides are not told apart.
    """
    return said.isdisjoint(given) and SELF in said | given


@lru_cache(maxsize=8)  # the same for all the cuts of all the takes of a turn
def _given(memory: str, on: str, sides: Sides) -> Tied:
    given: Tied = defaultdict(set)
    for name, whose in [*_tied(memory, _first_person), *_told(on, sides)]:
        given[name].add(whose)
    return given


def _first_person(token: str) -> str | None:
    return SELF if token in _SELF else OTHER if token in _OTHER else _THIRD.get(token)


def _told(on: str, sides: Sides) -> Iterator[tuple[str, str]]:
    """What a beat says of the two sides; a pronoun that may be a third person's says nothing."""
    cues = {sides.speaker.lower(): SELF} | {cue.lower(): OTHER for cue in sides.addressed}
    meant: dict[str, str] = {}
    for cue, kind in sides.pronouns:
        whose = cues.get(cue.lower(), "")
        for token in _NAMED[kind] if whose else ():
            meant[token] = whose if meant.get(token, whose) == whose else ""
    third = _NAME.search(on) or _SOMEBODY.search(on)
    if third and third.group().lower() not in cues:
        meant = {}
    yield from _tied(on, lambda token: (cues | meant).get(token.removesuffix("'s")) or None)


def _tied(text: str, side: Side) -> Iterator[tuple[str, str]]:
    """Stems with the side they are tied to: those that follow a pronoun closest."""
    for sentence in sentences(text):
        for clause in _CLAUSES.split(sentence):
            yield from _tied_in(words(clause), side)


def _tied_in(tokens: Sequence[str], side: Side) -> Iterator[tuple[str, str]]:
    doer = whose = None
    left = 0
    for token in tokens:
        if found := side(token):
            whose, left = found, 2 if token in _OWNING else _REACH
            doer = doer if token in _OWNING else found
        elif token == "and":  # the doer goes on: *he kept silent and gave a show*
            whose, left = doer, _REACH - 1
        elif whose and left and token not in COMMON and len(token) > 2:
            yield stem(token), whose
            left -= 1

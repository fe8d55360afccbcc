"""What a speech is about, told of people by name or as *he* and *she*: who is I in it, who you."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from smile_commons.personas.grounding import names_in
from smile_commons.prompts.language import Language, words
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Move

SPEAKER, ADDRESSEE = "speaker", "addressee"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be said, by whom, to whom."""

    on: str
    move: Move | None
    speaker: Card | None
    """None: whoever brings it up."""
    to: tuple[Card, ...]
    verdict: str = ""
    """Of a decision: which way it went, as a sentence."""

    @property
    def addressee(self) -> Card | None:
        """Whoever is spoken to alone."""
        return self.to[0] if len(self.to) == 1 else None

    @property
    def people(self) -> frozenset[str]:
        """The words of the speaker's name and of those spoken to, in lower case."""
        cards = [one for one in (self.speaker, *self.to) if one is not None]
        return frozenset[str]().union(*(name_words(card) for card in cards))

    def decided(self, verdict: str) -> "Subject":
        """The same, decided one way."""
        return replace(self, verdict=verdict)


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of what it is about."""

    text: str
    means: str = ""
    """``speaker`` or ``addressee``, where its last word means one of them."""


def subject_of(on: str, move: Move | None, speaker: Card | None, to: tuple[Card, ...]) -> Subject:
    """What a beat or a matter is about, ready to be put into its speaker's words."""
    return Subject(" ".join(on.split()).rstrip(" .?!"), move, speaker, to)


def name_words(card: Card) -> frozenset[str]:
    """The words of a persona's name, in lower case."""
    return frozenset(words(f"{card.cue} {card.name}"))


def named(on: str, language: Language) -> frozenset[str]:
    """The names in a subject, in lower case; its first word may be one."""
    return names_in(f"- {on}", language)


def is_about(card: Card | None, subject: Subject, language: Language) -> bool:
    """Whether the subject tells of this person, by name or by a pronoun that can be nobody's else.

    The first pronoun is taken for the one of the two that it fits, unless it fits both or somebody
    else was named before it.
    """
    if card is None:
        return False
    if any(_means(word, card, language) for word in _WORD.findall(subject.on)):
        return True
    two = [one for one in (subject.speaker, subject.addressee) if one is not None]
    for word in words(subject.on):
        if word in named(subject.on, language):
            return False
        fits = [one for one in two if word in language.pronouns.get(one.pronouns, ())]
        if fits:
            return fits == [card]
    return False


def told(subject: Subject, language: Language) -> Iterator[Told]:
    """A subject in pieces: each ends where it means the speaker or whoever is spoken to."""
    meant = {
        role: card
        for role, card in ((SPEAKER, subject.speaker), (ADDRESSEE, subject.addressee))
        if card is not None and is_about(card, subject, language)
    }
    alone = len({card.pronouns for card in meant.values()}) == len(meant)
    alone = alone and not named(subject.on, language) - subject.people
    start = 0
    for found in _WORD.finditer(subject.on):
        for role, card in meant.items():
            pronouns = language.pronouns.get(card.pronouns, ()) if alone else ()
            if _means(found.group(), card, language) or found.group().lower() in pronouns:
                yield Told(subject.on[start : found.end()], role)
                start = found.end()
                break
    yield Told(subject.on[start:])


def _means(word: str, card: Card, language: Language) -> bool:
    bare = _POSSESSIVE.sub("", word)
    return bare[:1].isupper() and bare.lower() in name_words(card) - language.common

"""Whether notes that a model drafted are true to what they were made of, as far as can be told."""

from dataclasses import dataclass

from smile_commons.personas.draft_subject import Subject, is_about, named
from smile_commons.personas.grounding import invented, numbers
from smile_commons.prompts.language import Language, sentences, stems, words
from smile_commons.world.card import Card
from smile_commons.world.dialogue import Move
from smile_commons.world.notes import MOST_WORDS

KEPT, KEPT_OF_TWO = 0.6, 0.3
"""Least share of what it is about that must be there; of a decision half is the other way."""
NEW = 0.25
"""Most of its words of meaning that may come from nowhere."""
DOUBLED = 0.7
"""From this share of its words on, a sentence says another over again."""
_SENTENCES = 3
_ASKS = ("?", "？", "؟")
_ENDS = (".", "!", "…", "。", "！", *_ASKS)
_ODD = frozenset(';()[]{}<>*"@|\\')


@dataclass(frozen=True, slots=True)
class Checked:
    """One try."""

    text: str
    wrong: str
    """What is wrong with it; empty: nothing that can be told."""
    worth: float
    """The higher the better; any that is not wrong is worth more than any that is."""


def checked(text: str, subject: Subject, language: Language) -> Checked:
    """Holds a draft against what it was made of."""
    draft = _Draft(text, subject, language)
    wrong = draft.shape() or draft.facts() or draft.person()
    worth = draft.kept - draft.new - 0.5 * draft.slips()
    worth -= 0.2 * (words(text) == words(subject.on))
    return Checked(text, wrong, worth - (10.0 if wrong else 0.0))


class _Draft:
    """One try, beside what it was made of; each method says what is wrong, or nothing."""

    def __init__(self, text: str, subject: Subject, language: Language) -> None:
        self._text, self._subject, self._language = text, subject, language
        self._said = set(words(text))
        about, on = stems(text, language), stems(subject.on, language)
        given = on - stems(" ".join(subject.people), language)
        known = stems(f"{subject.on} {subject.verdict}", language)
        self.kept = len(given & about) / len(given) if given else 1.0
        self.new = len(about - known) / len(about) if about else 0.0

    def shape(self) -> str:
        """Whether it is one to three sentences, and asks where it is to ask."""
        text = self._text
        if not text.endswith(_ENDS):
            return "is no whole sentence"
        if len(text.split()) > MOST_WORDS or len(sentences(text)) > _SENTENCES:
            return "is too long"
        if set(text) & _ODD:
            return "is no plain speech"
        if self._is_doubled():
            return "says a thing twice"
        asks = sum(text.count(mark) for mark in _ASKS)
        if self._subject.move is Move.QUESTION:
            return "" if asks == 1 and text.endswith(_ASKS) else "asks not one question"
        return "asks, and is no question" if asks else ""

    def facts(self) -> str:
        """Whether names and numbers are all there, and no others."""
        text, subject, language = self._text, self._subject, self._language
        if not subject.verdict:  # a decision leaves out the other way, and who stands in it
            if missing := named(subject.on, language) - subject.people - self._said:
                return f"leaves out {min(missing)}"
            if gone := numbers(subject.on, language) - numbers(text, language):
                return f"leaves out {min(gone)}"
        given = [f"{subject.on} {subject.verdict}"]
        if new := invented(text, given, subject.people, language):
            return f"makes up {new}"
        if self.kept < (KEPT_OF_TWO if subject.verdict else KEPT):
            return "says something else"
        return "says more than it was given" if self.new > NEW else ""

    def person(self) -> str:
        """Whether the speaker is *I*, whoever is spoken to *you*, and nobody of them is named."""
        subject, language, said = self._subject, self._language, self._said
        if called := sorted(subject.people & said - language.common):
            return f"calls {called[0]} by name"
        if not language.first:
            return ""
        if subject.speaker is None:
            return "says I, and may be anybody's" if said & language.first else ""
        if self._is_about(subject.speaker) and not said & language.first:
            return "does not say I"
        if self._is_about(subject.addressee) and not said & language.second:
            return "does not say you"
        parts = [words(part) for part in sentences(self._text, language)]
        opened = {part[0] for part in parts if part} & {*words(subject.on)[:1]}
        for card in (subject.speaker, subject.addressee):
            if card and opened & self._pronouns(card) and self._is_about(card):
                return f"tells of {card.cue} as {card.pronouns}"
        return ""

    def slips(self) -> float:
        """Words that are likelier than not the wrong person: 0 for none."""
        subject, language, slips = self._subject, self._language, 0
        two = [one for one in (subject.speaker, subject.addressee) if one and self._is_about(one)]
        if self._is_about(subject.addressee) and not self._is_about(subject.speaker):
            slips += len(self._said & language.first)
        if not named(subject.on, language) - subject.people:
            pronouns = {card.pronouns: self._pronouns(card) for card in two}.values()
            slips += sum(word in one for one in pronouns for word in words(self._text))
        return min(slips, 3) / 3

    def _is_doubled(self) -> bool:
        """Whether one of its sentences has most of its words from another."""
        parts = [stems(part, self._language) for part in sentences(self._text, self._language)]
        pairs = ((one, other) for place, one in enumerate(parts) for other in parts[:place])
        return any(
            len(one & other) >= DOUBLED * min(len(one), len(other))
            for one, other in pairs
            if one & other
        )

    def _is_about(self, card: Card | None) -> bool:
        return is_about(card, self._subject, self._language)

    def _pronouns(self, card: Card) -> frozenset[str]:
        return self._language.pronouns.get(card.pronouns, frozenset[str]())

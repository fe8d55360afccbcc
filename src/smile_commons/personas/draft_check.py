"""Whether notes that a model drafted are true to what they were made of, as far as can be told."""

from dataclasses import dataclass

from smile_commons.personas.draft_subject import Subject, is_about, named
from smile_commons.personas.grounding import invented, numbers
from smile_commons.prompts.language import Language, sentences, stems, words
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
    wrong = (
        _shape(text, subject, language)
        or _facts(text, subject, language)
        or _person(text, subject, language)
    )
    kept, new = _kept(text, subject, language), _new(text, subject, language)
    worth = (
        kept
        - new
        - 0.5 * _slips(text, subject, language)
        - 0.2 * (words(text) == words(subject.on))
    )
    return Checked(text, wrong, worth - (10.0 if wrong else 0.0))


def _shape(text: str, subject: Subject, language: Language) -> str:
    """Whether it is one to three sentences, and asks where it is to ask."""
    if not text.endswith(_ENDS):
        return "is no whole sentence"
    if len(text.split()) > MOST_WORDS or len(sentences(text)) > _SENTENCES:
        return "is too long"
    if set(text) & _ODD:
        return "is no plain speech"
    if _is_doubled(text, language):
        return "says a thing twice"
    asks = sum(text.count(mark) for mark in _ASKS)
    if subject.move is Move.QUESTION:
        return "" if asks == 1 and text.endswith(_ASKS) else "asks not one question"
    return "asks, and is no question" if asks else ""


def _is_doubled(text: str, language: Language) -> bool:
    """Whether one of its sentences has most of its words from another."""
    parts = [stems(part, language) for part in sentences(text, language)]
    pairs = ((one, other) for place, one in enumerate(parts) for other in parts[:place])
    return any(
        len(one & other) >= DOUBLED * min(len(one), len(other))
        for one, other in pairs
        if one & other
    )


def _facts(text: str, subject: Subject, language: Language) -> str:
    """Whether names and numbers are all there, and no others."""
    said = set(words(text))
    if not subject.verdict:  # a decision leaves out the other way, and who stands in it
        if missing := named(subject.on, language) - subject.people - said:
            return f"leaves out {min(missing)}"
        if gone := numbers(subject.on, language) - numbers(text, language):
            return f"leaves out {min(gone)}"
    if new := invented(text, [f"{subject.on} {subject.verdict}"], subject.people, language):
        return f"makes up {new}"
    if _kept(text, subject, language) < (KEPT_OF_TWO if subject.verdict else KEPT):
        return "says something else"
    if _new(text, subject, language) > NEW:
        return "says more than it was given"
    return ""


def _person(text: str, subject: Subject, language: Language) -> str:
    """Whether the speaker is *I*, whoever is spoken to is *you*, and nobody of them is named."""
    said = set(words(text))
    if called := sorted(subject.people & said - language.common):
        return f"calls {called[0]} by name"
    if not language.first:
        return ""
    if subject.speaker is None:
        return "says I, and may be anybody's" if said & language.first else ""
    if is_about(subject.speaker, subject, language) and not said & language.first:
        return "does not say I"
    if is_about(subject.addressee, subject, language) and not said & language.second:
        return "does not say you"
    opened = {words(part)[0] for part in sentences(text, language) if words(part)}
    first = {*words(subject.on)[:1]}
    for card in (subject.speaker, subject.addressee):
        pronouns = (
            language.pronouns.get(card.pronouns, frozenset[str]()) if card else frozenset[str]()
        )
        if card and opened & pronouns & first and is_about(card, subject, language):
            return f"tells of {card.cue} as {card.pronouns}"
    return ""


def _slips(text: str, subject: Subject, language: Language) -> float:
    """Words that are likelier than not the wrong person: 0 for none."""
    said = words(text)
    about = {
        card.pronouns
        for card in (subject.speaker, subject.addressee)
        if card is not None and is_about(card, subject, language)
    }
    slips = 0
    if is_about(subject.addressee, subject, language) and not is_about(
        subject.speaker, subject, language
    ):
        slips += len(set(said) & language.first)
    if not named(subject.on, language) - subject.people:
        slips += sum(word in language.pronouns.get(one, ()) for one in about for word in said)
    return min(slips, 3) / 3


def _kept(text: str, subject: Subject, language: Language) -> float:
    given = stems(subject.on, language) - stems(" ".join(subject.people), language)
    return len(given & stems(text, language)) / len(given) if given else 1.0


def _new(text: str, subject: Subject, language: Language) -> float:
    about = stems(text, language)
    known = stems(f"{subject.on} {subject.verdict}", language)
    return len(about - known) / len(about) if about else 0.0

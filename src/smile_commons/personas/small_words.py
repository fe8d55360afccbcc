"""Small words that a model puts in or bends where its notes have them otherwise: mended in place.

A small model that varies a note begins its sentences with *And*, and makes *the ferryman* of *a
ferryman* whom nobody has heard of. Neither says anything, and both are heard.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from smile_commons.personas.fidelity import Notes
from smile_commons.personas.persons import nearest
from smile_commons.prompts.language import Language, sentences, words
from smile_commons.prompts.script import joined


def mended(take: str, notes: Notes, language: Language) -> str:
    """The take with the joining words left out and the articles put back that its notes decide.

    Args:
        take: a speech, tidied.
        notes: what it was given; without any nothing is changed.
        language: of both.
    """
    given = (*notes.say, *notes.more)
    if not given:
        return take
    parts = [_unjoined(part, given, language) for part in sentences(take, language)]
    return _introduced(joined(parts), notes, language)


def _unjoined(part: str, given: Sequence[str], language: Language) -> str:
    """A sentence without the word that joins it to the one before, unless its note has it."""
    first, _, rest = part.partition(" ")
    word = first.strip(",").lower()
    near = nearest(part, given, language)
    if word not in language.joining or not rest or not near:
        return part
    if any(_begins(note, word) for note in near):
        return part
    return rest[:1].upper() + rest[1:]


def _begins(note: str, word: str) -> bool:
    return words(note)[:1] == (word,)


def _introduced(take: str, notes: Notes, language: Language) -> str:
    """*A ferryman* again where the take has *the ferryman* and nobody has spoken of one before."""
    given = words(notes.text)
    pairs = set(pairwise(given))
    heard = set(words(notes.last))
    for article, noun in dict.fromkeys(pairwise(given)):
        if article not in language.indefinite or noun in heard:
            continue
        if any((one, noun) in pairs for one in language.definite):
            continue
        take = _with_article(take, article, noun, language)
    return take


def _with_article(take: str, article: str, noun: str, language: Language) -> str:
    definite = "|".join(map(re.escape, sorted(language.definite)))
    found = re.search(rf"\b(?:(?:{definite})\s+)?{re.escape(noun)}\b", take, re.IGNORECASE)
    if found is None or not definite or found[0].lower() == noun:
        return take  # not there, or spoken of before
    begun = article.capitalize() if found[0][0].isupper() else article
    noun_as_said = found[0].split()[-1]
    return f"{take[: found.start()]}{begun} {noun_as_said}{take[found.end() :]}"

"""What of a memory a speech is given: what its notes do not say already, and not too much of it."""

from collections.abc import Collection

from smile_commons.personas.grounding import forms, names_in
from smile_commons.personas.persons import keys
from smile_commons.prompts.language import Language, sentences, words

MOST_WORDS = 26
"""Of a memory beside notes: with more a small model tells the memory and leaves the notes."""
_MOST = 1
"""Sentences of a memory beside notes: a second one is another matter."""
_TELLS = 2
"""Words of meaning that a sentence of a memory has at least: *Ours have to be* adds nothing."""
_ALIKE = 1 / 3
"""A sentence that shares so much of its words of meaning with the notes says them again."""
_TIES = 2
"""Words of meaning, other than numbers, that tie a sentence to notes; a name does so alone. One
word is chance: *nine hundred marks* has nothing to do with what else costs marks."""
_TOLD, _LONG = 0.75, 4
"""A sentence that shares so much with one that was spoken was told: nobody tells it again. One of
fewer words of meaning may share them by chance."""


def what_it_adds(
    memory: str,
    say: str,
    language: Language,
    spoken: Collection[frozenset[str]] = (),
    *,
    tied: bool = True,
) -> str:
    """The first sentence of a memory that adds something to notes; empty where none does.

    ``tied``: it has to do with them, since a record read out beside a speech that has landed takes
    its force away. Of a memory beside notes that say next to nothing, all that adds something.

    What everybody remembers comes up for one after the other: of ``spoken``, the words of meaning
    of each sentence in the scene so far, nothing is added again.

    One that says *she* of somebody whom a sentence left out has named adds nothing.

    Without notes the memory is what there is to say, and is given whole.
    """
    text = " ".join(memory.split())
    if not say:
        return text
    said = keys(say, language)
    kept: list[str] = []
    passed_over = False
    for part in sentences(text, language):
        about = keys(part, language)
        known = len(about & said) >= _ALIKE * len(about)
        apart = tied and not _is_tied(part, say, language)
        if len(about) < _TELLS or known or apart or _is_told(about, spoken):
            passed_over = True
            continue
        if passed_over and (language.third | language.pointing) & set(words(part)):
            break  # whoever is meant was named in what was left out
        enough = tied and len(kept) >= _MOST
        if enough or sum(len(words(one)) for one in (*kept, part)) > MOST_WORDS:
            break
        kept.append(part)
    return " ".join(kept)


def _is_tied(part: str, say: str, language: Language) -> bool:
    """Whether a sentence of a memory has to do with notes."""
    names = names_in(part, language) | names_in(say, language)
    if names & forms(part) & forms(say):
        return True
    counts = [word for word in words(part) if word in language.values or word.isdecimal()]
    shared = keys(part, language) & keys(say, language)
    return len(shared - keys(" ".join(counts), language)) >= _TIES


def _is_told(about: frozenset[str], spoken: Collection[frozenset[str]]) -> bool:
    shares = (len(one & about) / len(about) for one in spoken)
    return len(about) >= _LONG and any(share >= _TOLD for share in shares)

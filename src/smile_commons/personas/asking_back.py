"""A question thrown into a speech, out of its own last words: *I will not help with a festival.*
*With a festival?*

What a small model asks back may take up nothing (*From whom?*); what was just said always can be.
"""

import re

from smile_commons.personas.persons import keys
from smile_commons.prompts.language import Language, sentences, words

_MOST = 5
"""Words of such a question at most."""


def asked_back(heard: str, language: Language) -> str | None:
    """The end of what was heard as a question, from its last preposition on.

    None where there is none, where it says nothing, or where I and you would have to change places.

    Args:
        heard: the speech that is broken into.
        language: of it; one without ``linking`` words has no such question.
    """
    last = (sentences(heard, language) or [""])[-1]
    said = re.sub(r"[^\w\s'-]+$", "", last).split()
    for place in range(len(said) - 2, max(-1, len(said) - _MOST - 1), -1):
        if said[place].lower() in language.linking:
            tail = " ".join(said[place:])
            turned = (language.first | language.second) & set(words(tail))
            if turned or not keys(tail, language) or re.search(r"[^\w\s'-]", tail):
                return None
            return f"{tail[:1].upper()}{tail[1:]}?"
    return None

"""Text under judgement made harmless: it stays data whatever it says."""

import re

LONGEST = 1200
"""Characters of a judged text that are read; a judge asks about sentences, not about books."""
_QUOTES = str.maketrans({'"': "'", "“": "'", "”": "'", "„": "'", "«": "'", "»": "'"})
_BRACKETS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")"})
_UNSEEN = re.compile(r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def harmless(text: str) -> str:
    """The text as one line that can end neither its quotation nor its message.

    Quotation marks become apostrophes; brackets that marks of a chat are made of (``<|im_end|>``,
    ``[INST]``, ``{{``) become others; control characters and line ends become spaces.
    """
    flat = " ".join(_UNSEEN.sub(" ", text).split())
    flat = flat.translate(_QUOTES).translate(_BRACKETS)
    if len(flat) <= LONGEST:
        return flat
    return flat[:LONGEST].rsplit(" ", 1)[0] + " …"

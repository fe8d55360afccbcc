"""A long speech in pieces that can be judged: whole sentences, the ones that bear on the matter."""

import re

LONGEST = 60
"""Words that are judged at once; more, and the model loses the thread."""
MOST = 3
"""Pieces of one speech that are judged, the ones nearest to the article."""
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")


def pieces(text: str) -> list[str]:
    """The text whole, or in runs of whole sentences of up to ``LONGEST`` words.

    A sentence that is longer by itself is cut at a comma or semicolon where it has one, else
    between words.
    """
    if len(text.split()) <= LONGEST:
        return [" ".join(text.split())]
    found: list[str] = []
    words = 0
    for sentence in (part for whole in _END.split(text.strip()) for part in _cut(whole)):
        size = len(sentence.split())
        if found and words + size <= LONGEST:
            found[-1], words = f"{found[-1]} {sentence}", words + size
        else:
            found.append(sentence)
            words = size
    return found


def _cut(sentence: str) -> list[str]:
    words = sentence.split()
    if len(words) <= LONGEST:
        return [" ".join(words)] if words else []
    middle = next(
        (n for n in range(LONGEST, LONGEST // 2, -1) if words[n - 1][-1] in ",;:—"), LONGEST
    )
    return [" ".join(words[:middle]), *_cut(" ".join(words[middle:]))]

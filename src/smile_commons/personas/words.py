"""Words, stems and sentences: what the choice among takes counts with.

Plain rules for English; another language still works, less sharply.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|St|No|vs)\.$")

COMMON = frozenset(
    """
    a about after again all also am an and any are as at be because been before being but by can
    could did do does done down each even ever every for from get go had has have having he her
    here hers him his how i if in into is it its just know let like made make many may me more
    most much must my never no nobody nor not nothing now of off on once one only or other our out
    over own said same say see she should so some such take than that the their them then there
    these they thing this those through to told too under until up us very want was we well were
    what when where which while who whom whose why will with without would yes yet you your i'm
    i've i'd i'll don't didn't isn't wasn't it's that's you're can't won't
    """.split()
)
"""Words that say nothing of what a speech is about."""


@lru_cache(maxsize=512)  # takes are cut in many ways, and asked about many times
def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, with straight apostrophes."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


def stem(word: str) -> str:
    """A word without its commonest English endings; enough to match `signed` with `signing`."""
    for ending in ("'s", "ingly", "edly", "ings", "ing", "ies", "ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=512)
def stems(text: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(stem(word) for word in words(text) if word not in COMMON and len(word) > 2)


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a speech, in order."""
    parts: list[str] = []
    for part in _END.split(text.strip()):
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {part}"
        elif part:
            parts.append(part)
    return tuple(parts)


def grams(tokens: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    """Every run of ``size`` words."""
    return zip(*(tokens[start:] for start in range(size)), strict=False)

"""What makes a take unusable: each fault with the name under which it is kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from smile_commons.personas.echo import Echo
from smile_commons.personas.words import sentences, words

SHORTEST = 7
LONGEST = 75
"""Words in a speech."""

REPEATED = 0.25
"""A take of which a larger share of 4-word runs was said before is dropped."""

_REFUSAL = re.compile(
    r"\b(as an ai|language model|i(?:'m| am) (?:just )?an? (?:ai|assistant)|"
    r"i(?: can(?:no|['’])t| am unable to|['’]m unable to) (?:assist|help (?:you )?with|fulfil|"
    r"fulfill|comply|continue this|write|generate|provide)|"
    r"sorry,(?: [\w.]+,?)? but i(?: can(?:no|['’])t|['’]m (?:not able|unable)|"
    r" am (?:not able|unable))|how (?:can|may) i (?:help|assist)|"
    r"happy to help|feel free to|let me know if|i apologi[sz]e for|certainly!|of course!|sure!)",
    re.IGNORECASE,
)
_STAGE = re.compile(
    r"[\[\]{}<>*_#|]|^\s*\(|@@|\bnext speech\b|\bthis (?:scene|play|script)\b|"
    r"\bwhat \w+ (?:knows|holds):",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:^|[.!?…\"”]\s+)([^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2}):\s")
_FOREIGN = re.compile(r"[^\x00-\u024f\u2010-\u2026\u20ac]")
_ENDS = re.compile(r"[.!?…][\"'”’]?$")


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who, for telling self-narration and borrowed voices."""

    speaker: str
    """The speaker's cue."""
    own: frozenset[str]
    """Words of the speaker's full name, in lower case."""
    others: frozenset[str]
    """Cues of everybody else, in lower case."""


def fault(text: str, names: Names, echo: Echo, shown: Iterable[str] = ()) -> str | None:
    """Why a take cannot be used; None when it can.

    The names: ``empty``, ``short``, ``long``, ``cut off``, ``refusal``, ``stage``, ``label``,
    ``narration``, ``script``, ``copy``, ``repetition``.
    """
    count = len(words(text))
    if count == 0:
        return "empty"
    if _REFUSAL.search(text):
        return "refusal"
    if _STAGE.search(text):
        return "stage"
    if _FOREIGN.search(text):
        return "script"
    if _has_label(text, names):
        return "label"
    if _narrates(text, names):
        return "narration"
    if not _ENDS.search(text) or text.count('"') % 2:
        return "cut off"
    if count < SHORTEST:
        return "short"
    if count > LONGEST:
        return "long"
    if echo.copies(text, *shown):
        return "copy"
    if echo.repetition(text) > REPEATED:
        return "repetition"
    return None


def _has_label(text: str, names: Names) -> bool:
    cues = names.others | {names.speaker.lower()} | names.own
    for match in _LABEL.finditer(text):
        label = match.group(1)
        if label.lower() in cues or label.isupper():
            return True
    return False


def _narrates(text: str, names: Names) -> bool:
    """Whether the speaker talks of itself by name: `Ezra looks away`; `I, Ezra` is allowed."""
    for sentence in sentences(text):
        for match in re.finditer(r"[^\W\d_]+", sentence):
            if match.group().lower() not in names.own or not match.group()[0].isupper():
                continue
            before = sentence[: match.start()].lower().rstrip(" ,")
            if before.split()[-1:] and before.split()[-1] in names.own:
                continue  # the second word of a name that was judged at its first
            if not re.search(r"(^|\W)(i|i am|i'm|name is|call me)$", before):
                return True
    return False

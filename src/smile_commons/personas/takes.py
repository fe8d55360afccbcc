"""The takes of one speech: cut to their best length, the broken ones dropped, the rest ranked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import Rules, fault
from smile_commons.personas.ranking import Brief, is_clean, rank
from smile_commons.personas.voice import Voices
from smile_commons.prompts.language import Language, sentences
from smile_commons.prompts.script import joined
from smile_commons.transcript import Take

_MOST_SENTENCES = 8
_CLEARED = 2
"""Sentences at most that are left out at the beginning."""

_CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "‚": "'"})


@dataclass(frozen=True, slots=True)
class Judging:
    """All that a take is judged by."""

    brief: Brief
    rules: Rules
    echo: Echo
    voices: Voices
    cut: bool = True
    """Whether an editor may leave sentences out at its beginning and its end."""


def tidy(raw: str, cue: str) -> str:
    """A raw reply as a speech: one line, no label of the speaker's own, no quotes around it."""
    text = " ".join(raw.translate(_CURLY).split())
    text = re.sub(rf"^{re.escape(cue)}\s*:\s*", "", text, flags=re.IGNORECASE)
    if text.startswith('"'):
        text = text[1:-1] if text.endswith('"') and text.count('"') == 2 else text
        text = text[1:] if text.count('"') == 1 else text
    return _closed_up(text.strip())


def _begun(text: str) -> str:
    """With the capital that a sentence begins with, where its script has capitals."""
    return text[:1].upper() + text[1:] if len(text[:1].upper()) == 1 else text


def _closed_up(text: str) -> str:
    """No space between a quotation and its marks, nor before a full stop or a comma."""
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    parts = text.split('"')
    if len(parts) % 2 == 0:
        return text
    return '"'.join(part.strip() if place % 2 else part for place, part in enumerate(parts))


def cuts(text: str, language: Language) -> list[str]:
    """The speech as it is, and every run of its sentences that begins early, the longest first.

    A small model clears its throat, runs on when its notes are used up, and copies a sentence among
    its own: where to begin and where to stop is an editor's decision.
    """
    parts = sentences(text, language)[:_MOST_SENTENCES]
    ends = range(len(parts), 0, -1)
    starts = range(min(_CLEARED, len(parts) - 1) + 1)
    return [joined(parts[start:end]) for start in starts for end in ends if end > start]


def judge(raws: Sequence[str], judging: Judging) -> list[Take]:
    """A take for each reply, the best cut of each; one is chosen if any can be spoken.

    The chosen one stands where its reply stood; a reply that cannot be spoken names its fault.
    """
    speaker = judging.rules.names.speaker
    takes = [_best_cut(_begun(tidy(raw, speaker)), judging) for raw in raws]
    place = best_of(takes)
    if place is not None:
        takes[place] = replace(takes[place], chosen=True)
    return takes


def best_of(takes: Sequence[Take]) -> int | None:
    """The place of the take to speak: the best of those that are true as far as can be told.

    Where none is, the best of all; None where none can be spoken.
    """
    order = [
        (is_clean(take.why), take.rank, -place)
        for place, take in enumerate(takes)
        if take.rank is not None
    ]
    return -max(order)[2] if order else None


def ranked(text: str, judging: Judging) -> Take:
    """A text that can be spoken, as a take with its rank and the parts of it."""
    value, parts = rank(text, judging.brief, judging.echo, judging.voices)
    why = {name: round(part, 3) for name, part in parts.items()}
    return Take(text=text, rank=round(value, 4), why=why)


def _best_cut(text: str, judging: Judging) -> Take:
    spoken: list[Take] = []
    first: str | None = None
    language = judging.rules.language
    for cut in (cuts(text, language) if judging.cut else []) or [text]:
        found = fault(cut, judging.rules, judging.echo)
        first = first or found
        if found is None:
            spoken.append(ranked(cut, judging))
    place = best_of(spoken)
    return Take(text=text, dropped=first or "empty") if place is None else spoken[place]

"""The editor: one speech of what is true in all takes, and of the notes where nothing is.

A small model says most of its notes well and bends one of them. Notes and takes are sentences, so
each note is given the best of its wordings, whichever take it stands in; where every wording is
false the note itself is said, as its writer put it down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from smile_commons.personas.asking_back import asked_back
from smile_commons.personas.faults import fault
from smile_commons.personas.fidelity import Notes, fidelity, repeated, says
from smile_commons.personas.persons import keys
from smile_commons.personas.ranking import asks
from smile_commons.personas.takes import Judging, ranked
from smile_commons.prompts.language import sentences
from smile_commons.prompts.script import joined, size
from smile_commons.transcript import Take

FILLED = "filled"
"""The part of a take's rank that only an edited one has: how many of its notes stand as written."""
_FILLED_WEIGHT = -0.6
_AS_WRITTEN = 0.6
"""What it is worth here that a wording is the note's own: where no take was true, plain is safe."""

_FALSE = "lost invented unbound person denied strange twice gap".split()
"""Parts of its fidelity that a wording which is true has none of."""
_SAID = 0.85
"""A wording has so much of a note's words of meaning at least."""
_LENGTH = 0.8
"""And so many of all its words: a note of one or two words of meaning is soon said by another."""
_TRIED = 0.5
"""So much of all notes' words of meaning one take has at least."""
_TOGETHER = 2
"""Sentences at most that are one wording."""
_MORE = 2
"""Sentences at most of what may be said besides."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What an editor made of takes and notes."""

    take: Take
    besides: bool
    """Whether it says something of what may be said besides the notes."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Some sentences of a take that say one note or several that follow each other."""

    text: str
    notes: range
    """Which notes, by their place."""
    worth: float
    """How much it is the speaker's own way of saying it."""


def edited(takes: Sequence[str], judging: Judging) -> Edited | None:
    """The speech that an editor makes of takes and notes; None where it could not be spoken.

    Args:
        takes: all takes of the speech, tidied; nothing is made of such as speak of other things.
        judging: by what they are judged; without notes there is nothing to edit by.
    """
    brief = judging.brief
    say = brief.notes.say
    if not say or not any(tries(take, judging) for take in takes):
        return None
    found = [one for take in takes for one in _wordings(take, say, judging)]
    parts, filled = _in_order(found, say)
    more = _besides(takes, judging, judging.rules.bounds.most - size(joined(parts)))
    text = joined((*more, *parts) if brief.notes.leads else (*parts, *more))
    if brief.opening and not text.startswith(brief.opening):
        text = f"{brief.opening.rstrip(',')}. {text}"
    return _made(text, filled / len(say), judging, besides=bool(more))


def as_written(judging: Judging) -> Edited | None:
    """The notes as they stand, where no take says them; None where they could not be spoken."""
    return _made(joined(judging.brief.notes.say), 1.0, judging)


def thrown_in(judging: Judging) -> Edited | None:
    """A question thrown in out of what was heard; None where that gives none."""
    text = asked_back(judging.brief.breaks_into, judging.brief.language)
    return _made(text, 0.0, judging) if text else None


def _made(text: str, share: float, judging: Judging, *, besides: bool = False) -> Edited | None:
    """A text with so large a share of notes as written; None where it could not be spoken."""
    if fault(text, judging.rules, judging.echo):
        return None
    take = ranked(text, judging)
    rank = round((take.rank or 0.0) + _FILLED_WEIGHT * share, 4)
    return Edited(replace(take, rank=rank, why={**take.why, FILLED: round(share, 3)}), besides)


def tries(take: str, judging: Judging) -> bool:
    """Whether a take says enough of its notes that an editor has something to edit.

    Args:
        take: a speech, tidied.
        judging: by what it is judged.
    """
    language = judging.brief.language
    meant = keys(" ".join(judging.brief.notes.say), language)
    return len(keys(take, language) & meant) >= _TRIED * len(meant)


def _in_order(found: Sequence[Wording], say: Sequence[str]) -> tuple[list[str], int]:
    """The best wording of each note, and how many notes stand as they were written."""
    parts: list[str] = []
    place = filled = 0
    while place < len(say):
        begin = [one for one in found if one.notes.start == place]
        if begin:
            best = max(begin, key=lambda one: one.worth)
            parts.append(best.text)
            place = best.notes.stop
        else:
            parts.append(say[place])
            place, filled = place + 1, filled + 1
    return parts, filled


def _besides(takes: Sequence[str], judging: Judging, room: int) -> list[str]:
    """True sentences of a memory, of the take that has the most of them."""
    more = judging.brief.notes.more
    found: list[list[str]] = [
        [one.text for one in _wordings(take, more, judging) if len(one.notes) == 1][:_MORE]
        for take in takes
    ]
    best = max(found, key=len) if found else []
    kept: list[str] = []
    for text in dict.fromkeys(best):
        room -= size(text)
        if room >= 0:
            kept.append(text)
    return kept


def _wordings(take: str, notes: Sequence[str], judging: Judging) -> Iterator[Wording]:
    language = judging.brief.language
    parts = sentences(take, language)
    for start in range(len(parts)):
        for end in range(start + 1, min(start + _TOGETHER, len(parts)) + 1):
            text = joined(parts[start:end])
            said = _notes_in(text, notes, judging)
            if said and _is_true(text, parts[start:end], notes[said.start : said.stop], judging):
                yield Wording(text, said, _worth(text, notes[said.start : said.stop], judging))


def _notes_in(text: str, notes: Sequence[str], judging: Judging) -> range:
    """Which notes a text says, where they follow each other; empty where none or with gaps."""
    language = judging.brief.language
    places = [place for place, note in enumerate(notes) if says(text, note, language, _SAID)]
    if not places or places[-1] - places[0] != len(places) - 1:
        return range(0)
    return range(places[0], places[-1] + 1)


def _is_true(text: str, parts: Sequence[str], said: Sequence[str], judging: Judging) -> bool:
    brief, language = judging.brief, judging.brief.language
    notes = Notes(tuple(said), known=brief.notes.known)
    if any(not keys(part, language) & keys(notes.text, language) for part in parts):
        return False
    if any(asks(part) for part in parts) != any(asks(note) for note in said):
        return False
    if size(text) < _LENGTH * size(notes.text):
        return False
    unlimited = replace(judging.rules, own=(*judging.rules.own, notes.text))
    return (
        not any(map(fidelity(text, notes, language).parts.get, _FALSE))
        and not repeated(text, judging.echo.said, notes)
        and fault(text, unlimited, judging.echo) is None
    )


def _worth(text: str, said: Sequence[str], judging: Judging) -> float:
    brief, language = judging.brief, judging.brief.language
    weights = brief.weights
    manner = brief.manner.likeness(text, language) if brief.manner else 0.5
    as_written = float(text in (joined(said), *said))
    return (
        weights["voice"] * judging.voices.likeness(brief.speaker, text)
        + weights["manner"] * manner
        + _AS_WRITTEN * as_written
    )

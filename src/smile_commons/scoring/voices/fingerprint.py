"""How each persona speaks, against the others: its turns of phrase, lengths, questions.

A turn of phrase is a run of one to three words of one sentence. How much more one persona says it
than the others is a log-odds ratio with an informative Dirichlet prior, in standard deviations
(Monroe, Colaresi and Quinn 2008, *Fightin' Words*, eqs. 16, 19, 22): the prior is what all of them
say, so that what is rare for everybody has to be said more than once to count.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from smile_commons.scoring.lines import Line

LONGEST = 3
"""Words of a turn of phrase."""
PRIOR = 0.1
"""What the prior weighs, as a share of all that was said."""
SHOWN = 1.0
"""Standard deviations from which a turn of phrase is shown. A scene is short, and hundreds are
looked at, so some get there by chance: it describes, and does not test."""
CLEAR = 1.96
"""Standard deviations from which one taken by itself would be clear of chance."""
TWICE = 2
"""Speeches in which it must stand to be a habit."""
MOST = 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_END = re.compile(r"[.!?…]+[\"'”’)]*(?:\s+|$)")
_PAUSE = re.compile(r"[,;:()\"“”—–]")

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A turn of phrase, and how often it was said."""

    text: str
    z: float
    """Standard deviations that the log-odds ratio lies from 0; above 0: more than the others."""
    own: int
    """Speeches of the persona that hold it."""
    others: int
    """Speeches of all others that do."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody speaks, in figures."""

    words: float
    """Words of a speech."""
    sentence: float
    """Words of a sentence."""
    questions: float
    """Share of speeches that ask something, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One persona's way of speaking beside that of the others."""

    persona: str
    speeches: int
    manner: Manner
    others: Manner | None
    """Of all others together; None where nobody else speaks."""
    favourites: tuple[Phrase, ...]
    """What it says more than the others, the most telling first."""
    never: tuple[Phrase, ...]
    """What at least two others say and it never does, likewise."""


def fingerprints(lines: Sequence[Line], names: Collection[str] = ()) -> list[Fingerprint]:
    """The fingerprint of everybody who speaks, in the order in which they first do.

    Args:
        lines: what was said.
        names: words that are nobody's manner, such as the cast's names; in lower case.
    """
    speakers = list(dict.fromkeys(line.speaker for line in lines))
    runs = [set(_runs(line.text, names)) for line in lines]
    counts = {who: Counter[Run]() for who in speakers}
    for line, found in zip(lines, runs, strict=True):
        counts[line.speaker].update(found)
    return [_fingerprint(who, lines, counts) for who in speakers]


def _fingerprint(
    who: str, lines: Sequence[Line], counts: Mapping[str, Counter[Run]]
) -> Fingerprint:
    own = [line.text for line in lines if line.speaker == who]
    rest = [line.text for line in lines if line.speaker != who]
    others = sum((count for name, count in counts.items() if name != who), Counter[Run]())
    told = log_odds(counts[who], others)
    said_by = {
        run: sum(run in count for name, count in counts.items() if name != who) for run in others
    }
    favourites = [
        Phrase(" ".join(run), z, counts[who][run], others[run])
        for run, z in told.items()
        if z >= SHOWN and counts[who][run] >= TWICE
    ]
    never = [
        Phrase(" ".join(run), z, 0, others[run])
        for run, z in told.items()
        if z <= -SHOWN and not counts[who][run] and said_by[run] >= TWICE and others[run] > TWICE
    ]
    return Fingerprint(
        persona=who,
        speeches=len(own),
        manner=_manner(own),
        others=_manner(rest) if rest else None,
        favourites=_telling(favourites),
        never=_telling(never),
    )


def log_odds(one: Mapping[Run, int], other: Mapping[Run, int]) -> dict[Run, float]:
    """How much more often each run stands in the one than in the other, in standard deviations.

    Runs are set against runs of the same length.
    """
    found = dict[Run, float]()
    for size in range(1, LONGEST + 1):
        mine = {run: n for run, n in one.items() if len(run) == size}
        theirs = {run: n for run, n in other.items() if len(run) == size}
        here, there = sum(mine.values()), sum(theirs.values())
        of_all = PRIOR * (here + there)
        for run in sorted({*mine, *theirs}):
            a, b = mine.get(run, 0), theirs.get(run, 0)
            if a + b == here + there:
                continue  # nothing else was said
            prior = PRIOR * (a + b)
            apart = math.log((a + prior) / (here + of_all - a - prior)) - math.log(
                (b + prior) / (there + of_all - b - prior)
            )
            found[run] = apart / math.sqrt(1 / (a + prior) + 1 / (b + prior))
    return found


def _telling(phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The most telling; of a phrase and its part the longer, unless the part is said more often."""
    kept = list[Phrase]()
    for one in sorted(phrases, key=lambda one: (-abs(one.z), -len(one.text), one.text)):
        alike = [
            other
            for other in kept
            if f" {one.text} " in f" {other.text} " or f" {other.text} " in f" {one.text} "
        ]
        if not alike:
            kept.append(one)
        elif all((other.own, other.others) == (one.own, one.others) for other in alike) and all(
            len(other.text) < len(one.text) for other in alike
        ):
            kept = [other for other in kept if other not in alike] + [one]
    return tuple(sorted(kept, key=lambda one: -abs(one.z))[:MOST])


def _manner(texts: Sequence[str]) -> Manner:
    lengths = [len(_WORD.findall(text)) for text in texts]
    parts = [len(_WORD.findall(part)) for text in texts for part in _END.split(text)]
    return Manner(
        words=mean(lengths),
        sentence=mean([n for n in parts if n] or [0]),
        questions=mean("?" in text for text in texts),
    )


def _runs(text: str, names: Collection[str]) -> Iterator[Run]:
    for sentence in _END.split(text):
        for part in _PAUSE.split(sentence):
            words = [word.lower().replace("’", "'") for word in _WORD.findall(part)]
            for size in range(1, LONGEST + 1):
                for start in range(len(words) - size + 1):
                    run = tuple(words[start : start + size])
                    if not any(word in names or word.removesuffix("'s") in names for word in run):
                        yield run

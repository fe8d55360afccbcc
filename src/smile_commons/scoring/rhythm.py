"""The rhythm of a scene in eight figures, and how far from that of plays it lies.

Each figure is of a window of 14 speeches. ``rhythm_plays.json`` has the percentiles of the same
figures over public-domain plays; ``benchmarks/plays.py`` made it and says how.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from statistics import fmean, median, pstdev
from typing import Any

from smile_commons.scoring.english import ENGLISH

WINDOW = 14
"""Speeches."""
SHORT = 7
"""Words; a speech of fewer is a retort."""
RUN = 4
"""Words of a run that is looked for again."""
_CLOSE = 5e-4
"""Percentiles are kept with four decimals: one speech of 14 has to be one of 14."""

Speech = tuple[str, str]
"""Who speaks, and what."""

ROWS: Mapping[str, str] = ENGLISH["rhythm"]
"""The eight figures and their definitions."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|St|vs)\.$")
_ASKS = re.compile(r"\?[\s!?.…\"'”’)—–-]*$")
_CAPITAL = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]{2,}")
_RULER = ENGLISH["rhythm-words"]
TITLES = frozenset(_RULER["titles"].split())
_NO_NAMES = TITLES | frozenset(_RULER["no-names"].split())
_NUMBERS = frozenset(_RULER["numbers"].split())
_STOCK = re.compile("|".join(_RULER["stock"]), re.IGNORECASE)
"""English. A ruler of its own: what takes are ranked by may change, and the percentiles of the
plays hold for these phrases only."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The eight figures; ``ROWS`` defines them. Shares lie in [0, 1], spreads begin at 0."""

    lengths: float
    sentences: float
    short: float
    named: float
    asks: float
    stock: float
    facts: float
    repeated: float


def rhythm_of(speeches: Sequence[Speech], names: Collection[str]) -> Rhythm:
    """The figures of these speeches, taken as one window; those without a word are passed over.

    Args:
        speeches: in order; ``windows`` cuts a whole scene.
        names: words of the names of everybody there, in lower case and without titles.

    Raises:
        ValueError: there are no words.
    """
    texts = [text.replace("’", "'") for _, text in speeches if words(text)]
    if not texts:
        raise ValueError("nothing was said")
    told = [words(text) for text in texts]
    parts = [part for text in texts for part in _sentences(text)]
    runs = [run for tokens in told for run in _runs(tokens)]
    return Rhythm(
        lengths=_spread([len(tokens) for tokens in told]),
        sentences=_spread([len(words(part)) for part in parts]),
        short=fmean(len(tokens) < SHORT for tokens in told),
        named=fmean(
            next((word for word in tokens if word not in TITLES), tokens[0]) in names
            for tokens in told
        ),
        asks=fmean(bool(_ASKS.search(text)) for text in texts),
        stock=fmean(bool(_STOCK.search(part)) for part in parts),
        facts=fmean(_has_fact(text, names) for text in texts),
        repeated=1 - len(set(runs)) / len(runs) if runs else 0.0,
    )


def windows(speeches: Sequence[Speech], step: int = 1) -> list[Sequence[Speech]]:
    """All windows of 14 speeches with words; ``step`` 14: windows that share no speech."""
    said = [speech for speech in speeches if words(speech[1])]
    return [said[at : at + WINDOW] for at in range(0, len(said) - WINDOW + 1, step)]


def typical(speeches: Sequence[Speech], names: Collection[str]) -> Rhythm | None:
    """The median of each figure over all windows of a run; None where it is shorter than one."""
    return middle([rhythm_of(window, names) for window in windows(speeches)])


def middle(rhythms: Sequence[Rhythm]) -> Rhythm | None:
    """The median of each figure; None of none."""
    if not rhythms:
        return None
    rows = [asdict(one) for one in rhythms]
    return Rhythm(**{row.name: median(one[row.name] for one in rows) for row in fields(Rhythm)})


@dataclass(frozen=True, slots=True)
class Range:
    """Percentiles of a figure over the windows of plays."""

    low: float
    """The 5th."""
    middle: float
    high: float
    """The 95th."""

    def holds(self, value: float) -> bool:
        """Whether a value lies between the 5th and the 95th."""
        return self.low - _CLOSE <= value <= self.high + _CLOSE


@cache
def of_plays() -> Mapping[str, Range]:
    """The percentiles that ship, by the name of the figure."""
    text = (files("smile_commons.scoring") / "rhythm_plays.json").read_text(encoding="utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return {row: Range(*data["percentiles"][row]) for row in ROWS}


def outside(rhythm: Rhythm) -> list[str]:
    """The names of the figures that lie outside what nine windows of plays in ten have."""
    plays = of_plays()
    return [row for row, value in asdict(rhythm).items() if not plays[row].holds(value)]


def words(text: str) -> list[str]:
    """The words of a text in lower case, with straight apostrophes; a hyphen parts two."""
    return _WORD.findall(text.lower().replace("’", "'"))


def _sentences(text: str) -> list[str]:
    parts = list[str]()
    for part in _END.split(text.strip()):
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return [part for part in parts if words(part)]


def _spread(counts: Sequence[int]) -> float:
    return pstdev(counts) / fmean(counts)


def _runs(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(tokens[start:] for start in range(RUN)), strict=False)


def _has_fact(text: str, names: Collection[str]) -> bool:
    tokens = words(text)
    if any(word in _NUMBERS or (word.isdigit() and int(word) > 3) for word in tokens):
        return True
    named = {found.lower() for found in re.findall(r"\b[A-Z][\w]+", text)}
    inside = {found.lower() for found in _CAPITAL.findall(text)} - _NO_NAMES
    return bool(inside) or any(name in named for name in names)

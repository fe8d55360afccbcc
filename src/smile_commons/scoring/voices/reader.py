"""A blind reader: whose is a line, when no name stands at it?

Multinomial naive Bayes over words and pairs of words (Manning, Raghavan and Schütze 2008, ch. 13),
names masked. It learns from what everybody says elsewhere in the run and, where there are any, from
references: a card's example lines, what a persona alone remembers. So matter tells as well as
manner: nobody else could have said what only one of them knows. From the line itself it never
learns.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smile_commons.scoring.intervals import SEED, of_share
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Interval

SMOOTHING = 0.5
SOFTENED = 5.0
"""Log-likelihoods are divided by this: words of a line hang together, so naive Bayes is too sure.
Fitted on 218 lines of seven recorded runs of the embedded default (see docs/voices.md)."""
SURE = 0.5
"""A reader that is less sure of whoever it names could have named anybody."""
_WORDS = r"[^\W_]+(?:['’][^\W_]+)*"
_EXCHANGES = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one line."""

    turn: int
    speaker: str
    told: str
    """Whom the reader names."""
    shares: Mapping[str, float]
    """How likely it takes each to be; they add up to 1."""

    @property
    def confidence(self) -> float:
        """How sure it is of whom it names, in [0, 1]."""
        return self.shares[self.told]

    @property
    def anybody(self) -> bool:
        """Whether somebody else could have said it, as far as the reader can tell."""
        return self.told != self.speaker or self.confidence < SURE


@dataclass(frozen=True, slots=True)
class Reader:
    """All readings, and how far the reader is to be trusted with these speakers."""

    readings: tuple[Reading, ...]
    right: int
    """Lines whose speaker it names."""
    interval: Interval | None
    """95 % (Wilson) of the share that it names."""
    chance: float
    """The share with the speakers exchanged at random, over many exchanges."""
    with_references: bool = False
    faults: tuple[str, ...] = field(default_factory=tuple[str, ...])
    """Why there are no readings, if there are none."""

    @property
    def reliable(self) -> bool:
        """Whether it tells speakers better than chance, beyond doubt."""
        return self.interval is not None and self.interval[0] > self.chance


def read_blindly(
    lines: Sequence[Line],
    references: Mapping[str, Sequence[str]] | None = None,
    names: Collection[str] = (),
) -> Reader:
    """Reads every line as if no name stood at it.

    Args:
        lines: what was said.
        references: by speaker, texts in that one's own words that are not of these lines.
        names: words that are masked, in lower case.
    """
    speakers = list(dict.fromkeys(line.speaker for line in lines))
    given = [(who, text) for who in speakers for text in (references or {}).get(who, ())]
    if fault := _fault(lines, speakers, given, names):
        return Reader((), 0, None, 0.0, bool(given), (fault,))
    likely = _likelihoods(lines, given, speakers, names)
    readings = tuple(_reading(line, row, speakers) for line, row in zip(lines, likely, strict=True))
    right = sum(one.told == one.speaker for one in readings)
    told = [one.told for one in readings]
    return Reader(
        readings,
        right,
        of_share(right, len(lines)),
        _chance(told, [line.speaker for line in lines]),
        bool(given),
    )


def _fault(
    lines: Sequence[Line],
    speakers: Sequence[str],
    given: Sequence[tuple[str, str]],
    names: Collection[str],
) -> str | None:
    if len(speakers) < 2:
        return "one speaker alone cannot be told from another"
    for who in speakers:
        own = sum(line.speaker == who for line in lines)
        if own < 2 and not any(name == who for name, _ in given):
            return f"{who} speaks once: there is nothing to know them by"
    texts = [line.text for line in lines] + [text for _, text in given]
    if not any(word not in names for text in texts for word in re.findall(_WORDS, text.lower())):
        return "nobody says a word"
    return None


def _likelihoods(
    lines: Sequence[Line],
    given: Sequence[tuple[str, str]],
    speakers: Sequence[str],
    names: Collection[str],
) -> NDArray[np.float64]:
    """Log-likelihoods, one row a line and one column a speaker; no line is read knowing itself."""
    from sklearn import naive_bayes as sklearn_bayes
    from sklearn.feature_extraction import text as sklearn_text

    features: Any = sklearn_text  # untyped
    bayes: Any = sklearn_bayes
    counter: Any = features.CountVectorizer(
        token_pattern=_WORDS, ngram_range=(1, 2), stop_words=sorted(names) or None
    )
    texts = [line.text for line in lines] + [text for _, text in given]
    counts: Any = counter.fit_transform(texts)
    whose = np.array([speakers.index(who) for who in (*(n.speaker for n in lines),
                                                      *(name for name, _ in given))])  # fmt: skip
    rows = list[Any]()
    for place in range(len(lines)):
        others = np.arange(len(whose)) != place
        reader: Any = bayes.MultinomialNB(alpha=SMOOTHING, fit_prior=False)
        reader.fit(counts[others], whose[others])
        rows.append(reader.predict_joint_log_proba(counts[place])[0])
    return np.array(rows)


def _reading(line: Line, row: NDArray[np.float64], speakers: Sequence[str]) -> Reading:
    weights = np.exp((row - row.max()) / SOFTENED)
    shares = weights / weights.sum()
    by_name = {who: float(share) for who, share in zip(speakers, shares, strict=True)}
    return Reading(line.turn, line.speaker, speakers[int(shares.argmax())], by_name)


def _chance(told: Sequence[str], speakers: Sequence[str]) -> float:
    rng = np.random.default_rng(SEED)
    named, whose = np.array(told), np.array(speakers)
    hits = [float((named == rng.permutation(whose)).mean()) for _ in range(_EXCHANGES)]
    return float(np.mean(hits))

"""Where debates of people lie on the scores that a study has: bands beside every score.

People come as ballots in a table, as scores of their transcripts (``commons score FILE --out``),
or as transcripts whose speeches people labelled; scored by the same definitions, one value a
debate.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from smile_commons.errors import InputError
from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.task import SILENT
from smile_commons.scoring.labels.label import NAME as LABELS
from smile_commons.scoring.labels.label import Label, read_labels
from smile_commons.scoring.readers import read_transcript
from smile_commons.scoring.results import read_results
from smile_commons.scoring.score import Scope, Score
from smile_commons.scoring.stated.readings import Reading, Readings
from smile_commons.scoring.stated.scores import score_stated
from smile_commons.studies.people.agreement import SIDES
from smile_commons.studies.people.ballots import read_ballots_of_people, scores_of_people

SCORES = "scores.json"
MANY = 20
"""Debates from which on a band leaves out a twentieth at either end."""
FEWEST = 6
"""Debates without which the median has no interval: of five none reaches 95 %."""
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Band:
    """Where debates of people lie on one score of the whole."""

    id: str
    corpus: str
    """The file or folder it is made of."""
    n: int
    """Debates."""
    low: float
    high: float
    """The middle 90 % of them; of fewer than ``MANY`` all."""
    middle: float
    """The median."""
    middle_interval: Interval | None
    """At least 95 %, by order statistics; None: fewer than ``FEWEST``."""

    @property
    def covers(self) -> str:
        """What lies between its ends."""
        return "the middle 90 %" if self.n >= MANY else "all of them"

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self) | {"covers": self.covers}


def read_bands(paths: Sequence[Path]) -> dict[str, list[Band]]:
    """Bands by score, one a corpus.

    Args:
        paths: each a CSV of ballots (``ballots.py``), a ``scores.json``, a transcript with labels
            beside it (``NAME.labels.jsonl``), or a folder that holds some of the two latter.

    Raises:
        InputError: a path is none of these, or cannot be read.
    """
    found = dict[str, list[Band]]()
    for path in paths:
        values = dict[str, list[float]]()
        for debate in _debates(path):
            for id, value in debate.items():
                values.setdefault(id, []).append(value)
        for id, given in values.items():
            found.setdefault(id, []).append(band(id, path.name, given))
    return found


def band(id: str, corpus: str, values: Sequence[float]) -> Band:
    """The band of one value a debate."""
    import numpy as np

    ends = (0.05, 0.95) if len(values) >= MANY else (0.0, 1.0)
    low, middle, high = np.quantile(values, [ends[0], 0.5, ends[1]])
    return Band(id, corpus, len(values), float(low), float(high), float(middle), _median(values))


def _median(values: Sequence[float]) -> Interval | None:
    """Of the median: the narrowest pair of order statistics, as many from either end, that holds it
    in 95 of 100 samples or more, whatever the distribution (Conover 1999, section 3.2).
    """
    n, ordered = len(values), sorted(values)
    if n < FEWEST:
        return None
    below, rank = 0.0, 0
    while below + math.comb(n, rank) / 2**n <= 0.025:
        below += math.comb(n, rank) / 2**n
        rank += 1
    return ordered[rank - 1], ordered[n - rank]


def _debates(path: Path) -> Iterator[Mapping[str, float]]:
    """The scores of the whole of each debate that a path holds."""
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder of debates of people")
    if path.suffix == ".csv":
        groups = read_ballots_of_people(path)
        yield from (_whole(scores_of_people(ballots)) for ballots in groups.values())
        return
    if path.is_file():
        yield _of_file(path)
        return
    files = sorted({*path.rglob(f"*{SCORES}"), *path.rglob(f"*.{LABELS}")})
    if not files:
        raise InputError(
            f"{path}: holds no {SCORES} (`commons score FILE --out DIR`) and no labelled transcript"
        )
    yield from map(_of_file, files)


def _of_file(path: Path) -> Mapping[str, float]:
    if path.name.endswith(LABELS):
        return _labelled(_transcript_of(path), path)
    if path.suffix == ".json" and path.name.endswith(SCORES):
        found = read_results(path, ())
        scores = (one for one in found.scores if one.scope.whole and one.value is not None)
        return {one.id: float(one.value or 0.0) for one in scores}
    beside = path.with_name(f"{path.stem}.{LABELS}")
    if not beside.is_file():
        raise InputError(
            f"{path}: is no CSV of ballots and no {SCORES}, and no labels lie beside it "
            f"({beside.name}; `commons label` takes them)"
        )
    return _labelled(path, beside)


def _transcript_of(labels: Path) -> Path:
    stem = labels.name.removesuffix(f".{LABELS}")
    there = [
        one
        for one in sorted(labels.parent.glob(f"{stem}.*"))
        if one != labels and one.stem == stem and one.suffix != ".html"
    ]
    if not there:
        raise InputError(f"{labels}: the transcript {stem} that it labels is not beside it")
    return there[0]


def _labelled(path: Path, beside: Path) -> Mapping[str, float]:
    """Stated scores of a transcript as people read it: the last label of a speech and article."""
    lines = read_transcript(path).lines
    labels: dict[tuple[int, str], Label] = {one.key: one for one in read_labels(beside)}
    speaker = {line.turn: (place, line.speaker) for place, line in enumerate(lines)}
    unknown = [one.turn for one in labels.values() if one.turn not in speaker]
    if unknown:
        raise InputError(f"{beside}: labels turn {unknown[0]}, which {path.name} has not")
    articles = dict.fromkeys(one.article for one in labels.values())
    spoken = [
        Reading(*speaker[turn][:1], turn, speaker[turn][1], article, float(SIDES[one.label]),
                {str(side): float(side == SIDES[one.label]) for side in (-1, 0, 1)})
        for (turn, article), one in sorted(labels.items())
        if one.label != SILENT
    ]  # fmt: skip
    people = tuple(dict.fromkeys(line.speaker for line in lines))
    about = tuple(Article(id, id, None) for id in articles)
    return _whole(score_stated(Readings(tuple(lines), people, about, tuple(spoken))))


def _whole(scores: Iterable[Score]) -> dict[str, float]:
    return {one.id: one.value for one in scores if one.scope == Scope() and one.value is not None}

"""Groups that talk and then answer one by one: does what they said tell how far they agreed?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import bootstrap, rankdata

from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.measures import auc
from smile_commons.scoring.judge.reliability import Figure
from smile_commons.scoring.judge.task import Judge
from smile_commons.scoring.lines import Line
from smile_commons.scoring.stated.readings import read_lines
from smile_commons.scoring.stated.scores import score_stated
from validity.files import SEED, Found, drawn, reporting

PUBLISHED = "published for agreement of DeliData's answers by what was said: none that we know of"
OURS, COSINE, MAJORITY, KEYWORDS = "stated-agreement", "cosine", "majority", "keywords"
_AGREEING = re.compile(
    r"\b(agree|agreed|agrees|yes|yeah|yep|yup|ok|okay|same|sure|right|true|exactly|correct)\b", re.I
)


@dataclass(frozen=True)
class Held:
    """What came of one file."""

    file: str
    values: Mapping[str, Sequence[float]]
    """One number a group, by measure; over the groups that have a stated-agreement."""
    final: Sequence[float]
    unanimous: Sequence[bool]
    unscored: int

    @property
    def n(self) -> int:
        return len(self.final)

    @property
    def failed(self) -> str | None:
        behind = [
            name
            for name in (MAJORITY, COSINE)
            if ((ahead := self.ahead(name)).interval is None or ahead.interval[0] <= 0)
        ]
        return f"{self.file}: {OURS} is not clear of {' and '.join(behind)}" if behind else None

    def rank(self, name: str) -> Figure:
        """Spearman with the agreement of the answers; 0 for what never varies."""
        return _over_groups(lambda own, final: _rank(own, final), self.values[name], self.final)

    def auc(self, name: str) -> Figure | None:
        """Unanimous groups against the others."""
        return auc(self.unanimous, self.values[name], [str(n) for n in range(self.n)])

    def ahead(self, name: str) -> Figure:
        """Spearman of ours less that of a baseline, over the same groups."""
        return _over_groups(
            lambda ours, other, final: _rank(ours, final) - _rank(other, final),
            self.values[OURS],
            self.values[name],
            self.final,
        )

    def rows(self) -> Iterator[str]:
        head = ("", "Spearman", "AUC unanimous", "ours ahead by")
        yield "".join(f"{text:26}" for text in head).rstrip()
        for name in self.values:
            more = "" if name == OURS else str(self.ahead(name))
            cells = (name, self.rank(name), self.auc(name), more)
            yield "".join(f"{text!s:26}" for text in cells).rstrip()

    def to_dict(self) -> dict[str, Any]:
        def plain(figure: Figure | None) -> dict[str, Any] | None:
            return figure and {"value": figure.value, "interval": figure.interval}

        return {
            "file": self.file,
            "n": self.n,
            "unscored": self.unscored,
            "spearman": {name: plain(self.rank(name)) for name in self.values},
            "auc": {name: plain(self.auc(name)) for name in self.values},
            "ahead": {name: plain(self.ahead(name)) for name in self.values if name != OURS},
            "failed": self.failed,
        }


async def measure(judge: Judge, embed: Embed, file: Found, count: int) -> Held:
    """Scores each group from what its members said of each card, and by the baselines."""
    values: dict[str, list[float]] = {name: [] for name in (OURS, MAJORITY, COSINE, KEYWORDS)}
    final, unanimous, unscored = list[float](), list[bool](), 0
    for row in drawn(reporting(file.rows), count):
        lines = [
            Line(turn, str(message["speaker"]), str(message["text"]))
            for turn, message in enumerate(row["messages"], start=1)
            if str(message["text"]).strip()
        ]
        cards = [
            Article(f"card-{place}", f"Card {card} should be turned.", None)
            for place, card in enumerate(row["cards"])
        ]
        readings = await read_lines(judge, lines, cards)
        scores = [s for s in score_stated(readings) if s.scope.whole]
        ours = next(score.value for score in scores if score.id == OURS)
        if ours is None:
            unscored += 1
            continue
        values[OURS].append(ours)
        values[MAJORITY].append(0.0)
        values[COSINE].append(_likeness(lines, embed))
        values[KEYWORDS].append(float(np.mean([bool(_AGREEING.search(x.text)) for x in lines])))
        final.append(float(row["final_agreement"]))
        unanimous.append(bool(row.get("unanimous", row["final_agreement"] >= 1)))
    return Held(file.path.name, values, final, unanimous, unscored)


def _likeness(lines: Sequence[Line], embed: Embed) -> float:
    """Mean cosine between the members' mean vectors."""
    vectors = np.asarray(embed([line.text for line in lines]), dtype=np.float64)
    speakers = np.array([line.speaker for line in lines])
    means = np.array([vectors[speakers == who].mean(axis=0) for who in dict.fromkeys(speakers)])
    if len(means) < 2:
        return 0.0
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return float((means @ means.T)[np.triu_indices(len(means), 1)].mean())


def _rank(one: Any, other: Any) -> float:
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def _over_groups(statistic: Any, *data: Sequence[float]) -> Figure:
    value = float(statistic(*map(np.asarray, data)))
    if len(data[0]) < 8:
        return Figure(value, None)
    found = bootstrap(
        data,
        statistic,
        paired=True,
        vectorized=False,
        n_resamples=2000,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Figure(value, (float(found.low), float(found.high)))

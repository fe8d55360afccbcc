"""Pairs of short debates that differ only in their outcome: does a score order them rightly?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scipy.stats import binomtest

from smile_commons.scoring.articles import Article
from smile_commons.scoring.consistency.caving import score_caving
from smile_commons.scoring.consistency.contradictions import against_cards, judged, score_kept
from smile_commons.scoring.consistency.likeness import Vectors
from smile_commons.scoring.judge.gate import Embed
from smile_commons.scoring.judge.task import Judge
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.readings import read_lines
from smile_commons.scoring.stated.scores import score_stated
from smile_commons.scoring.subject import Persona

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "planted"
AGREED = ("stated-agreement", "stated-mutual-convergence")
CONCERNED: Mapping[str, tuple[str, ...]] = {
    "agreement": AGREED,
    "same-words": AGREED,
    "manners": AGREED,
    "resolution": ("stated-attainment", "stated-convergence", "stated-movement"),
    "caving": ("caving",),
    "card": ("prompt-to-line",),
}
"""By kind, the scores that the outcome should move, the one that is expected to first."""
TASKS: Mapping[str, str] = {"card": "contradiction"}
"""What the judge is used for; the side in all the others."""


@dataclass(frozen=True)
class Pair:
    """Two transcripts, the first of which should score higher."""

    id: str
    kind: str
    articles: tuple[Article, ...]
    higher: tuple[Line, ...]
    lower: tuple[Line, ...]
    cards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Ordered:
    """How often a score ordered the pairs of a kind."""

    kind: str
    score: str
    pairs: int
    right: int
    ties: int
    """Both the same, or one of them not to be scored: not right."""
    unscored: int
    withheld: str | None
    wrong: tuple[str, ...]

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, Wilson 1927."""
        found = binomtest(self.right, self.pairs).proportion_ci(method="wilson")
        return float(found.low), float(found.high)

    def to_dict(self) -> dict[str, Any]:
        share = self.right / self.pairs
        return {**self.__dict__, "share": share, "interval": self.interval}


def read_pairs(folder: Path = FOLDER) -> list[Pair]:
    return [
        _pair(json.loads(line))
        for kind in CONCERNED
        for line in (folder / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def _pair(row: Mapping[str, Any]) -> Pair:
    higher = row["expect"]["higher"]
    lower = "b" if higher == "a" else "a"
    return Pair(
        row["id"],
        row["kind"],
        tuple(Article(a["id"], a["text"], a["negation"]) for a in row["articles"]),
        _lines(row[higher]["lines"]),
        _lines(row[lower]["lines"]),
        {who: tuple(lines) for who, lines in row.get("cards", {}).items()},
    )


def _lines(rows: Sequence[Mapping[str, str]]) -> tuple[Line, ...]:
    return tuple(Line(turn, row["speaker"], row["text"]) for turn, row in enumerate(rows, 1))


async def order(
    judge: Judge, embed: Embed, pairs: Sequence[Pair], withheld: Mapping[str, str]
) -> list[Ordered]:
    """Scores both transcripts of each pair, as ``commons score`` would, and sets them in order."""
    found = dict[str, list[tuple[Pair, dict[str, float | None], dict[str, float | None]]]]()
    for pair in pairs:
        first = await _scored(judge, embed, pair, pair.higher)
        second = await _scored(judge, embed, pair, pair.lower)
        found.setdefault(pair.kind, []).append((pair, first, second))
    return [
        _ordered(kind, id, rows, withheld.get(TASKS.get(kind, "side")))
        for kind, rows in found.items()
        for id in CONCERNED[kind]
    ]


async def _scored(
    judge: Judge, embed: Embed, pair: Pair, lines: tuple[Line, ...]
) -> dict[str, float | None]:
    if pair.kind == "card":
        own = {who: Persona(id=who, cue=who, card=card) for who, card in pair.cards.items()}
        cases = await judged(judge, against_cards(lines, own, Vectors(embed)))
        return _whole(score_kept("prompt-to-line", cases, list(own)))
    readings = await read_lines(judge, lines, pair.articles)
    return _whole([*score_stated(readings), *score_caving(readings)[0]])


def _whole(scores: Sequence[Score]) -> dict[str, float | None]:
    return {s.id: s.value for s in scores if s.scope.whole}


def _ordered(
    kind: str,
    id: str,
    rows: Sequence[tuple[Pair, dict[str, float | None], dict[str, float | None]]],
    withheld: str | None,
) -> Ordered:
    right, ties, unscored, wrong = 0, 0, 0, list[str]()
    for pair, first, second in rows:
        one, other = first.get(id), second.get(id)
        if one is None or other is None:
            unscored += 1
        elif one > other:
            right += 1
            continue
        elif one == other:
            ties += 1
        wrong.append(pair.id)
    return Ordered(kind, id, len(rows), right, ties, unscored, withheld, tuple(wrong))

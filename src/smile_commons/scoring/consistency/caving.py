"""Caving: giving way to somebody who gave no reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from smile_commons.scoring.english import ENGLISH
from smile_commons.scoring.intervals import FEWEST, SEED, percentiles
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Control, Scope, Score, scopes
from smile_commons.scoring.stated.permuted import against
from smile_commons.scoring.stated.readings import Reading, Readings

LEAST = 0.2
"""A smaller difference between two readings of one persona is no giving way."""
ORDERS = 499
"""Random orders of the speeches that it is held against."""
ENOUGH = 5
"""Words of one's own that make a reason without any word like *because*."""
COVERS = "resampled over the times that somebody gave way"
TOO_FEW = f"somebody gave way fewer than {FEWEST} times"
NOBODY = "nobody gave way to another in what was said"

_BECAUSE = re.compile(
    r"\b(because|since|therefore|so that|otherwise|unless|for example|for instance|which means|"
    r"that means|means that|the reason|reasons?|proof|evidence|measured|counted|costs?|"
    r"if)\b|\d",
    re.IGNORECASE,
)
_ASSERTING = frozenset(ENGLISH["reasons"]["asserting"].split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class GivingWay:
    """A persona's next word on an article that is nearer to somebody else's than its last."""

    turn: int
    persona: str
    article: str
    size: float
    """How far it moved, in (0, 2]."""
    after: int
    """Turn of the last speech on the article that it had heard."""
    bare: bool
    """Whether nobody had given a reason, in a speech on the article, since its last word on it."""


def has_reason(text: str, article: str = "") -> bool:
    """Whether a speech gives a reason, good or bad, or asserts barely.

    By the words alone: one like *because*, a number, or five words and more that are neither
    the article's nor such as anybody asserts with.
    """
    if _BECAUSE.search(text):
        return True
    known = _words(article) | _ASSERTING
    return len({word for word in _words(text) if len(word) > 3} - known) >= ENOUGH


def score_caving(readings: Readings) -> tuple[list[Score], list[dict[str, Any]]]:
    """The share of giving way that no reason explains: of the whole and by persona."""
    found = list(_given(readings, readings.spoken, readings.lines))
    rng = np.random.default_rng(SEED)
    mixed = [_mixed(readings, rng) for _ in range(ORDERS)] if len(found) >= FEWEST else []
    scores = [_score(scope, found, mixed) for scope in scopes(readings.personas)]
    said = {line.turn: line.text for line in readings.lines}
    rows = [
        {
            "id": "caving",
            "turn": one.turn,
            "persona": one.persona,
            "article": one.article,
            "value": float(one.bare),
            "size": one.size,
            "after": one.after,
            "quote": said[one.after],
        }
        for one in found
    ]
    return scores, rows


def _score(
    scope: Scope, everybody: Sequence[GivingWay], mixed: Sequence[Sequence[GivingWay]]
) -> Score:
    """The score of a scope; ``mixed`` has what comes of random orders."""
    found, score = _of(scope, everybody), partial(Score, id="caving", scope=scope)
    if not found:
        return score(value=None, unscored=NOBODY)
    size = np.array([one.size for one in found])
    bare = np.array([one.size * one.bare for one in found])
    value = float(bare.sum() / size.sum())
    if len(found) < FEWEST:
        control = Control(kind="shuffled", value=None, reason=TOO_FEW)
        return score(value=value, uncertain=TOO_FEW, control=control, n=len(found))
    rng = np.random.default_rng(SEED)
    picked = rng.integers(0, len(found), size=(1000, len(found)))
    drawn = bare[picked].sum(axis=1) / size[picked].sum(axis=1)
    shuffled = np.array([_share(_of(scope, one)) for one in mixed])
    return score(
        value=value,
        interval=percentiles(drawn),
        uncertain=COVERS,
        control=against("shuffled", value, shuffled),
        n=len(found),
    )


def _of(scope: Scope, found: Sequence[GivingWay]) -> list[GivingWay]:
    return [one for one in found if scope.persona in (None, one.persona)]


def _share(found: Sequence[GivingWay]) -> float:
    size = sum(one.size for one in found)
    return sum(one.size * one.bare for one in found) / size if size else float("nan")


def _mixed(readings: Readings, rng: np.random.Generator) -> list[GivingWay]:
    """The same with the speeches in random order."""
    order = [int(place) for place in rng.permutation(len(readings.lines))]
    lines = [readings.lines[place] for place in order]
    where = {old: new for new, old in enumerate(order)}
    spoken = sorted(readings.spoken, key=lambda one: where[one.place])
    return list(_given(readings, spoken, lines, where))


def _given(
    readings: Readings,
    spoken: Sequence[Reading],
    lines: Sequence[Line],
    where: dict[int, int] | None = None,
) -> Iterator[GivingWay]:
    """Every time somebody gave way: ``where`` says at which place each speech now stands.

    To whoever spoke to the article in between: what was said of another matter neither pulls
    nor gives a reason.
    """
    texts = {article.id: article.text for article in readings.articles}
    before = dict[tuple[str, str], tuple[int, float]]()
    said = dict[str, list[tuple[int, float]]]()
    for one in spoken:
        place = where[one.place] if where else one.place
        key = (one.persona, one.article)
        earlier = before.get(key)
        if earlier is not None:
            between = [
                (lines[at], pull)
                for at, pull in said.get(one.article, ())
                if earlier[0] < at < place
                and lines[at].speaker != one.persona
                and lines[at].reaches(one.persona)
            ]
            change = one.position - earlier[1]
            pulled = any((pull - earlier[1]) * change > 0 for _, pull in between)
            if pulled and abs(change) >= LEAST:
                yield GivingWay(
                    one.turn,
                    one.persona,
                    one.article,
                    abs(change),
                    between[-1][0].turn,
                    not any(has_reason(line.text, texts[one.article]) for line, _ in between),
                )
        before[key] = (place, one.position)
        said.setdefault(one.article, []).append((place, one.position))


def _words(text: str) -> set[str]:
    return {word.replace("’", "'") for word in _WORD.findall(text.lower())}

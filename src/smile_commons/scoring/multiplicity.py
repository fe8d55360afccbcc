"""Scores of one run as families of tests, so that *shown* means so of all of them together.

A family is what is read together: in one channel (private ballots, what was said, words against
votes, influence, consistency), the scores of the whole, those of each persona, of each article, of
each persona on each article, of each act. Within it Holm's method holds the chance of anything
false to ``LEVEL``, however much its tests have in common.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from smile_commons.scoring.consistency.definitions import CONSISTENCY
from smile_commons.scoring.definitions import BALLOTS
from smile_commons.scoring.families import holm
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.definitions import BETWEEN, STATED

_CHANNELS: Mapping[str, str] = MappingProxyType(
    {one.id: "private ballots" for one in BALLOTS}
    | {one.id: "what was said" for one in STATED}
    | {one.id: "words against votes" for one in BETWEEN}
    | {one.id: "consistency" for one in CONSISTENCY}
    | {"influence": "influence"}
)


def family_of(score: Score) -> str:
    """The family of a score, in words: its channel, and what it is about."""
    channel = _CHANNELS.get(score.id, score.id)
    parts = {"persona": score.scope.persona, "article": score.scope.article, "act": score.scope.act}
    given = [name for name, value in parts.items() if value is not None]
    return f"{channel}, by {' and '.join(given)}" if given else f"{channel}, of the whole"


def held(scores: Sequence[Score]) -> list[Score]:
    """The same scores, each with its family and, where it has a p-value, the adjusted one."""
    families = defaultdict[str, dict[int, float]](dict)
    for place, score in enumerate(scores):
        if score.p is not None:
            families[family_of(score)][place] = score.p
    adjusted = {place: p for family in families.values() for place, p in holm(family).items()}
    return [
        replace(score, family=family_of(score), p_adjusted=adjusted[place])
        if place in adjusted
        else score
        for place, score in enumerate(scores)
    ]

"""Scores of one run as families of tests, so that *shown* means so of all of them together.

A family is what is read together: in one channel (private ballots, what was said, words against
votes, influence, consistency), the scores of the whole, those of each persona, of each article, of
each persona on each article, of each act. Within it Holm's method holds the chance of anything
false to ``LEVEL``. Scores of one scope that ask one question (how near to the resolution:
attainment, convergence, movement) count once, since they are one test in other units.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from smile_commons.scoring.consistency.definitions import CONSISTENCY
from smile_commons.scoring.definitions import BALLOTS
from smile_commons.scoring.families import holm
from smile_commons.scoring.score import Scope, Score
from smile_commons.scoring.stated.definitions import BETWEEN, STATED

_CHANNELS: Mapping[str, str] = MappingProxyType(
    {one.id: "private ballots" for one in BALLOTS}
    | {one.id: "what was said" for one in STATED}
    | {one.id: "words against votes" for one in BETWEEN}
    | {one.id: "consistency" for one in CONSISTENCY}
    | {"influence": "influence"}
)
_QUESTIONS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("attainment", "convergence", "movement"), "to the resolution")
    | dict.fromkeys(("agreement", "alpha", "polarisation", "mutual-convergence"), "to each other")
)
_Question = tuple[str, Scope]


def family_of(score: Score) -> str:
    """The family of a score, in words: its channel, and what it is about."""
    channel = _CHANNELS.get(score.id, score.id)
    parts = {"persona": score.scope.persona, "article": score.scope.article, "act": score.scope.act}
    given = [name for name, value in parts.items() if value is not None]
    return f"{channel}, by {' and '.join(given)}" if given else f"{channel}, of the whole"


def held(scores: Sequence[Score]) -> list[Score]:
    """The same scores, each with its family and, where it has a p-value, the adjusted one."""
    families = defaultdict[str, list[Score]](list)
    for score in scores:
        if score.p is not None:
            families[family_of(score)].append(score)
    factors = {name: _factors(family) for name, family in families.items()}
    return [
        replace(
            score,
            family=(name := family_of(score)),
            p_adjusted=min(1.0, score.p * factors[name][_question(score)]),
        )
        if score.p is not None
        else score
        for score in scores
    ]


def _factors(family: Sequence[Score]) -> dict[_Question, float]:
    """By question, what Holm's method multiplies the p-values of its scores with."""
    least = dict[_Question, float]()
    for score in family:
        question = _question(score)
        least[question] = min(least.get(question, 1.0), score.p or 0.0)
    adjusted = holm(least)
    rest = len(least)
    return {
        question: adjusted[question] / p if p > 0 else float(rest) for question, p in least.items()
    }


def _question(score: Score) -> _Question:
    return _QUESTIONS.get(score.id.removeprefix("stated-"), score.id), score.scope

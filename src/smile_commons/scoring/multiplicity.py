"""Scores of one run as families of tests, so that *shown* means so of all of them together.

A family is what is read together: in one channel (private ballots, what was said, words against
votes, influence, consistency), the scores of the whole, those of each persona, of each article, of
each persona on each article, of each act. Within it Holm's method holds the chance of anything
false to ``LEVEL``, however much its tests have in common.

Scores of one scope that ask one question in other units are tested through the first of them: how
near to the resolution by movement, how near to each other by agreement. The others are shown only
where that one is (a fixed sequence of tests, which costs the family nothing).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from smile_commons.scoring.definitions import CHANNELS
from smile_commons.scoring.families import holm
from smile_commons.scoring.score import Scope, Score

_CHANNELS = {one.id: channel for channel, found in CHANNELS.items() for one in found}
_QUESTIONS = (
    ("movement", "attainment", "convergence"),
    ("agreement", "mutual-convergence", "alpha", "polarisation"),
)
"""Scores that ask the same, the one first that is tested for all of them."""
_Question = tuple[str, str, Scope]


def family_of(score: Score) -> str:
    """The family of a score, in words: its channel, and what it is about."""
    channel = _CHANNELS[score.id]
    parts = {"persona": score.scope.persona, "article": score.scope.article, "act": score.scope.act}
    given = [name for name, value in parts.items() if value is not None]
    return f"{channel}, by {' and '.join(given)}" if given else f"{channel}, of the whole"


def held(scores: Sequence[Score]) -> list[Score]:
    """The same scores, each with its family and, where it has a p-value, the adjusted one."""
    first = dict[_Question, float]()
    for score in sorted(scores, key=_place):
        if score.p is not None:
            first.setdefault(_question(score), score.p)
    families = defaultdict[str, dict[_Question, float]](dict)
    for question, p in first.items():
        families[question[0]][question] = p
    adjusted = {question: p for family in families.values() for question, p in holm(family).items()}
    return [
        score
        if score.p is None
        else replace(
            score,
            family=family_of(score),
            p_adjusted=max(score.p, adjusted[_question(score)]),
        )
        for score in scores
    ]


def _question(score: Score) -> _Question:
    bare = score.id.removeprefix("stated-")
    asked = next((group[0] for group in _QUESTIONS if bare in group), score.id)
    return family_of(score), asked, score.scope


def _place(score: Score) -> int:
    """Which of the scores that ask one question is tested first."""
    bare = score.id.removeprefix("stated-")
    return next((group.index(bare) for group in _QUESTIONS if bare in group), 0)

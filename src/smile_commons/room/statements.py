"""What a class made of its statements: what all groups agree on, and what divides them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from smile_commons.room.hiding import Shown, hidden_counts
from smile_commons.room.opinion_map import Answers, OpinionMap, group_of, opinion_map
from smile_commons.room.records import Choice, Item, StatementVote

WORTH: Mapping[Choice, float] = {"agree": 1.0, "disagree": -1.0, "pass": 0.0}
MOST = 24
"""Statements that are asked at most."""
FEWEST_NAMED = 8
"""Answers below which nothing is called agreed or divisive."""
_PASSED = 1 / 3
_FIRST = 3
"""Statements that are named for each."""


@dataclass(frozen=True, slots=True)
class StatementResult:
    """How one statement was answered."""

    id: str
    text: str
    agree: Shown
    disagree: Shown
    passed: Shown
    """None where fewer than five answered so, or where it could be worked out."""
    consensus: bool = False
    """One of those on which all groups agree most."""
    divisive: bool = False
    """One of those on which agreement and disagreement are nearest to even."""


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements, those on which most agree first, and the map."""

    results: tuple[StatementResult, ...]
    map: OpinionMap | None
    voters: int


def statements(
    items: Sequence[Item], votes: Sequence[StatementVote], *, seed: int = 1
) -> Statements:
    """What may be shown of the answers to those statements that the class was shown.

    Consensus is the product over the groups of ``(agree + 1) / (seen + 2)`` (Small et al. 2021,
    group-informed consensus); where no groups are proven the class is one. Divisive is where
    ``|agree - disagree|`` is a small share of eight answers or more, fewer than a third of them
    passed.
    """
    asked = [one for one in items if one.kind == "statement" and one.state == "approved"][:MOST]
    answers = answers_of(asked, votes)
    groups = group_of(answers, seed=seed)
    counts = {
        one.id: Counter(given[one.id] for given in answers.values() if one.id in given)
        for one in asked
    }
    shown = {key: _shown(one) for key, one in counts.items()}
    agreed = {
        one.id: _consensus(one.id, answers, groups)
        for one in asked
        if counts[one.id].total() >= FEWEST_NAMED and counts[one.id][1.0] > counts[one.id][-1.0]
    }
    divided = {
        one.id: abs(counts[one.id][1.0] - counts[one.id][-1.0]) / counts[one.id].total()
        for one in asked
        if _may_divide(counts[one.id])
    }
    common = _first(agreed, reverse=True)
    apart = _first({key: value for key, value in divided.items() if key not in common})
    results = [
        StatementResult(one.id, one.text, *shown[one.id], one.id in common, one.id in apart)
        for one in asked
    ]
    results.sort(key=lambda one: (-agreed[one.id] if one.consensus else 0.0, not one.divisive))
    voters = sum(bool(given) for given in answers.values())
    return Statements(tuple(results), opinion_map(answers, seed=seed), voters)


def answers_of(items: Sequence[Item], votes: Sequence[StatementVote]) -> Answers:
    """Each seat's last answers to those statements; what was taken back is none."""
    asked = {one.id for one in items}
    found: dict[str, dict[str, float]] = {}
    for one in votes:
        if one.statement not in asked:
            continue
        given = found.setdefault(one.seat, {})
        given.pop(one.statement, None)
        if one.choice is not None:
            given[one.statement] = WORTH[one.choice]
    return found


def _shown(counts: Counter[float]) -> tuple[Shown, Shown, Shown]:
    (agree, disagree, passed), _ = hidden_counts([counts[1.0], counts[-1.0], counts[0.0]])
    return agree, disagree, passed


def _consensus(statement: str, answers: Answers, groups: Mapping[str, int]) -> float:
    by_group: dict[int, list[float]] = {}
    for seat, given in answers.items():
        if statement in given:
            by_group.setdefault(groups.get(seat, 0), []).append(given[statement])
    return prod((given.count(1.0) + 1) / (len(given) + 2) for given in by_group.values())


def _may_divide(counts: Counter[float]) -> bool:
    seen = counts.total()
    return (
        seen >= FEWEST_NAMED
        and counts[0.0] < seen * _PASSED
        and abs(counts[1.0] - counts[-1.0]) < seen / 2
    )


def _first(scores: Mapping[str, float], *, reverse: bool = False) -> set[str]:
    return set(sorted(scores, key=lambda key: (scores[key], key), reverse=reverse)[:_FIRST])

"""Which speeches and articles a person is asked about, and which labels are a random sample.

The order is random, but every stratum (a speaker on an article) comes in proportion to its size in
whatever part of it is labelled. So each speech and article is as likely to be among the first n as
any other, and one may stop anywhere: no weights are needed (systematic sampling from a random start
in each stratum; Cochran 1977, *Sampling Techniques*, chapters 5 and 8). That holds of the first n
and of no others: labels are taken for a random sample where they are the first n of that order, or
where each says how likely it was to be drawn. Of any others, such as those of the top of a file,
nobody knows what they stand for: corrected by them, half of all 95 % intervals miss.
"""

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.lines import Line

SEED = 2145
COUNT = 60
"""How many are asked for unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Question:
    """One speech and one article to be labelled."""

    line: Line
    article: Article
    before: Line | None
    """The speech before it."""
    place: int = 0
    """In the order in which they are asked about, from 1."""

    @property
    def key(self) -> Key:
        """Turn and article."""
        return self.line.turn, self.article.id


def questions(
    lines: Sequence[Line], articles: Sequence[Article], seed: int = SEED
) -> list[Question]:
    """Every speech with every article, in the order in which they are asked about."""
    rng = random.Random(seed)
    strata = defaultdict[tuple[str, str], list[Question]](list)
    for place, line in enumerate(lines):
        for article in articles:
            before = lines[place - 1] if place else None
            strata[article.id, line.speaker].append(Question(line, article, before))
    placed = list[tuple[float, float, Question]]()
    for stratum in strata.values():
        rng.shuffle(stratum)
        start = rng.random()
        placed += [
            ((rank + start) / len(stratum), rng.random(), question)
            for rank, question in enumerate(stratum)
        ]
    placed.sort(key=lambda one: one[:2])
    ordered = (question for _, _, question in placed)
    return [replace(question, place=place) for place, question in enumerate(ordered, start=1)]


FEWEST = 30
"""Labels; with fewer, a variance that they tell is not to be trusted."""
_ERRORS = 4
"""Standard errors by which labels may stand for more or fewer pairs than there are."""
RIGHT = (
    "label with `commons label`, which asks in a random order and in which one may stop anywhere, "
    "or give each label the `probability` with which it was drawn"
)
ELSEWHERE = f"the labels do not say how they were drawn: {RIGHT}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Labels that are a random sample of all speeches and articles."""

    labels: Mapping[Key, Label]
    chances: Mapping[Key, float] = field(default_factory=dict[Key, float])
    """How likely each was to be drawn."""
    refused: str = ""
    """Why there is no such sample, or too small a one; empty where there is one."""
    beside: int = 0
    """Labels that are no part of it: they tell how far judge and person agree, and no more."""


def drawn(labels: Mapping[Key, Label], lines: Sequence[Line], articles: Sequence[Article]) -> Drawn:
    """The random sample among some labels.

    Args:
        labels: by turn and article, those whose words are still the same (``valid_labels``).
        lines: all speeches.
        articles: those that are scored.
    """
    pairs = len(lines) * len(articles)
    if len(labels) == pairs:
        return Drawn(labels, dict.fromkeys(labels, 1.0))
    first = dict[Key, Label]()
    seeds = dict.fromkeys(one.seed for one in labels.values() if one.seed is not None)
    for seed in seeds:
        found = _first_asked(labels, lines, articles, seed)
        first = found if len(found) > len(first) else first
    told = {key: one for key, one in labels.items() if one.probability is not None}
    if len(first) >= max(FEWEST, len(told)):
        return Drawn(first, dict.fromkeys(first, len(first) / pairs), "", len(labels) - len(first))
    if len(told) >= FEWEST:
        chances = {key: one.probability or 1.0 for key, one in told.items()}
        if wrong := _cannot_be(chances, pairs):
            return Drawn({}, {}, wrong, len(labels))
        return Drawn(told, chances, "", len(labels) - len(told))
    return Drawn({}, {}, _why_not(labels, first, told, pairs), len(labels))


def _first_asked(
    labels: Mapping[Key, Label], lines: Sequence[Line], articles: Sequence[Article], seed: int
) -> dict[Key, Label]:
    """The labels of the order's beginning, up to the first that is missing."""
    found = dict[Key, Label]()
    for question in questions(lines, articles, seed):
        if question.key not in labels:
            break
        found[question.key] = labels[question.key]
    return found


def _cannot_be(chances: Mapping[Key, float], pairs: int) -> str:
    """Why so many labels cannot have been drawn with these probabilities; empty: they can.

    Each stands for 1 / probability pairs, so together for about all of them.
    """
    stand = sum(1 / chance for chance in chances.values())
    error = math.sqrt(sum((1 - chance) / chance**2 for chance in chances.values()))
    if abs(stand - pairs) <= _ERRORS * error:
        return ""
    return (
        f"by their probabilities the {len(chances)} labels stand for {stand:.0f} speeches with an "
        f"article, and there are {pairs}: a probability is that of a pair to be drawn out of all"
    )


def _why_not(
    labels: Mapping[Key, Label],
    first: Mapping[Key, Label],
    told: Mapping[Key, Label],
    pairs: int,
) -> str:
    given = list(labels.values())
    if len(given) < FEWEST:
        return f"{len(given)} labels; {FEWEST} are needed"
    if told:
        return (
            f"{len(told)} of {len(given)} labels have a probability of being drawn; "
            f"{FEWEST} are needed"
        )
    asked = [one for one in given if one.seed is not None]
    if not asked:
        return ELSEWHERE
    if other := next((one.pairs for one in asked if one.pairs not in (None, pairs)), None):
        return (
            f"the labels were drawn from {other} speeches with an article, and there are {pairs} "
            "now: score on the articles that were labelled, or label anew"
        )
    seeds = sorted({one.seed for one in asked if one.seed is not None})
    named = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {', '.join(map(str, seeds))}"
    return (
        f"of {len(given)} labels only {len(first)} are the first that {named} asks for, so the "
        f"others are no random sample; {FEWEST} are needed: go on with `commons label`, which asks "
        "for those that are missing"
    )

"""Which speeches and articles a person is asked about, and in which order.

The order is random, but every stratum (a speaker on an article) comes in proportion to its size in
whatever part of it is labelled. So each speech and article is as likely to be among the first n as
any other, and one may stop anywhere: no weights are needed (systematic sampling from a random start
in each stratum; Cochran 1977, *Sampling Techniques*, chapters 5 and 8). That holds of the first n
and of no others, which is looked at before anything is corrected (``drawn``).
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.label import Key
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

"""Scores of what was said, corrected by the labels of a person who read a sample of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from smile_commons.scoring.labels.agreement import score_agreed
from smile_commons.scoring.labels.cells import position, share
from smile_commons.scoring.labels.expected import expected
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.labels.pairs import UNKNOWN, Pairs, Values, Whole
from smile_commons.scoring.labels.powered import Estimate, Powered, effective
from smile_commons.scoring.labels.sample import FEWEST, Drawn, drawn
from smile_commons.scoring.score import Scope, Score
from smile_commons.scoring.stated.readings import Readings

_Chances = tuple[Values, Values]
_Two = tuple[Estimate, Estimate]
"""With the judge's readings, and without."""

MEAN, ATTAINMENT = "stated-mean-corrected", "stated-attainment-corrected"
SHARE = "stated-share-corrected"
NOBODY = "no speech that was labelled speaks to an article"
ALL = "everything was labelled: nothing is left to estimate"


def score_corrected(readings: Readings, labels: Mapping[Key, Label]) -> list[Score]:
    """What was said as a person would have read it all: mean position, attainment, share.

    Of the whole, and by persona, article and act wherever ``FEWEST`` labels or more lie in it; and
    how far the labels agree with the judge. Labels that are no random sample correct nothing: the
    scores say why.

    Args:
        readings: what the judge read.
        labels: by turn and article; those of other words are to be left out (``valid_labels``).
    """
    agreed = score_agreed(readings, labels)
    sample = drawn(labels, readings.lines, readings.articles)
    if sample.refused:
        return [*_unscored(Scope(), sample.refused), *agreed]
    found = [
        score
        for scope, scorer in _scorers(readings, sample)
        if scope == Scope() or len(scorer.labels) >= FEWEST
        for score in scorer.scores(scope)
    ]
    return [*found, *agreed]


@dataclass(frozen=True, slots=True)
class _Scorer:
    """What scores of one scope are made of."""

    position: _Two
    share: _Two
    beside: int
    """Labels that are no part of the sample."""

    @classmethod
    def of(cls, pairs: Pairs, chances: _Chances, weights: list[float], beside: int) -> "_Scorer":
        positions = _two(Estimate.of(position, pairs, one, weights) for one in chances)
        even = [1.0] * len(weights)
        return cls(positions, _two(Estimate.of(share, pairs, one, even) for one in chances), beside)

    def part(self, persona: int | None = None, article: int | None = None) -> "_Scorer":
        """Of one persona or article."""
        positions = _two(one.part(persona, article) for one in self.position)
        shares = _two(one.part(persona, article) for one in self.share)
        return _Scorer(positions, shares, self.beside)

    @property
    def labels(self) -> Whole:
        """The labels of the scope."""
        judged, _ = self.position
        label = judged.pairs.label[judged.here]
        return label[label != UNKNOWN]

    def scores(self, scope: Scope) -> list[Score]:
        """Mean position, attainment and share."""
        shared = self._score(SHARE, scope, *(one.powered() for one in self.share))
        if not (self.labels > 0).any():
            return [*_unscored(scope, NOBODY, (MEAN, ATTAINMENT)), shared]
        middle, alone = (one.powered() for one in self.position)
        return [
            self._score(MEAN, scope, middle, alone),
            self._score(ATTAINMENT, scope, _as_attainment(middle), _as_attainment(alone)),
            shared,
        ]

    def _score(self, id: str, scope: Scope, found: Powered, alone: Powered) -> Score:
        labelled, judged = len(self.labels), len(self.position[0].here)
        told = ALL
        if found.interval is not None:
            told = (
                f"{labelled} labels by a person, {judged} read by the judge; worth "
                f"{effective(found, alone, labelled):.0f} labels alone; holds whatever the judge's "
                "faults"
            )
        if self.beside:
            told += f"; {self.beside} labels that were not drawn at random are left out"
        interval = found.interval
        return Score(
            id=id, scope=scope, value=found.value, interval=interval, uncertain=told, n=judged
        )


def _two(both: Iterable[Estimate]) -> _Two:
    judged, alone = both
    return judged, alone


def _scorers(readings: Readings, sample: Drawn) -> Iterator[tuple[Scope, _Scorer]]:
    """Of the whole, and of whatever else there may be labels enough for."""
    weights = [article.weight for article in readings.articles]
    pairs = Pairs.of(readings, sample)
    chances = expected(pairs), expected(pairs, judged=False)
    whole = _Scorer.of(pairs, chances, weights, sample.beside)
    yield Scope(), whole
    for row, persona in enumerate(readings.personas):
        yield Scope(persona=persona), whole.part(persona=row)
    for column, article in enumerate(readings.articles):
        yield Scope(article=article.id), whole.part(article=column)
    last = {line.act: line.turn for line in readings.lines if line.act is not None}
    for act, turn in list(last.items())[:-1]:  # as it stood when the act was over
        then = pairs.turn <= turn
        if int((pairs.known & then).sum()) >= FEWEST:
            part = chances[0][then], chances[1][then]
            yield Scope(act=act), _Scorer.of(pairs.part(then), part, weights, sample.beside)


def _as_attainment(found: Powered) -> Powered:
    """A mean position on the scale from 0 to 1."""
    interval = found.interval
    ends = interval and ((1 + interval[0]) / 2, (1 + interval[1]) / 2)
    return Powered((1 + found.value) / 2, found.variance / 4, ends)


def _unscored(scope: Scope, reason: str, ids: Sequence[str] = ()) -> list[Score]:
    wanted = ids or (MEAN, ATTAINMENT, SHARE)
    return [Score(id=id, scope=scope, value=None, unscored=reason) for id in wanted]

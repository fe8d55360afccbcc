"""Scores of what was said, corrected by the labels of a person who read a sample of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smile_commons.scoring.labels.agreed import score_agreed
from smile_commons.scoring.labels.definitions import CORRECTED
from smile_commons.scoring.labels.drawn import FEWEST, Drawn, drawn
from smile_commons.scoring.labels.expected import expected
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.labels.pairs import Pairs
from smile_commons.scoring.labels.powered import Powered, effective, mean_position, spoken_share
from smile_commons.scoring.score import Scope, Score
from smile_commons.scoring.stated.readings import Readings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from smile_commons.scoring.labels.pairs import Values

MEAN, ATTAINMENT, SHARE = (definition.id for definition in CORRECTED)
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
    found = _Corrected.of(readings, sample)
    return [*found.scores(readings), *agreed]


@dataclass(frozen=True, slots=True)
class _Corrected:
    """All pairs, and what is expected of each with the judge and without."""

    pairs: Pairs
    judged: "Values"
    alone: "Values"
    weights: "Values"
    sample: Drawn

    @classmethod
    def of(cls, readings: Readings, sample: Drawn) -> "_Corrected":
        import numpy as np

        pairs = Pairs.of(readings, sample)
        weights = np.array([article.weight for article in readings.articles])
        alone = expected(pairs, judged=False)
        return cls(pairs, expected(pairs), alone, weights, sample)

    def scores(self, readings: Readings) -> list[Score]:
        """Of every scope with labels enough."""
        return [
            score
            for scope, picked in self._scopes(readings)
            if not any(scope.to_dict().values()) or int((picked & self.pairs.known).sum()) >= FEWEST
            for score in self._part(picked)._scores(scope)
        ]

    def _scopes(self, readings: Readings) -> "Iterator[tuple[Scope, NDArray[np.bool_]]]":
        pairs = self.pairs
        yield Scope(), pairs.turn >= 0
        for row, persona in enumerate(readings.personas):
            yield Scope(persona=persona), pairs.persona == row
        for column, article in enumerate(readings.articles):
            yield Scope(article=article.id), pairs.article == column
        last = {line.act: line.turn for line in readings.lines if line.act is not None}
        for act, turn in list(last.items())[:-1]:  # as it stood when the act was over
            yield Scope(act=act), pairs.turn <= turn

    def _part(self, picked: "NDArray[np.bool_]") -> "_Corrected":
        pairs, judged, alone = self.pairs.part(picked), self.judged[picked], self.alone[picked]
        return replace(self, pairs=pairs, judged=judged, alone=alone)

    def _scores(self, scope: Scope) -> list[Score]:
        share = spoken_share(self.pairs, self.judged)
        shared = self._score(SHARE, scope, share, spoken_share(self.pairs, self.alone))
        if not (self.pairs.label > 0).any():
            return [*_unscored(scope, NOBODY, (MEAN, ATTAINMENT)), shared]
        middle = mean_position(self.pairs, self.judged, self.weights)
        alone = mean_position(self.pairs, self.alone, self.weights)
        return [
            self._score(MEAN, scope, middle, alone),
            self._score(ATTAINMENT, scope, _as_attainment(middle), _as_attainment(alone)),
            shared,
        ]

    def _score(self, id: str, scope: Scope, found: Powered, alone: Powered) -> Score:
        labelled, judged = int(self.pairs.known.sum()), len(self.pairs.label)
        beside = self.sample.beside
        told = ALL
        if found.interval is not None:
            told = (
                f"{labelled} labels by a person, {judged} read by the judge; worth "
                f"{effective(found, alone, labelled):.0f} labels alone; holds whatever the judge's "
                "faults"
            )
        if beside:
            told += f"; {beside} labels that were not drawn at random are left out"
        value, interval = found.value, found.interval
        return Score(id=id, scope=scope, value=value, interval=interval, uncertain=told, n=judged)


def _as_attainment(found: Powered) -> Powered:
    """A mean position on the scale from 0 to 1."""
    interval = found.interval
    ends = interval and ((1 + interval[0]) / 2, (1 + interval[1]) / 2)
    return Powered((1 + found.value) / 2, found.variance / 4, ends)


def _unscored(scope: Scope, reason: str, ids: Sequence[str] = ()) -> list[Score]:
    wanted = ids or (MEAN, ATTAINMENT, SHARE)
    return [Score(id=id, scope=scope, value=None, unscored=reason) for id in wanted]

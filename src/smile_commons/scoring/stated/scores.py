"""Scores of stated positions: of the whole, by persona, by article, by both, and by act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smile_commons.scoring.intervals import FEWEST, percentiles
from smile_commons.scoring.score import Control, LeftOut, Scope, Score
from smile_commons.scoring.stated.draws import Draws, draw
from smile_commons.scoring.stated.figures import (
    CHANGES,
    MOVEMENT,
    OF_MANY,
    POSITION,
    STATES,
    beginning,
    figure,
)
from smile_commons.scoring.stated.positions import Units
from smile_commons.scoring.stated.readings import Readings

if TYPE_CHECKING:
    from smile_commons.scoring.convergence import Table

COVERS = (
    "resampled over speeches, articles and forms of the question: how far the figure hangs on "
    "which of them there were; not how another performance would go"
)
TOO_FEW = f"fewer than {FEWEST} speeches to resample"
NEVER = "no speech of the persona speaks to it"
NOTHING = "no speech speaks to an article"
ONCE = "nobody speaks twice to the same article"
ALONE = "fewer than two personas speak to the same article"
SWAPPED_DECIDES = {"stated-mutual-convergence"}
SWAPPED_BESIDE = {"stated-agreement", "stated-polarisation"}
NEGATED = {"stated-attainment", "stated-convergence", MOVEMENT}
"""Scores for which articles and their contraries must not come out alike."""


@dataclass(frozen=True, slots=True)
class Negated:
    """The same transcript read on articles alone, and on their negations alone."""

    articles: Readings
    negations: Readings


@dataclass(frozen=True, slots=True)
class _Part:
    """A scope, and where it lies in the tables."""

    scope: Scope
    rows: list[int]
    columns: list[int]


def score_stated(readings: Readings, negated: Negated | None = None) -> list[Score]:
    """Every score of what was said in public.

    Args:
        readings: what the judge read.
        negated: the readings for the control of the negated resolution, where it was asked for.
    """
    scorer = _Scorer.of(readings, negated)
    scores = [scorer.score(id, part) for part in _parts(readings) for id in _ids(part, readings)]
    return [*_of_acts(readings), *scores]


def _of_acts(readings: Readings) -> list[Score]:
    """The whole as it stood when each act but the last was over."""
    last = dict[str, int]()
    for line in readings.lines:
        if line.act is not None:
            last[line.act] = line.turn
    found = list[Score]()
    for act, turn in list(last.items())[:-1]:
        until = readings.until(turn)
        scorer = _Scorer.of(until, None)
        part = _Part(Scope(act=act), *_everything(until))
        found += [scorer.score(id, part) for id in (*STATES, *CHANGES, MOVEMENT)]
    return found


def _everything(readings: Readings) -> tuple[list[int], list[int]]:
    return list(range(len(readings.personas))), list(range(len(readings.articles)))


def _parts(readings: Readings) -> Iterator[_Part]:
    rows, columns = _everything(readings)
    yield _Part(Scope(), rows, columns)
    for row, persona in enumerate(readings.personas):
        yield _Part(Scope(persona=persona), [row], columns)
    for column, article in enumerate(readings.articles):
        yield _Part(Scope(article=article.id), rows, [column])
    for row, persona in enumerate(readings.personas):
        for column, article in enumerate(readings.articles):
            yield _Part(Scope(persona=persona, article=article.id), [row], [column])


def _ids(part: _Part, readings: Readings) -> Sequence[str]:
    if part.scope.persona is not None and part.scope.article is not None:
        return (POSITION, MOVEMENT)
    ids = (*STATES, *CHANGES, MOVEMENT)
    single = part.scope.persona is not None
    return tuple(id for id in ids if not (single and id in OF_MANY))


@dataclass(frozen=True, slots=True)
class _Scorer:
    readings: Readings
    units: Units
    weights: "Table"
    draws: Draws
    alone: Draws | None
    """Articles without their negations."""
    contrary: Draws | None

    @classmethod
    def of(cls, readings: Readings, negated: Negated | None) -> "_Scorer":
        import numpy as np

        weights = np.array([article.weight for article in readings.articles])
        units = Units.of(readings)
        drawn = draw(units, weights)
        if negated is None:
            return cls(readings, units, weights, drawn, None, None)
        # The same seed and the same speeches: draw by draw the weights are the same.
        alone, contrary = (
            draw(Units.of(one), weights) for one in (negated.articles, negated.negations)
        )
        return cls(readings, units, weights, drawn, alone, contrary)

    def score(self, id: str, part: _Part) -> Score:
        """One score of one scope."""
        import numpy as np

        where = (part.rows, part.columns)
        value = _number(figure(id, self.draws.measured, self.weights, *where))
        left_out = self._left_out(part)
        if value is None:
            reason = self._reason(id, part)
            return Score(id=id, scope=part.scope, value=None, unscored=reason, left_out=left_out)
        state = id in STATES or id == POSITION
        counted = self._counted(id, part)
        interval = None
        if counted >= FEWEST:
            interval = percentiles(figure(id, self.draws.resampled, self.draws.weights, *where))
        return Score(
            id=id,
            scope=part.scope,
            value=value,
            start=_number(beginning(id, self.draws.measured, self.weights, *where))
            if state
            else None,
            interval=interval,
            uncertain=TOO_FEW if interval is None else COVERS,
            control=None if id == POSITION else self._against(id, part, "shuffled", value),
            further=self._further(id, part, value),
            left_out=left_out,
            n=int(np.sum(np.isfinite(self.draws.measured.end[np.ix_(*where)]))),
        )

    def _counted(self, id: str, part: _Part) -> int:
        """Speeches that the score is made of, each article's apart."""
        import numpy as np

        count = self.draws.measured.count[np.ix_(part.rows, part.columns)]
        least = 2 if id in CHANGES or id == MOVEMENT else 1
        return int(count[count >= least].sum())

    def _against(
        self, id: str, part: _Part, kind: str, value: float, decides: bool = True
    ) -> Control:
        """The control of the same draws."""
        stack = self.draws.shuffled if kind == "shuffled" else self.draws.swapped
        where = (part.rows, part.columns)
        controlled = figure(id, stack, self.draws.weights, *where)
        drawn = figure(id, self.draws.resampled, self.draws.weights, *where)
        level = _middle(figure(id, stack, self.weights, *where))
        enough = self._counted(id, part) >= FEWEST
        interval = percentiles(drawn - controlled) if enough else None
        return Control(
            kind=kind,
            value=level,
            difference=None if level is None else value - level,
            interval=interval,
            reason=TOO_FEW if interval is None else None,
            decides=decides,
        )

    def _further(self, id: str, part: _Part, value: float) -> list[Control]:
        found = list[Control]()
        if id in SWAPPED_DECIDES | SWAPPED_BESIDE:
            found.append(self._against(id, part, "swapped", value, id in SWAPPED_DECIDES))
        if id in NEGATED and self.alone is not None and self.contrary is not None:
            found.append(self._negated(id, part, self.alone, self.contrary))
        return found

    def _negated(self, id: str, part: _Part, alone: Draws, contrary: Draws) -> Control:
        where = (part.rows, part.columns)
        value = _number(figure(id, contrary.measured, self.weights, *where))
        here = _number(figure(id, alone.measured, self.weights, *where))
        if value is None or here is None:
            reason = "nothing could be read on the negations"
            return Control(kind="negated", value=value, reason=reason)
        drawn = figure(id, alone.resampled, alone.weights, *where) - figure(
            id, contrary.resampled, alone.weights, *where
        )
        interval = percentiles(drawn) if self._counted(id, part) >= FEWEST else None
        return Control(
            kind="negated",
            value=value,
            difference=here - value,
            interval=interval,
            reason=TOO_FEW if interval is None else None,
        )

    def _left_out(self, part: _Part) -> list[LeftOut]:
        """Personas that never spoke to an article; readings that failed."""
        readings = self.readings
        personas = {readings.personas[row] for row in part.rows}
        articles = {readings.articles[column].id for column in part.columns}
        failed = [
            LeftOut(one.persona, one.article, f"speech {one.turn}", one.reason)
            for one in readings.unread
            if one.persona in personas and one.article in articles
        ]
        never = [
            LeftOut(readings.personas[row], readings.articles[column].id, "stated", NEVER)
            for row in part.rows
            for column in part.columns
            if not self.draws.measured.count[row, column]
        ]
        return [*never, *failed]

    def _reason(self, id: str, part: _Part) -> str:
        import numpy as np

        count = self.draws.measured.count[np.ix_(part.rows, part.columns)]
        if not count.any():
            single = part.scope.persona is not None and part.scope.article is not None
            return NEVER if single else NOTHING
        if (id in CHANGES or id == MOVEMENT) and count.max() < 2:
            return ONCE
        return ALONE


def _middle(drawn: "Table") -> float | None:
    import numpy as np

    defined = drawn[np.isfinite(drawn)]
    return float(defined.mean()) if len(defined) else None


def _number(value: "Table") -> float | None:
    import numpy as np

    return float(value) if np.isfinite(value) else None

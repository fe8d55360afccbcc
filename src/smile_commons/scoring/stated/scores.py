"""Scores of stated positions: of the whole, by persona, by article, by both, and by act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.score import Control, LeftOut, Scope, Score
from smile_commons.scoring.stated.figures import (
    ALPHA,
    CHANGES,
    MOVEMENT,
    OF_MANY,
    POSITION,
    STATES,
    beginning,
    figure,
)
from smile_commons.scoring.stated.permuted import Permuted, against, permuted
from smile_commons.scoring.stated.read import Read, apart
from smile_commons.scoring.stated.readings import Readings
from smile_commons.scoring.stated.spread import Figure

COVERS = (
    "over speeches: how far the figure hangs on what each happened to say and on how it was read; "
    "these personas and articles; not how another performance would go"
)
TOO_FEW = "nobody speaks twice to the same article, so one speech's noise is not known"
NEVER = "no speech of the persona speaks to it"
NOTHING = "no speech speaks to an article"
ONCE = "nobody speaks twice to the same article"
ALIKE = "every position is the same, or there is one article: chance cannot be told"
ALONE = "fewer than two personas speak to the same article"
SWAPPED_DECIDES = {"stated-mutual-convergence"}
SWAPPED_BESIDE = {"stated-agreement", ALPHA, "stated-polarisation"}
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


def score_stated(readings: Readings, negated: Negated | str | None = None) -> list[Score]:
    """Every score of what was said in public.

    Args:
        readings: what the judge read.
        negated: the readings for the control of the negated resolution, where it was asked for,
            or why there are none.
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
        found += [scorer.score(id, part) for id in (*STATES, ALPHA, *CHANGES, MOVEMENT)]
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
    if part.scope == Scope():
        ids = (*STATES, ALPHA, *CHANGES, MOVEMENT)
    single = part.scope.persona is not None
    return tuple(id for id in ids if not (single and id in OF_MANY))


@dataclass(frozen=True, slots=True)
class _Scorer:
    readings: Readings
    weights: Table
    read: Read
    chance: Permuted
    negated: tuple[Read, Read] | str | None
    """Articles without their negations, and these alone; or why they could not be read."""

    @classmethod
    def of(cls, readings: Readings, negated: Negated | str | None) -> "_Scorer":
        weights = np.array([article.weight for article in readings.articles])
        read = Read.of(readings)
        sides = (
            (Read.of(negated.articles), Read.of(negated.negations))
            if isinstance(negated, Negated)
            else negated
        )
        return cls(readings, weights, read, permuted(read.units), sides)

    def figure(self, id: str, part: _Part) -> Figure:
        """The score as a function of where everybody began and ended."""
        return lambda told: figure(id, told, self.weights, part.rows, part.columns)

    def score(self, id: str, part: _Part) -> Score:
        """One score of one scope."""
        where = (part.rows, part.columns)
        told, at = self.read.told, self.figure(id, part)
        value = _number(at(told))
        left_out = self._left_out(part)
        if value is None:
            reason = self._reason(id, part)
            return Score(id=id, scope=part.scope, value=None, unscored=reason, left_out=left_out)
        state = id in STATES or id in (POSITION, ALPHA)
        spread = self.read.spread(at)
        begun = beginning(id, told, self.weights, *where) if state else None
        return Score(
            id=id,
            scope=part.scope,
            value=value,
            start=None if begun is None else _number(begun),
            interval=None if spread is None else DEFINITIONS[id].within(spread.interval(value)),
            uncertain=TOO_FEW if spread is None else COVERS,
            control=None
            if id == POSITION
            else against("shuffled", value, at(self.chance.shuffled)),
            further=self._further(id, part, value),
            left_out=left_out,
            n=int(np.sum(np.isfinite(told.end[np.ix_(*where)]))),
        )

    def _further(self, id: str, part: _Part, value: float) -> list[Control]:
        found = list[Control]()
        if id in SWAPPED_DECIDES | SWAPPED_BESIDE:
            drawn = self.figure(id, part)(self.chance.swapped)
            found.append(against("swapped", value, drawn, decides=id in SWAPPED_DECIDES))
        if id in NEGATED and self.negated is not None:
            found.append(
                Control(kind="negated", value=None, reason=self.negated)
                if isinstance(self.negated, str)
                else self._negated(id, part, *self.negated)
            )
        return found

    def _negated(self, id: str, part: _Part, alone: Read, contrary: Read) -> Control:
        at = self.figure(id, part)
        here, there = _number(at(alone.told)), _number(at(contrary.told))
        if here is None or there is None:
            reason = "nothing could be read on the negations"
            return Control(kind="negated", value=there, reason=reason)
        spread = apart(at, alone, contrary)
        return Control(
            kind="negated",
            value=there,
            difference=here - there,
            interval=None if spread is None else spread.interval(here - there),
            p=None if spread is None else spread.p_value(here - there),
            reason=TOO_FEW if spread is None else None,
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
            if not self.read.told.count[row, column]
        ]
        return [*never, *failed]

    def _reason(self, id: str, part: _Part) -> str:
        count = self.read.told.count[np.ix_(part.rows, part.columns)]
        if not count.any():
            single = part.scope.persona is not None and part.scope.article is not None
            return NEVER if single else NOTHING
        if (id in CHANGES or id == MOVEMENT) and count.max() < 2:
            return ONCE
        return ALIKE if id == ALPHA and (count > 0).sum(axis=0).max() > 1 else ALONE


def _number(value: Table) -> float | None:
    return float(value) if np.isfinite(value) else None

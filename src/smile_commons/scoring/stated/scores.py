"""Scores of stated positions: of the whole, by persona, by article, by both, and by act."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.figures import CHANGES, STATES, Part, ids_of, is_state, number, parts
from smile_commons.scoring.intervals import held_against
from smile_commons.scoring.score import Control, LeftOut, Scope, Score
from smile_commons.scoring.stated.permuted import Permuted, against, permuted
from smile_commons.scoring.stated.positions import Figure, figure_of
from smile_commons.scoring.stated.read import Read, apart
from smile_commons.scoring.stated.readings import Readings

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
OF_THE_WHOLE = (*STATES, "alpha", *CHANGES, "movement")
SWAPPED_DECIDES = {"stated-mutual-convergence"}
SWAPPED_BESIDE = {"stated-agreement", "stated-alpha", "stated-polarisation"}
NEGATED = {"stated-attainment", "stated-convergence", "stated-movement"}
"""Scores for which articles and their contraries must not come out alike."""


@dataclass(frozen=True, slots=True)
class Negated:
    """The same transcript read on articles alone, and on their negations alone."""

    articles: Readings
    negations: Readings


def score_stated(readings: Readings, negated: Negated | str | None = None) -> list[Score]:
    """Every score of what was said in public.

    Args:
        readings: what the judge read.
        negated: the readings for the control of the negated resolution, where it was asked for,
            or why there are none.
    """
    scorer = _Scorer.of(readings, negated)
    found = _of_acts(readings)
    for part in _parts(readings):
        if part.scope.persona is not None and part.scope.article is not None:
            found.append(scorer.score("stated-position", part))
        found += scorer.scores(part)
    return found


def _of_acts(readings: Readings) -> list[Score]:
    """The whole as it stood when each act but the last was over."""
    last = {line.act: line.turn for line in readings.lines if line.act is not None}
    found = list[Score]()
    for act, turn in list(last.items())[:-1]:
        until = readings.until(turn)
        whole = replace(next(_parts(until)), scope=Scope(act=act))
        found += _Scorer.of(until, None).scores(whole)
    return found


def _parts(readings: Readings) -> Iterator[Part]:
    return parts(readings.personas, [article.id for article in readings.articles])


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

    def scores(self, part: Part) -> list[Score]:
        """The scores of one scope."""
        return [self.score(f"stated-{id}", part) for id in ids_of(part.scope, OF_THE_WHOLE)]

    def score(self, id: str, part: Part) -> Score:
        """One score of one scope."""
        told, at = self.read.told, figure_of(id, self.weights, part)
        value = number(at(told))
        left_out = self._left_out(part)
        if value is None:
            reason = self._reason(id, part)
            return Score(id=id, scope=part.scope, value=None, unscored=reason, left_out=left_out)
        stands = id == "stated-position" or is_state(id.removeprefix("stated-"))
        spread = self.read.spread(at)
        return Score(
            id=id,
            scope=part.scope,
            value=value,
            start=number(at(replace(told, end=told.start))) if stands else None,
            interval=spread and DEFINITIONS[id].within(spread.interval(value)),
            uncertain=TOO_FEW if spread is None else COVERS,
            control=None
            if id == "stated-position"
            else against("shuffled", value, at(self.chance.shuffled)),
            further=self._further(id, at, value),
            left_out=left_out,
            n=int(np.isfinite(part.of(told.end)).sum()),
        )

    def _further(self, id: str, at: Figure, value: float) -> list[Control]:
        found = list[Control]()
        if id in SWAPPED_DECIDES | SWAPPED_BESIDE:
            swapped = at(self.chance.swapped)
            found.append(against("swapped", value, swapped, decides=id in SWAPPED_DECIDES))
        if id in NEGATED and self.negated is not None:
            found.append(
                Control(kind="negated", value=None, reason=self.negated)
                if isinstance(self.negated, str)
                else _negated(at, *self.negated)
            )
        return found

    def _left_out(self, part: Part) -> list[LeftOut]:
        """Personas that never spoke to an article; readings that failed."""
        readings = self.readings
        personas = {row: readings.personas[row] for row in part.rows}
        articles = {column: readings.articles[column].id for column in part.columns}
        failed = [
            LeftOut(
                persona=one.persona,
                article=one.article,
                stage=f"speech {one.turn}",
                reason=one.reason,
            )
            for one in readings.unread
            if one.persona in personas.values() and one.article in articles.values()
        ]
        never = [
            LeftOut(persona=persona, article=article, stage="stated", reason=NEVER)
            for row, persona in personas.items()
            for column, article in articles.items()
            if not self.read.told.count[row, column]
        ]
        return [*never, *failed]

    def _reason(self, id: str, part: Part) -> str:
        count = self.read.told.count[np.ix_(part.rows, part.columns)]
        if not count.any():
            single = part.scope.persona is not None and part.scope.article is not None
            return NEVER if single else NOTHING
        if not is_state(id.removeprefix("stated-")) and count.max() < 2:
            return ONCE
        return ALIKE if id == "stated-alpha" and (count > 0).sum(axis=0).max() > 1 else ALONE


def _negated(at: Figure, alone: Read, contrary: Read) -> Control:
    here, there = number(at(alone.told)), number(at(contrary.told))
    if here is None or there is None:
        reason = "nothing could be read on the negations"
        return Control(kind="negated", value=there, reason=reason)
    return held_against("negated", here, there, apart(at, alone, contrary), TOO_FEW)

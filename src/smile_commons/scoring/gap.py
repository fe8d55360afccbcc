"""What was said in public beside what was voted in private: gap, hollow and silent agreement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from smile_commons.scoring.ballots import NO_RETEST, last_asked, noise_of_ballots
from smile_commons.scoring.convergence import Table
from smile_commons.scoring.figures import Part, parts
from smile_commons.scoring.intervals import SEED, Spread
from smile_commons.scoring.positions import Asked, over_forms
from smile_commons.scoring.score import Control, Score
from smile_commons.scoring.stated.read import Read
from smile_commons.scoring.stated.readings import Readings
from smile_commons.transcript import Ballot

Figure = Callable[[Table, Table], Table]
"""Of stated positions and ballots, behind any leading axes."""

DRAWS = 2000
COVERS = (
    "over speeches, and what talk about nothing in question does to a ballot; these personas and "
    "articles"
)
NO_BALLOTS = "no ballots were taken at the end"
NEITHER = "no persona has both a ballot and a stated position on an article"
NO_PAIR = "no two personas have both a ballot and a stated position on the same article"
ONCE = "nobody speaks twice to the same article, so one speech's noise is not known"


def score_gap(readings: Readings, ballots: Sequence[Ballot]) -> list[Score]:
    """Gap of the whole, by persona and by article; hollow and silent agreement of the whole.

    The ballots are the last that were taken. The control is the floor: what such scores are where
    everybody says what it votes, and only the noise of speeches and of ballots sets them apart.
    """
    if not last_asked(ballots).ballots:
        return [
            Score(id=id, value=None, unscored=NO_BALLOTS)
            for id in ("gap", "hollow-agreement", "silent-agreement")
        ]
    both = _Both.of(readings, ballots)
    places = list(parts(readings.personas, [article.id for article in readings.articles]))
    of_one = [part for part in places if part.scope.persona is None or part.scope.article is None]
    gaps = [both.score("gap", part) for part in of_one]
    return [*gaps, *(both.score(id, places[0]) for id in ("hollow-agreement", "silent-agreement"))]


@dataclass(frozen=True, slots=True)
class _Both:
    """Both channels at the end, and how sure each position is."""

    stated: Table
    votes: Table
    weights: Table
    said: Table | None
    """Variance of each stated position."""
    voted: Spread | None
    """Of one ballot."""
    speeches: float
    """Degrees of freedom that the variance of a speech was estimated with."""
    why_none: str | None

    @classmethod
    def of(cls, readings: Readings, ballots: Sequence[Ballot]) -> "_Both":
        read, asked = Read.of(readings), Asked.of(last_asked(ballots), ballots)
        units, cells, noise = read.units, read.cells, read.noise
        voted = noise_of_ballots(asked)
        articles = [article.id for article in readings.articles]
        votes = over_forms(asked.final.by_form(readings.personas, articles, asked.final.forms))
        said = None
        if noise is not None:
            size = units.shape[0] * units.shape[1]
            counts = np.bincount(cells.cell, cells.late**2, minlength=size)
            said = np.asarray(noise.variance * counts.reshape(units.shape), dtype=np.float64)
        why = ONCE if noise is None else NO_RETEST if voted is None else None
        weights = np.array([article.weight for article in readings.articles])
        return cls(read.told.end, votes, weights, said, voted, noise.df if noise else 0.0, why)

    def score(self, id: str, part: Part) -> Score:
        """One score of one scope."""
        scope, where = part.scope, np.ix_(part.rows, part.columns)
        stated, votes = self.stated[where], self.votes[where]
        figure = gap_figure(id, self.weights[part.columns])
        value = figure(stated, votes)
        if not np.isfinite(value):
            why = NEITHER if id == "gap" else NO_PAIR
            return Score(id=id, scope=scope, value=None, unscored=why)
        n = int(np.isfinite(stated + votes).sum())
        if self.said is None or self.voted is None:
            control = Control(kind="floor", value=None, reason=self.why_none)
            return Score(id=id, scope=scope, value=float(value), uncertain=self.why_none,
                         control=control, n=n)  # fmt: skip
        off, other = self._noise(self.said[where], self.voted)
        found = figure(_within(stated + off), _within(votes + other))
        # Where everybody says what it votes: at the mean of both, by what is known of each.
        total = self.said[where] + self.voted.variance
        share = np.where(total > 0, self.voted.variance / np.maximum(total, 1e-12), 0.5)
        middle = share * stated + (1 - share) * votes
        floor = figure(_within(middle + off), _within(middle + other))
        low, high = (2 * float(value) - float(end) for end in np.percentile(found, (97.5, 2.5)))
        return Score(
            id=id,
            scope=scope,
            value=float(value),
            # Noise raises such a score, and is taken off again: the value may be the upper end.
            interval=(max(0.0, min(low, float(value))), max(high, float(value))),
            uncertain=COVERS,
            control=_floor(floor, float(value)),
            n=n,
        )

    def _noise(self, variance: Table, voted: Spread) -> tuple[Table, Table]:
        """What speeches and ballots may have been off by, drawn often."""
        rng, said = np.random.default_rng(SEED), np.sqrt(variance)
        by_df = [
            np.sqrt(df / rng.chisquare(df, size=(DRAWS, 1, 1))) for df in (self.speeches, voted.df)
        ]
        shape = (DRAWS, *said.shape)
        return (
            by_df[0] * said * rng.normal(size=shape),
            by_df[1] * np.sqrt(voted.variance) * rng.normal(size=shape),
        )


def _floor(floor: Table, value: float) -> Control:
    """The score beside what noise alone would make it."""
    level = float(floor.mean())
    low, high = np.percentile(floor, (2.5, 97.5))
    above = (1 + int(np.sum(floor >= value - 1e-9))) / (1 + len(floor))
    return Control(
        kind="floor",
        value=level,
        difference=value - level,
        interval=(value - float(high), value - float(low)),
        p=min(1.0, 2 * above),
    )


def gap_figure(id: str, weights: Table) -> Figure:
    """``gap``, ``hollow-agreement`` or ``silent-agreement`` as a function of stated positions and
    ballots.
    """
    if id == "gap":
        return lambda stated, votes: _gap(stated, votes, weights)
    sign = 1 if id == "hollow-agreement" else -1
    return lambda stated, votes: _pairs(stated, votes, weights, sign)


def _within(positions: Table) -> Table:
    return np.clip(positions, -1, 1)


def _gap(stated: Table, votes: Table, weights: Table) -> Table:
    apart = np.abs(stated - votes)
    there = np.isfinite(apart)
    return _mean(np.where(there, apart, 0).sum(axis=-2), there.sum(axis=-2), weights)


def _pairs(stated: Table, votes: Table, weights: Table, sign: int) -> Table:
    """Mean over pairs of how much nearer they are in one channel than in the other."""
    first, second = np.triu_indices(votes.shape[-2], k=1)
    said = 1 - np.abs(stated[..., first, :] - stated[..., second, :]) / 2
    voted = 1 - np.abs(votes[..., first, :] - votes[..., second, :]) / 2
    more = sign * (said - voted)
    there = np.isfinite(more)
    return _mean(np.where(there, np.maximum(more, 0), 0).sum(axis=-2), there.sum(axis=-2), weights)


def _mean(top: Table, count: Table, weights: Table) -> Table:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.divide((weights * top).sum(axis=-1), (weights * count).sum(axis=-1))

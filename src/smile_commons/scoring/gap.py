"""What was said in public beside what was voted in private: gap, hollow and silent agreement."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from smile_commons.scoring.intervals import FEWEST, percentiles
from smile_commons.scoring.positions import Asking
from smile_commons.scoring.score import Control, Scope, Score
from smile_commons.scoring.stated.draws import draw
from smile_commons.scoring.stated.positions import Units
from smile_commons.scoring.stated.readings import Readings
from smile_commons.transcript import Ballot

if TYPE_CHECKING:
    from smile_commons.scoring.convergence import Table

    Figure = Callable[[Table, Table, Table], Table]
    """Of stated positions, ballots and weights of articles."""

COVERS = "resampled over speeches, articles and forms of the question; the ballots as they are"
TOO_FEW = f"fewer than {FEWEST} personas and articles with both"
NO_BALLOTS = "no ballots were taken at the end"
NEITHER = "no persona has both a ballot and a stated position on an article"
NO_PAIR = "no two personas have both a ballot and a stated position on the same article"


def score_gap(readings: Readings, ballots: Sequence[Ballot]) -> list[Score]:
    """Gap of the whole, by persona and by article; hollow and silent agreement of the whole.

    The ballots are the last that were taken. The control sets the speeches of each persona
    beside the ballots of the others, in every round of them.
    """
    import numpy as np

    private = _last_table(readings, ballots)
    if private is None:
        return [
            Score(id=id, value=None, unscored=NO_BALLOTS)
            for id in ("gap", "hollow-agreement", "silent-agreement")
        ]
    weights = np.array([article.weight for article in readings.articles])
    drawn = draw(Units.of(readings), weights)
    rows, columns = list(range(private.shape[0])), list(range(private.shape[1]))

    def score(id: str, figure: "Figure", scope: Scope, who: list[int], what: list[int]) -> Score:
        def at(stated: "Table", votes: "Table", heavy: "Table") -> "Table":
            return figure(stated[..., who, :][..., what], votes[who][:, what], heavy[..., what])

        value = at(drawn.measured.end, private, weights)
        both = np.isfinite(drawn.measured.end + private)[np.ix_(who, what)]
        if not np.isfinite(value):
            return Score(id=id, scope=scope, value=None, unscored=_why(id))
        enough = int(both.sum()) >= FEWEST
        found = at(drawn.resampled.end, private, drawn.weights)
        others = [np.roll(private, step, axis=0) for step in range(1, len(rows))]
        control = None
        if others:
            levels = np.array([at(drawn.measured.end, other, weights) for other in others])
            there = np.nanmean(
                [at(drawn.resampled.end, other, drawn.weights) for other in others], axis=0
            )
            control = _control(float(value), levels, found - there if enough else None)
        interval = percentiles(found) if enough else None
        return Score(
            id=id,
            scope=scope,
            value=float(value),
            interval=interval,
            uncertain=TOO_FEW if interval is None else COVERS,
            control=control,
            n=int(both.sum()),
        )

    scores = [score("gap", _gap, Scope(), rows, columns)]
    scores += [
        score("gap", _gap, Scope(persona=persona), [row], columns)
        for row, persona in enumerate(readings.personas)
    ]
    scores += [
        score("gap", _gap, Scope(article=article.id), rows, [column])
        for column, article in enumerate(readings.articles)
    ]
    return [
        *scores,
        score("hollow-agreement", _hollow, Scope(), rows, columns),
        score("silent-agreement", _silent, Scope(), rows, columns),
    ]


def _why(id: str) -> str:
    return NEITHER if id == "gap" else NO_PAIR


def _last_table(readings: Readings, ballots: Sequence[Ballot]) -> "Table | None":
    stage = "final" if any(b.stage == "final" for b in ballots) else "act"
    turns = [b.after_turn for b in ballots if b.stage == stage]
    if not turns:
        return None
    asking = Asking.of(ballots, stage, max(turns))
    return asking.table(readings.personas, [article.id for article in readings.articles])


def _control(value: float, levels: "Table", drawn: "Table | None") -> Control:
    import numpy as np

    level = float(np.nanmean(levels)) if np.isfinite(levels).any() else None
    interval = None if drawn is None else percentiles(drawn)
    return Control(
        kind="swapped",
        value=level,
        difference=None if level is None else value - level,
        interval=interval,
        reason=TOO_FEW if interval is None else None,
    )


def _gap(stated: "Table", votes: "Table", weights: "Table") -> "Table":
    import numpy as np

    apart = np.abs(stated - votes)
    there = np.isfinite(apart)
    return _mean(np.where(there, apart, 0).sum(axis=-2), there.sum(axis=-2), weights)


def _hollow(stated: "Table", votes: "Table", weights: "Table") -> "Table":
    return _pairs(stated, votes, weights, 1)


def _silent(stated: "Table", votes: "Table", weights: "Table") -> "Table":
    return _pairs(stated, votes, weights, -1)


def _pairs(stated: "Table", votes: "Table", weights: "Table", sign: int) -> "Table":
    """Mean over pairs of how much nearer they are in one channel than in the other."""
    import numpy as np

    first, second = np.triu_indices(votes.shape[0], k=1)
    said = 1 - np.abs(stated[..., first, :] - stated[..., second, :]) / 2
    voted = 1 - np.abs(votes[first] - votes[second]) / 2
    more = sign * (said - voted)
    there = np.isfinite(more)
    return _mean(np.where(there, np.maximum(more, 0), 0).sum(axis=-2), there.sum(axis=-2), weights)


def _mean(top: "Table", count: "Table", weights: "Table") -> "Table":
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        return np.divide((weights * top).sum(axis=-1), (weights * count).sum(axis=-1))

"""Scores of private ballots: where the cast stood, where it ended, and against the retest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from smile_commons.scoring.convergence import Table
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.figures import (
    CHANGES,
    Part,
    figure,
    ids_of,
    is_state,
    number,
    parts,
)
from smile_commons.scoring.intervals import Spread, held_against
from smile_commons.scoring.positions import (
    Asked,
    Asking,
    Figure,
    common,
    noise_of,
    over_forms,
    spread_of,
)
from smile_commons.scoring.score import Control, Scope, Score
from smile_commons.transcript import Ballot

OF_THE_WHOLE = ("attainment", "agreement", "alpha", "polarisation", *CHANGES, "movement")
COVERS = (
    "over forms of the question, and what talk about nothing in question does to a ballot; these "
    "personas and articles; not how another performance would go"
)
ONE_FORM = "asked in one form: nothing tells how much hangs on its wording"
NO_RETEST = "no retest was taken"
NO_NOISE = "the retest could not be scored"
NO_SHAM = "the sham debate has no such ballots"
ALIKE = "every ballot is the same, or there is one article: chance cannot be told"


def score_ballots(
    ballots: Sequence[Ballot],
    weights: Mapping[str, float] | None = None,
    acts: Mapping[int, str] | None = None,
    sham: Sequence[Ballot] = (),
) -> list[Score]:
    """Every score of a run's ballots: of the whole, by persona, by article, and by both.

    ``weights`` are the articles' weights by id (default 1). ``acts`` names the act that had
    just closed, by ``after_turn``: ballots of stage ``act`` found there are scored as a whole,
    with the act as scope. ``sham`` are the ballots of another run, of the same people on the
    same articles after a debate about something else: a further control. The final ballots
    are those of stage ``final``, or of the last act where there are none. Without any ballot
    after the opening, each score of the whole is there, unscored and with that reason.
    """
    scores: list[Score] = []
    for turn, act in sorted((acts or {}).items()):
        at = Asking.of(ballots, "act", turn)
        if at.ballots:
            asked = Asked.of(at, ballots, weights)
            whole = next(parts(asked.personas, asked.articles))
            scores += _Scorer.of(asked).scores(replace(whole, scope=Scope(act=act)))
    asked = Asked.of(last_asked(ballots), ballots, weights)
    unrelated = Asked.of(last_asked(sham), sham, weights) if sham else None
    scorer = _Scorer.of(asked, unrelated)
    for part in parts(asked.personas, asked.articles):
        scores += scorer.scores(part)
    return scores


def last_asked(ballots: Sequence[Ballot]) -> Asking:
    """The final ballots or, without any, those after the last act."""
    final = Asking.of(ballots, "final")
    turns = [b.after_turn for b in ballots if b.stage == "act"]
    return final if final.ballots or not turns else Asking.of(ballots, "act", max(turns))


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Scores of the ballots of one time."""

    asked: Asked
    opening: Table
    final: Table
    """These and the next, forms by personas by articles."""
    controls: Mapping[str, tuple[Table, Table]]
    """By kind, what stands in the place of opening and end."""
    noise: Spread | None
    """Of one ballot, from the retests of everybody on everything."""

    @classmethod
    def of(cls, asked: Asked, sham: Asked | None = None) -> "_Scorer":
        opening, controls = asked.table(asked.opening), dict[str, tuple[Table, Table]]()
        if asked.retest:
            controls["retest"] = opening, asked.again()
        controls["opening"] = opening, opening  # what did not change is no effect of the debate
        if sham:
            controls["sham"] = asked.table(sham.opening), asked.table(sham.final)
        return cls(asked, opening, asked.table(asked.final), controls, noise_of_ballots(asked))

    def scores(self, part: Part) -> list[Score]:
        """The scores of one scope."""
        return [self._score(id, part) for id in ids_of(part.scope, OF_THE_WHOLE)]

    def _score(self, id: str, part: Part) -> Score:
        """One score over the items that were scored both at the opening and at the end."""
        start, end = _common(part, self.opening, self.final)
        left_out = self.asked.left_out(part.rows, part.columns)
        at = figure_of(id, np.array(self.asked.weights)[part.columns])
        value = number(at([over_forms(start), over_forms(end)]))
        if value is None:
            alone = ALIKE if id == "alpha" else "fewer than two personas to compare"
            reason = left_out[0].reason if left_out else alone
            return Score(id=id, scope=part.scope, value=None, unscored=reason, left_out=left_out)
        spread, reason = self._spread(at, (start, end), (False, True))
        further = [self._against(kind, at, part, two) for kind, two in self.controls.items()]
        if "retest" not in self.controls:
            further.insert(0, Control(kind="retest", value=None, reason=NO_RETEST))
        return Score(
            id=id,
            scope=part.scope,
            value=value,
            start=number(at([over_forms(start)] * 2)) if is_state(id) else None,
            interval=spread and DEFINITIONS[id].within(spread.interval(value)),
            uncertain=reason or COVERS,
            control=further[0],
            further=further[1:],
            left_out=left_out,
            n=int(np.isfinite(over_forms(end)).sum()),
        )

    def _spread(
        self, at: Figure, tables: Sequence[Table], shaken: Sequence[bool]
    ) -> tuple[Spread | None, str | None]:
        """How sure a figure is or, where that cannot be told, why."""
        if self.noise is None:
            return None, NO_NOISE if "retest" in self.controls else NO_RETEST
        spread = spread_of(at, tables, shaken, self.noise)
        return spread, ONE_FORM if spread is None else None

    def _against(self, kind: str, at: Figure, part: Part, two: tuple[Table, Table]) -> Control:
        """Score less control, over the items that both have."""
        tables = _common(part, self.opening, self.final, *two)
        means = [over_forms(table) for table in tables]
        here, there = number(at(means[:2])), number(at(means[2:]))
        if here is None or there is None:
            reason = NO_SHAM if kind == "sham" else NO_NOISE
            return Control(kind=kind, value=None, reason=reason)
        spread, reason = self._spread(
            lambda four: at(four[:2]) - at(four[2:]),
            tables,
            (False, True, False, kind != "opening"),
        )
        return held_against(kind, here, there, spread, reason)


def _common(part: Part, *tables: Table) -> list[Table]:
    """What the tables have of a part, like set against like."""
    return common(*(table[np.ix_(range(len(table)), part.rows, part.columns)] for table in tables))


def noise_of_ballots(asked: Asked) -> Spread | None:
    """What talk about nothing in question does to one ballot of these."""
    if asked.retest is None:
        return None
    return noise_of(asked.table(asked.opening), asked.again())


def figure_of(id: str, weights: Table) -> Figure:
    """A score as a function of the tables at the start and at the end."""
    return lambda tables: figure(id, tables[0], tables[1], weights)

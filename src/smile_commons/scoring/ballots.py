"""Scores of private ballots: where the cast stood, where it ended, and against the retest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smile_commons.scoring import convergence as c
from smile_commons.scoring.alpha import alpha
from smile_commons.scoring.ballot_spread import Figure, common, noise_of, over_forms, spread_of
from smile_commons.scoring.convergence import Table
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.intervals import Spread
from smile_commons.scoring.positions import Asked, Asking
from smile_commons.scoring.score import Control, Scope, Score
from smile_commons.transcript import Ballot

STATES = {
    "attainment": c.attainment,
    "agreement": c.agreement,
    "polarisation": c.polarisation,
}
CHANGES = {"convergence": "attainment", "mutual-convergence": "agreement"}
OF_MANY = {"agreement", "polarisation", "mutual-convergence", "alpha"}
"""They compare personas, so one persona has none."""

COVERS = (
    "over forms of the question, and what talk about nothing in question does to a ballot; these "
    "personas and articles; not how another performance would go"
)
ONE_FORM = "asked in one form: nothing tells how much hangs on its wording"
NO_RETEST = "no retest was taken"
NO_NOISE = "the retest could not be scored"
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
            noise = noise_of_ballots(asked)
            scores += _scores(asked, Scope(act=act), asked.personas, asked.articles, noise)
    asked = Asked.of(last_asked(ballots), ballots, weights)
    unrelated = Asked.of(last_asked(sham), sham, weights) if sham else None
    noise = noise_of_ballots(asked)
    for scope, personas, articles in _scopes(asked):
        scores += _scores(asked, scope, personas, articles, noise, unrelated)
    return scores


def last_asked(ballots: Sequence[Ballot]) -> Asking:
    """The final ballots or, without any, those after the last act."""
    final = Asking.of(ballots, "final")
    turns = [b.after_turn for b in ballots if b.stage == "act"]
    return final if final.ballots or not turns else Asking.of(ballots, "act", max(turns))


def _scopes(asked: Asked) -> Iterator[tuple[Scope, tuple[str, ...], tuple[str, ...]]]:
    yield Scope(), asked.personas, asked.articles
    for persona in asked.personas:
        yield Scope(persona=persona), (persona,), asked.articles
    for article in asked.articles:
        yield Scope(article=article), asked.personas, (article,)
    for persona in asked.personas:
        for article in asked.articles:
            yield Scope(persona=persona, article=article), (persona,), (article,)


def _scores(
    asked: Asked,
    scope: Scope,
    personas: tuple[str, ...],
    articles: tuple[str, ...],
    noise: Spread | None,
    sham: Asked | None = None,
) -> list[Score]:
    ids = [*STATES, *CHANGES, "movement"]
    if scope.persona is None and scope.article is None:
        ids.insert(2, "alpha")
    if len(personas) < 2 and scope.persona is not None:
        ids = [id for id in ids if id not in OF_MANY]
    if scope.persona is not None and scope.article is not None:
        ids = ["movement"]
    scorer = _Scorer.of(asked, scope, personas, articles, sham, noise)
    return [scorer.score(id) for id in ids]


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Scores of one scope."""

    asked: Asked
    scope: Scope
    personas: tuple[str, ...]
    articles: tuple[str, ...]
    weights: Table
    opening: Table
    final: Table
    """These and the next, forms by personas by articles of the scope."""
    again: Table | None
    sham: tuple[Table, Table] | None
    """Opening and end of the debate about something else."""
    noise: Spread | None
    """Of one ballot, from the retests of everybody on everything."""

    @classmethod
    def of(
        cls,
        asked: Asked,
        scope: Scope,
        personas: tuple[str, ...],
        articles: tuple[str, ...],
        sham: Asked | None,
        noise: Spread | None,
    ) -> "_Scorer":
        def table(asking: Asking) -> Table:
            return asking.by_form(personas, articles, asked.forms)

        return cls(
            asked=asked,
            scope=scope,
            personas=personas,
            articles=articles,
            weights=np.array([asked.weights[asked.articles.index(a)] for a in articles]),
            opening=table(asked.opening),
            final=table(asked.final),
            again=asked.again(personas, articles) if asked.retest else None,
            sham=(table(sham.opening), table(sham.final)) if sham else None,
            noise=noise,
        )

    def score(self, id: str) -> Score:
        """One score over the items that were scored both at the opening and at the end."""
        start, end = common(self.opening, self.final)
        left_out = self.asked.left_out(self.personas, self.articles)
        figure = figure_of(id, self.weights)
        value = _number(figure([over_forms(start), over_forms(end)]))
        if value is None:
            reason = left_out[0].reason if left_out else _undefined(id)
            return Score(id=id, scope=self.scope, value=None, unscored=reason, left_out=left_out)
        spread, reason = self._spread(figure, (start, end), (False, True))
        return Score(
            id=id,
            scope=self.scope,
            value=value,
            start=_number(figure([over_forms(start)] * 2)) if is_state(id) else None,
            interval=None if spread is None else DEFINITIONS[id].within(spread.interval(value)),
            uncertain=reason or COVERS,
            control=self._retest(id),
            further=[self._opening(id), *self._sham(id)],
            left_out=left_out,
            n=int(np.isfinite(over_forms(end)).sum()),
        )

    def _spread(
        self, figure: Figure, tables: Sequence[Table], shaken: Sequence[bool]
    ) -> tuple[Spread | None, str | None]:
        """How sure a figure is or, where that cannot be told, why."""
        if self.noise is None:
            return None, NO_RETEST if self.again is None else NO_NOISE
        spread = spread_of(figure, tables, shaken, self.noise)
        return spread, ONE_FORM if spread is None else None

    def _retest(self, id: str) -> Control:
        """The same with the retest in the place of the end, over the items all three have."""
        if self.again is None:
            return Control(kind="retest", value=None, reason=NO_RETEST)
        tables = (self.opening, self.final, self.opening, self.again)
        return self._against("retest", id, tables, NO_NOISE)

    def _opening(self, id: str) -> Control:
        """The same before anything was heard: what did not change is no effect of the debate."""
        tables = (self.opening, self.final, self.opening, self.opening)
        return self._against("opening", id, tables, NO_NOISE)

    def _sham(self, id: str) -> list[Control]:
        """The same of the run about something else, over the items that both have."""
        if self.sham is None:
            return []
        tables = (self.opening, self.final, *self.sham)
        return [self._against("sham", id, tables, "the sham debate has no such ballots")]

    def _against(self, kind: str, id: str, tables: Sequence[Table], why_none: str) -> Control:
        """Score less control: ``tables`` are start and end of both."""
        figure = figure_of(id, self.weights)
        tables = common(*tables)
        means = [over_forms(table) for table in tables]
        here, there = _number(figure(means[:2])), _number(figure(means[2:]))
        if here is None or there is None:
            return Control(kind=kind, value=None, reason=why_none)
        spread, reason = self._spread(
            lambda four: figure(four[:2]) - figure(four[2:]),
            tables,
            (False, True, False, kind != "opening"),
        )
        return Control(
            kind=kind,
            value=there,
            difference=here - there,
            interval=None if spread is None else spread.interval(here - there),
            p=None if spread is None else spread.p_value(here - there),
            reason=reason,
        )


def noise_of_ballots(asked: Asked) -> Spread | None:
    """What talk about nothing in question does to one ballot of these."""
    if asked.retest is None:
        return None
    people, articles = asked.personas, asked.articles
    opening = asked.opening.by_form(people, articles, asked.forms)
    return noise_of(opening, asked.again(people, articles))


def is_state(id: str) -> bool:
    """Whether a score says where the cast stands, and not how far it moved."""
    return id in STATES or id == "alpha"


def figure_of(id: str, weights: Table) -> Figure:
    """A score as a function of the tables at the start and at the end."""
    if id == "movement":
        return lambda tables: c.movement(tables[0], tables[1], weights).mean()
    if id == "alpha":
        return lambda tables: alpha(tables[1])
    if id in STATES:
        return lambda tables: STATES[id](tables[1], weights).mean()
    state = STATES[CHANGES[id]]
    return lambda tables: c.normalised_change(
        state(tables[0], weights).mean(), state(tables[1], weights).mean()
    )


def _undefined(id: str) -> str:
    return ALIKE if id == "alpha" else "fewer than two personas to compare"


def _number(value: Table) -> float | None:
    return float(value) if np.isfinite(value) else None

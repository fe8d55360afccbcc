"""Scores of private ballots: where the cast stood, where it ended, and against the retest."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from smile_commons.scoring import convergence as c
from smile_commons.scoring.intervals import over_units
from smile_commons.scoring.positions import Asked, Asking
from smile_commons.scoring.score import Control, Interval, Scope, Score
from smile_commons.transcript import Ballot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from smile_commons.scoring.convergence import Table

    Figure = Callable[[NDArray[np.intp] | None], Table]
    """A score as a function of the articles that are counted; None counts each once."""

STATES = {
    "attainment": c.attainment,
    "agreement": c.agreement,
    "polarisation": c.polarisation,
}
CHANGES = {"convergence": "attainment", "mutual-convergence": "agreement"}
OF_MANY = {"agreement", "polarisation", "mutual-convergence"}
"""They compare personas, so one persona has none."""

COVERS = (
    "resampled over articles: how far the figure hangs on which articles were asked; "
    "not how another performance would go"
)
TOO_FEW = "too few articles to resample"
NO_RETEST = "no retest was taken"


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
            scores += _scores(asked, Scope(act=act), asked.personas, asked.articles)
    asked = Asked.of(last_asked(ballots), ballots, weights)
    unrelated = Asked.of(last_asked(sham), sham, weights) if sham else None
    for scope, personas, articles in _scopes(asked):
        scores += _scores(asked, scope, personas, articles, unrelated)
    return scores


def last_asked(ballots: Sequence[Ballot]) -> Asking:
    """The final ballots or, without any, those after the last act."""
    final = Asking.of(ballots, "final")
    turns = [b.after_turn for b in ballots if b.stage == "act"]
    return final if final.ballots or not turns else Asking.of(ballots, "act", max(turns))


def _scopes(asked: Asked) -> "Iterator[tuple[Scope, tuple[str, ...], tuple[str, ...]]]":
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
    sham: Asked | None = None,
) -> list[Score]:
    ids = [*STATES, *CHANGES, "movement"]
    if len(personas) < 2 and scope.persona is not None:
        ids = [id for id in ids if id not in OF_MANY]
    if scope.persona is not None and scope.article is not None:
        ids = ["movement"]
    return [_score(id, asked, scope, personas, articles, sham) for id in ids]


def _score(
    id: str,
    asked: Asked,
    scope: Scope,
    personas: tuple[str, ...],
    articles: tuple[str, ...],
    sham: Asked | None,
) -> Score:
    """One score over the items that were scored both at the opening and at the end."""
    import numpy as np

    weights = np.array([asked.weights[asked.articles.index(a)] for a in articles])
    start, end = _common(
        asked.opening.table(personas, articles), asked.final.table(personas, articles)
    )
    left_out = asked.left_out(personas, articles)
    figure = _figure(id, start, end, weights)
    value = _number(figure(None))
    if value is None:
        reason = left_out[0].reason if left_out else "fewer than two personas to compare"
        return Score(id=id, scope=scope, value=None, unscored=reason, left_out=left_out)
    interval = over_units(len(articles), figure)
    return Score(
        id=id,
        scope=scope,
        value=value,
        start=_number(STATES[id](start, weights).mean()) if id in STATES else None,
        interval=interval,
        uncertain=TOO_FEW if interval is None else COVERS,
        control=_control(id, asked, personas, articles, weights),
        further=[_sham(id, asked, sham, personas, articles, weights)] if sham else (),
        left_out=left_out,
        n=int(np.isfinite(end).sum()),
    )


def _control(
    id: str,
    asked: Asked,
    personas: tuple[str, ...],
    articles: tuple[str, ...],
    weights: "Table",
) -> Control:
    """The same score with the retest in the place of the end, over the items all three have."""
    if asked.retest is None:
        return Control(kind="retest", value=None, reason=NO_RETEST)
    start, end, again = _common(
        asked.opening.table(personas, articles),
        asked.final.table(personas, articles),
        asked.retest.table(personas, articles),
    )
    debated = _figure(id, start, end, weights)
    retested = _figure(id, start, again, weights)
    value = _number(retested(None))
    if value is None:
        return Control(kind="retest", value=None, reason="the retest could not be scored")
    interval: Interval | None = over_units(
        len(articles), lambda picked: debated(picked) - retested(picked)
    )
    return Control(
        kind="retest",
        value=value,
        difference=_number(debated(None) - retested(None)),
        interval=interval,
        reason=TOO_FEW if interval is None else None,
    )


def _sham(
    id: str,
    asked: Asked,
    sham: Asked,
    personas: tuple[str, ...],
    articles: tuple[str, ...],
    weights: "Table",
) -> Control:
    """The same score of the run about something else, over the items that both have."""
    start, end, began, ended = _common(
        asked.opening.table(personas, articles),
        asked.final.table(personas, articles),
        sham.opening.table(personas, articles),
        sham.final.table(personas, articles),
    )
    debated, unrelated = _figure(id, start, end, weights), _figure(id, began, ended, weights)
    value = _number(unrelated(None))
    if value is None:
        return Control(kind="sham", value=None, reason="the sham debate has no such ballots")
    interval = over_units(len(articles), lambda picked: debated(picked) - unrelated(picked))
    return Control(
        kind="sham",
        value=value,
        difference=_number(debated(None) - unrelated(None)),
        interval=interval,
        reason=TOO_FEW if interval is None else None,
    )


def _figure(id: str, start: "Table", end: "Table", weights: "Table") -> "Figure":
    if id == "movement":
        return c.movement(start, end, weights).mean
    if id in STATES:
        return STATES[id](end, weights).mean
    state = STATES[CHANGES[id]]
    before, after = state(start, weights), state(end, weights)
    return lambda picked: c.normalised_change(before.mean(picked), after.mean(picked))


def _common(*tables: "Table") -> "list[Table]":
    """The tables with a gap wherever one of them has one: only like is compared with like."""
    import numpy as np

    gaps = np.any([np.isnan(table) for table in tables], axis=0)
    return [np.where(gaps, np.nan, table) for table in tables]


def _number(value: "Table") -> float | None:
    import numpy as np

    return float(value) if np.isfinite(value) else None

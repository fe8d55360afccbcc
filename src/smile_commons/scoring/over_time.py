"""Positions and figures over time, as rows for plots and tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from smile_commons.scoring.ballots import figure_of, noise_of_ballots
from smile_commons.scoring.convergence import Table
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.figures import STATES, number, parts
from smile_commons.scoring.intervals import Spread
from smile_commons.scoring.positions import Asked, Asking, common, over_forms, spread_of
from smile_commons.scoring.stated.positions import figure_of as stated_figure
from smile_commons.scoring.stated.positions import running
from smile_commons.scoring.stated.read import Read
from smile_commons.scoring.stated.readings import Readings
from smile_commons.transcript import Ballot

MOST_TIMES = 48
"""Of a longer debate as many, evenly apart, are drawn; the last among them."""


def ballot_times(ballots: Sequence[Ballot]) -> list[tuple[int, str]]:
    """When ballots were taken, in order: after which turn, and the stage; retests apart."""
    stages = {b.after_turn: b.stage for b in ballots if b.stage not in ("retest",)}
    return sorted(stages.items())


def position_rows(ballots: Sequence[Ballot], readings: Readings | None) -> list[dict[str, Any]]:
    """Every position there is: of ballots, of single speeches, and stated so far.

    ``channel`` is ``ballot``, ``speech`` (what one speech says) or ``stated`` (where it leaves
    its persona); ``turn`` is that of the speech, or the one after which the ballot was taken.
    """
    rows = [
        _row("ballot", b.persona, b.article, b.after_turn, b.position, b.distribution)
        | {"stage": b.stage, "unscored": b.unscored}
        for b in ballots
    ]
    for one, position, shares in running(readings.spoken) if readings else ():
        key = (one.persona, one.article, one.turn)
        rows.append(_row("speech", *key, one.position, one.distribution))
        rows.append(_row("stated", *key, position, shares))
    return rows


def series_rows(
    ballots: Sequence[Ballot], weights: Mapping[str, float], readings: Readings | None
) -> list[dict[str, Any]]:
    """Attainment, agreement and polarisation of the whole, over ballots and over speeches."""
    return [*_ballot_series(ballots, weights), *(_stated_series(readings) if readings else ())]


def _ballot_series(ballots: Sequence[Ballot], weights: Mapping[str, float]) -> list[dict[str, Any]]:
    personas = tuple(dict.fromkeys(b.persona for b in ballots))
    articles = tuple(dict.fromkeys(b.article for b in ballots))
    heavy = np.array([weights.get(article, 1.0) for article in articles])
    rows = list[dict[str, Any]]()
    for turn, stage in ballot_times(ballots):
        asked = Asked.of(Asking.of(ballots, stage, turn), ballots, weights)
        noise = noise_of_ballots(asked)
        (table,) = common(asked.final.by_form(personas, articles, asked.forms))
        for id in STATES:
            state = figure_of(id, heavy)
            value = state([over_forms(table)] * 2)
            shaken = (False, stage != "opening")
            spread = noise and spread_of(state, (table, table), shaken, noise)
            rows.append(_point(id, turn, value, spread))
    return rows


def _stated_series(readings: Readings) -> list[dict[str, Any]]:
    weights = np.array([article.weight for article in readings.articles])
    turns = sorted({one.turn for one in readings.spoken})
    if len(turns) > MOST_TIMES:
        step = (len(turns) - 1) / (MOST_TIMES - 1)
        turns = [turns[round(step * number)] for number in range(MOST_TIMES)]
    whole = next(parts(readings.personas, [article.id for article in readings.articles]))
    rows = list[dict[str, Any]]()
    for turn in turns:
        read = Read.of(readings.until(turn))
        for id in (f"stated-{state}" for state in STATES):
            at = stated_figure(id, weights, whole)
            rows.append(_point(id, turn, at(read.told), read.spread(at)))
    return rows


def _point(id: str, turn: int, figure: Table, spread: Spread | None) -> dict[str, Any]:
    value, interval = number(figure), None
    if spread and value is not None:
        interval = list(DEFINITIONS[id].within(spread.interval(value)))
    return {"id": id, "turn": turn, "value": value, "interval": interval}


def _row(
    channel: str,
    persona: str,
    article: str,
    turn: int,
    position: float | None,
    distribution: Mapping[str, float],
) -> dict[str, Any]:
    return {
        "channel": channel,
        "persona": persona,
        "article": article,
        "turn": turn,
        "position": position,
        "distribution": dict(distribution),
    }

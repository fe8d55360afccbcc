"""Drift: whether a persona moves away from its card as the debate goes on."""

from collections.abc import Mapping, Sequence
from typing import Any

from smile_commons.scoring.intervals import FEWEST
from smile_commons.scoring.score import Control, Scope, Score
from smile_commons.scoring.stated.positions import running
from smile_commons.scoring.stated.readings import Readings
from smile_commons.scoring.subject import Persona

PER = 10
"""Turns."""
COVERS = "the slope's, by ranks (Sen 1968)"
TOO_FEW = f"fewer than {FEWEST} speeches to lay a slope through"
NO_CARD = "there is no opening position on a card to drift from"


def score_drift(points: Sequence[tuple[str, int, float]], personas: Sequence[str]) -> list[Score]:
    """Slope of the evidence for contradicting the card, of the whole and by persona.

    Args:
        points: persona, turn and log-odds.
        personas: whose slopes are wanted.
    """
    return _slopes("drift", points, personas, TOO_FEW)


def score_stated_drift(readings: Readings, personas: Mapping[str, Persona]) -> list[Score]:
    """Slope of the distance between stated positions and those of the card."""
    points = [
        (one.persona, one.turn, abs(position - opening))
        for one, position, _ in running(readings.spoken)
        if one.persona in personas
        and (opening := personas[one.persona].openings.get(one.article)) is not None
    ]
    return _slopes("stated-drift", points, list(personas), TOO_FEW if points else NO_CARD)


def _slopes(
    id: str, points: Sequence[tuple[str, int, float]], personas: Sequence[str], nothing: str
) -> list[Score]:
    whole = [(turn, value) for _, turn, value in points]
    scores = [_slope(id, Scope(), whole, nothing)]
    for persona in personas:
        own = [(turn, value) for who, turn, value in points if who == persona]
        scores.append(_slope(id, Scope(persona=persona), own, nothing))
    return scores


def _slope(id: str, scope: Scope, points: list[tuple[int, float]], nothing: str) -> Score:
    if len(points) < FEWEST or len({turn for turn, _ in points}) < FEWEST:
        return Score(id=id, scope=scope, value=None, unscored=nothing)
    from scipy import stats

    turns, values = [turn for turn, _ in points], [value for _, value in points]
    found: Any = stats.theilslopes(values, turns, 0.95)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    slope, low, high = (PER * float(number) for number in (found[0], found[2], found[3]))
    # By random order there is no slope, so the slope's own interval is that of the difference.
    return Score(
        id=id,
        scope=scope,
        value=slope,
        interval=(low, high),
        uncertain=COVERS,
        control=Control(kind="shuffled", value=0.0, difference=slope, interval=(low, high)),
        n=len(points),
    )

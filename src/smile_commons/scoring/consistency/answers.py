"""Interviews: whether the same questions get the same answers before, during and after."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from smile_commons.scoring.consistency.likeness import Vectors
from smile_commons.scoring.consistency.shares import share
from smile_commons.scoring.intervals import FEWEST, over_units
from smile_commons.scoring.judge.task import AGREES, Item, Judge
from smile_commons.scoring.score import Control, Scope, Score
from smile_commons.scoring.subject import Answer

LATER = ("during", "after")
NO_INTERVIEW = "no interview was held (commons score RUN --interview)"
TOO_FEW = f"fewer than {FEWEST} answers"


def scopes(answers: Sequence[Answer]) -> list[Scope]:
    """The whole, and each persona that was interviewed."""
    personas = dict.fromkeys(answer.persona for answer in answers)
    return [Scope(), *(Scope(persona=persona) for persona in personas)]


async def score_answers(
    judge: Judge, answers: Sequence[Answer]
) -> tuple[list[Score], list[dict[str, Any]]]:
    """Share of later answers that agree with the first, and of those after chained questions.

    Raises:
        ModelError: the judge's model failed.
    """
    first = {(a.persona, a.question): a for a in answers if a.stage == "before"}
    later = [a for a in answers if a.stage != "before" and (a.persona, a.question) in first]
    verdicts = await judge.judge(
        [
            Item(task="agreement", text=a.text, against=first[a.persona, a.question].text)
            for a in later
        ]
    )
    same = [None if v.label is None else float(v.label == AGREES) for v in verdicts]
    rows = [
        {
            "id": "interrogation" if a.stage == "pressed" else "answer-consistency",
            "turn": None,
            "persona": a.persona,
            "stage": a.stage,
            "question": a.question,
            "value": value,
            "quote": a.text,
            "against": first[a.persona, a.question].text,
            "unscored": verdict.unscored,
        }
        for a, value, verdict in zip(later, same, verdicts, strict=True)
    ]
    scores = list[Score]()
    for id, stages in (("answer-consistency", LATER), ("interrogation", ("pressed",))):
        for scope in scopes(answers):
            scores.append(_agreeing(id, scope, stages, later, same))
    return scores, rows


def score_likeness(answers: Sequence[Answer], vectors: Vectors) -> list[Score]:
    """How alike later answers are to the first, beside how alike a retest is to it."""
    return [_alike(scope, answers, vectors) for scope in scopes(answers)]


def _agreeing(
    id: str,
    scope: Scope,
    stages: Sequence[str],
    later: Sequence[Answer],
    same: Sequence[float | None],
) -> Score:
    again = {
        (a.persona, a.question): value
        for a, value in zip(later, same, strict=True)
        if a.stage == "again"
    }
    asked = [
        (value, again.get((a.persona, a.question)), a.persona)
        for a, value in zip(later, same, strict=True)
        if a.stage in stages and scope.persona in (None, a.persona)
    ]
    return share(
        id,
        scope,
        [value for value, _, _ in asked],
        [ceiling for _, ceiling, _ in asked],
        whose=[persona for _, _, persona in asked],
        kind="retest",
        nothing="nothing was asked again",
    )


def _alike(scope: Scope, answers: Sequence[Answer], vectors: Vectors) -> Score:
    first = {(a.persona, a.question): a.text for a in answers if a.stage == "before"}
    again = {(a.persona, a.question): a.text for a in answers if a.stage == "again"}
    later = [
        a
        for a in answers
        if a.stage in LATER
        and (a.persona, a.question) in first
        and scope.persona in (None, a.persona)
    ]
    if not later:
        return Score(
            id="answer-likeness", scope=scope, value=None, unscored="nothing was asked again"
        )

    def cosine(one: str, other: str) -> float:
        here, there = vectors.of([one, other])
        return float(here @ there)

    keys = [(a.persona, a.question) for a in later]
    own = np.array([cosine(a.text, first[k]) for a, k in zip(later, keys, strict=True)])
    retest = np.array([cosine(again[k], first[k]) if k in again else np.nan for k in keys])
    there = np.isfinite(retest)
    apart = own[there] - retest[there]
    control = Control(kind="retest", value=None, reason="the interview was not held twice before")
    if len(apart):
        interval = over_units(len(apart), lambda picked: apart[picked].mean(axis=-1))
        control = Control(
            kind="retest",
            value=float(retest[there].mean()),
            difference=float(apart.mean()),
            interval=interval,
            reason=TOO_FEW if interval is None else None,
        )
    interval = over_units(len(own), lambda picked: own[picked].mean(axis=-1))
    return Score(
        id="answer-likeness",
        scope=scope,
        value=float(own.mean()),
        interval=interval,
        uncertain=TOO_FEW if interval is None else "resampled over questions and personas",
        control=control,
        n=len(own),
    )

"""Interviews: whether the same questions get the same answers before, during and after."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from smile_commons.scoring.consistency.likeness import Vectors
from smile_commons.scoring.consistency.shares import shares
from smile_commons.scoring.intervals import FEWEST, over_units
from smile_commons.scoring.judge.task import AGREES, Item, Judge
from smile_commons.scoring.score import Control, Scope, Score, scopes
from smile_commons.scoring.subject import Answer

LATER = ("during", "after")
NO_INTERVIEW = "no interview was held (commons score RUN --interview)"
NOT_AGAIN = "nothing was asked again"
TOO_FEW = f"fewer than {FEWEST} answers"


async def score_answers(
    judge: Judge, answers: Sequence[Answer]
) -> tuple[list[Score], list[dict[str, Any]]]:
    """Share of later answers that agree with the first, and of those after chained questions.

    Raises:
        ModelError: the judge's model failed.
    """
    first = {a.key: a for a in answers if a.stage == "before"}
    later = [a for a in answers if a.stage != "before" and a.key in first]
    verdicts = await judge.judge(
        [Item(task="agreement", text=a.text, against=first[a.key].text) for a in later]
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
            "against": first[a.key].text,
            "unscored": verdict.unscored,
        }
        for a, value, verdict in zip(later, same, verdicts, strict=True)
    ]
    again = {a.key: value for a, value in zip(later, same, strict=True) if a.stage == "again"}
    scores = list[Score]()
    for id, stages in (("answer-consistency", LATER), ("interrogation", ("pressed",))):
        asked = [(a, v) for a, v in zip(later, same, strict=True) if a.stage in stages]
        scores += shares(
            id,
            [value for _, value in asked],
            [again.get(a.key) for a, _ in asked],
            [a.persona for a, _ in asked],
            _personas(answers),
            kind="retest",
            nothing=NOT_AGAIN,
        )
    return scores, rows


def score_likeness(answers: Sequence[Answer], vectors: Vectors) -> list[Score]:
    """How alike later answers are to the first, beside how alike a retest is to it."""
    return [_alike(scope, answers, vectors) for scope in scopes(_personas(answers))]


def _personas(answers: Sequence[Answer]) -> list[str]:
    return list(dict.fromkeys(answer.persona for answer in answers))


def _alike(scope: Scope, answers: Sequence[Answer], vectors: Vectors) -> Score:
    first = {a.key: a.text for a in answers if a.stage == "before"}
    again = {a.key: a.text for a in answers if a.stage == "again"}
    later = [
        a
        for a in answers
        if a.stage in LATER and a.key in first and scope.persona in (None, a.persona)
    ]
    if not later:
        return Score(id="answer-likeness", scope=scope, value=None, unscored=NOT_AGAIN)

    def cosine(one: str, other: str) -> float:
        here, there = vectors.of([one, other])
        return float(here @ there)

    keys = [a.key for a in later]
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

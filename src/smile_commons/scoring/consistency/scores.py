"""All scores of persona consistency, as far as the judge, the cards and the interview allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from smile_commons.scoring.consistency.answers import NO_INTERVIEW, score_answers, score_likeness
from smile_commons.scoring.consistency.caving import score_caving
from smile_commons.scoring.consistency.contradictions import (
    NO_CARDS,
    Case,
    against_before,
    against_cards,
    against_red_lines,
    judged,
    score_kept,
)
from smile_commons.scoring.consistency.drift import score_drift, score_stated_drift
from smile_commons.scoring.consistency.knowledge import score_knowledge
from smile_commons.scoring.consistency.likeness import Vectors
from smile_commons.scoring.consistency.voice import score_voice
from smile_commons.scoring.judge.task import Judge, Task
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.readings import Readings
from smile_commons.scoring.subject import Subject

NO_VECTORS = "no embedder was given"
_BY_TASK: Mapping[Task, tuple[str, ...]] = {
    "red-line": ("red-lines",),
    "contradiction": ("prompt-to-line", "line-to-line", "drift"),
}
"""What is asked of the judge, and the scores that hang on it."""


async def score_consistency(
    subject: Subject, judge: Judge | None, readings: Readings | None, why_not: Mapping[str, str]
) -> "Consistency":
    """Every score of consistency; one that cannot be had is there with the reason.

    Args:
        subject: the transcript and what is known about it.
        judge: who is asked about contradictions and answers; None: nobody.
        readings: stated positions; None where there are none.
        why_not: by task, why the judge is not asked (``stance`` among them, for what hangs on
            the readings).

    Raises:
        ModelError: the judge's model failed.
    """
    found = Consistency(subject, judge, readings, why_not)
    await found.find()
    return found


@dataclass
class Consistency:
    """Scores, and the speeches they are made of, as they are found; see ``score_consistency``."""

    subject: Subject
    judge: Judge | None
    readings: Readings | None
    why_not: Mapping[str, str]
    scores: list[Score] = field(default_factory=list[Score])
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def __post_init__(self) -> None:
        self.vectors = Vectors(self.subject.embed) if self.subject.embed else None

    def add(self, scores: Sequence[Score], rows: Sequence[dict[str, Any]] = ()) -> None:
        """Takes in more of both."""
        self.scores.extend(scores)
        self.rows.extend(rows)

    def lack(self, reason: str | None, *ids: str) -> None:
        """Scores that there are none of."""
        self.add([Score(id=id, value=None, unscored=reason or "") for id in ids])

    async def find(self) -> None:
        """Looks for all of them."""
        subject, readings = self.subject, self.readings
        await self._contradictions()
        self.add(*score_knowledge(subject, self.vectors))
        self.add(*score_voice(subject.lines))
        if readings is None:
            self.lack(self.why_not.get("stance"), "stated-drift", "caving")
        else:
            self.add(score_stated_drift(readings, subject.personas))
            self.add(*score_caving(readings))
        await self._answers()

    async def _contradictions(self) -> None:
        subject, people = self.subject, self.subject.personas.values()
        asked = list[Task]()
        for task, ids in _BY_TASK.items():
            reason = self.why_not.get(task) or (NO_VECTORS if self.vectors is None else None)
            if self.judge is None or reason:
                self.lack(reason, *ids)
            elif task == "red-line" and not any(one.red_lines for one in people):
                self.lack(NO_CARDS, *ids)
            else:
                asked.append(task)
        if self.judge is None or self.vectors is None:
            return
        kinds = dict[str, list[Case]]()
        if "red-line" in asked:
            kinds["red-lines"] = against_red_lines(subject.lines, subject.personas, self.vectors)
        if "contradiction" in asked:
            if any(one.card for one in people):
                found = against_cards(subject.lines, subject.personas, self.vectors)
                kinds["prompt-to-line"] = found
            else:
                self.lack(NO_CARDS, "prompt-to-line", "drift")
            moved = _moved(subject, self.readings)
            kinds["line-to-line"] = against_before(subject.lines, self.vectors, moved)
        for id, cases in kinds.items():
            verdicts = await judged(self.judge, cases)
            self.add(score_kept(id, verdicts, subject.speakers), [v.to_row(id) for v in verdicts])
            if id == "prompt-to-line":
                points = [
                    (v.case.line.speaker, v.case.line.turn, v.own.evidence)
                    for v in verdicts
                    if v.own.evidence is not None
                ]
                self.add(score_drift(points, subject.speakers))

    async def _answers(self) -> None:
        answers, reason = self.subject.answers, self.why_not.get("agreement")
        if not answers:
            self.lack(NO_INTERVIEW, "answer-consistency", "interrogation", "answer-likeness")
            return
        if self.judge is None or reason:
            self.lack(reason, "answer-consistency", "interrogation")
        else:
            self.add(*await score_answers(self.judge, answers))
        if self.vectors is None:
            self.lack(NO_VECTORS, "answer-likeness")
        else:
            self.add(score_likeness(answers, self.vectors))


def _moved(subject: Subject, readings: Readings | None) -> dict[int, str]:
    """By turn, that the speaker's ballot on what it speaks to had moved since the opening.

    Moved means further than nineteen of twenty retests did.
    """
    by_time = sorted(subject.ballots, key=lambda ballot: ballot.after_turn)
    opening = {(b.persona, b.article): b.position for b in by_time if b.stage == "opening"}
    noise = [
        abs(b.position - start)
        for b in by_time
        if b.stage == "retest"
        and b.position is not None
        and (start := opening.get((b.persona, b.article))) is not None
    ]
    if not noise or readings is None:
        return {}
    least = float(np.percentile(noise, 95))
    found = dict[int, str]()
    for one in readings.spoken:
        start = opening.get((one.persona, one.article))
        later = [
            b.position
            for b in by_time
            if b.stage not in ("opening", "retest")
            and (b.persona, b.article) == (one.persona, one.article)
            and b.after_turn <= one.turn
            and b.position is not None
        ]
        if start is not None and later and abs(later[-1] - start) > least:
            found[one.turn] = f"ballot on {one.article} moved from {start:+.2f} to {later[-1]:+.2f}"
    return found

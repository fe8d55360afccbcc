"""A transcript scored from end to end: ballots, stated positions, what lies between, cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smile_commons.scoring.articles import Article
from smile_commons.scoring.ballots import score_ballots
from smile_commons.scoring.consistency.scores import score_consistency
from smile_commons.scoring.definitions import CHANNELS
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.gap import score_gap
from smile_commons.scoring.influence import effects, score_influence
from smile_commons.scoring.judge.harmless import to_the_judge
from smile_commons.scoring.judge.task import LABELS, Judge
from smile_commons.scoring.judge.uses import SIDE, SILENCE
from smile_commons.scoring.labels.corrected import score_corrected
from smile_commons.scoring.multiplicity import held
from smile_commons.scoring.over_time import position_rows, series_rows
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.blind import NamelessJudge
from smile_commons.scoring.stated.readings import Readings, made_on, read_lines
from smile_commons.scoring.stated.scores import Negated, score_stated
from smile_commons.scoring.subject import Subject

NO_JUDGE = "no judge was asked"
NO_ARTICLES = "there are no articles to read it on"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredJudge:
    """The judge, and what is known of it."""

    judge: Judge
    withheld: Mapping[str, str] = field(default_factory=dict[str, str])
    """Uses it is not reliable in, with the reason; it is not put to them."""
    reliability: Mapping[str, Any] | None = None
    """By use, as ``scores.json`` has it; None where it was never checked."""

    @property
    def tells_silence(self) -> bool:
        """Whether it may say that a speech does not speak to an article."""
        return SILENCE not in self.withheld

    def to_dict(self) -> dict[str, Any]:
        """As ``scores.json`` has it under ``judge``."""
        spent = self.judge.spent
        return {
            "name": self.judge.name,
            "digest": self.judge.digest,
            "reliability": self.reliability,
            "withheld": dict(self.withheld),
            "cost": {
                "items": spent.items,
                "kept": spent.kept,
                "requests": spent.requests,
                "cached_share": spent.cached_share,
                "seconds": round(spent.seconds, 3),
            },
        }


async def score_all(
    subject: Subject, measured_judge: MeasuredJudge | None = None, *, negated: bool = False
) -> Findings:
    """Scores a transcript with all that is known about it.

    Args:
        subject: what is scored.
        measured_judge: the judge; without one what needs a judge is unscored, with that reason.
        negated: whether the articles' negations are read too, as a control.

    Raises:
        ModelError: the judge's model failed.
    """
    scores = list[Score]()
    if subject.ballots:
        scores += score_ballots(subject.ballots, subject.weights, subject.acts, subject.sham)
    why_not = _why_not(subject, measured_judge)
    readings = await _readings(subject, measured_judge, why_not)
    if readings is None:
        reason = why_not["stance"]
        ids = [one.id for one in CHANNELS["what was said"] if one.id != "stated-position"]
        scores += [Score(id=id, value=None, unscored=reason) for id in ids]
    else:
        scores += score_stated(
            readings, await _negated(subject, measured_judge) if negated else None
        )
    if subject.labels:
        # Without a judge the labels alone carry it.
        scores += score_corrected(readings or nothing_read(subject), subject.labels)
    if subject.ballots and readings is not None:
        scores += score_gap(readings, subject.ballots)
    found = effects(subject.lines, subject.ballots, readings)
    if subject.ballots:
        scores += score_influence(found, subject.ballots, subject.speakers)
    judge = None
    if measured_judge:
        kept = [text for one in subject.articles for text in (one.text, one.negation) if text]
        judge = NamelessJudge(measured_judge.judge, subject.people, kept)
    consistency = await score_consistency(subject, judge, readings, why_not)
    scores += consistency.scores
    return Findings(
        scores=held(scores),
        judge=measured_judge.to_dict() if measured_judge else None,
        positions=position_rows(subject.ballots, readings),
        series=series_rows(subject.ballots, subject.weights, readings),
        influence=[effect.model_dump() for effect in found],
        consistency=consistency.rows,
        unread=[one.model_dump() for one in readings.unread] if readings else [],
        addressed=_addressed(subject) if measured_judge else [],
    )


def _addressed(subject: Subject) -> list[dict[str, Any]]:
    return [
        {"turn": line.turn, "persona": line.speaker, "quote": sentence}
        for line in subject.lines
        for sentence in to_the_judge(line.text)
    ]


def nothing_read(subject: Subject) -> Readings:
    """The readings of a judge that was not asked."""
    return Readings(subject.lines, subject.speakers, subject.articles, ())


def _why_not(subject: Subject, measured_judge: MeasuredJudge | None) -> dict[str, str]:
    """By use and by task, why the judge is not asked."""
    if measured_judge is None:
        return dict.fromkeys(LABELS, NO_JUDGE)
    found = {use: f"withheld: {reason}" for use, reason in measured_judge.withheld.items()}
    if not subject.articles:
        found["stance"] = NO_ARTICLES
    elif SIDE in found:
        found.setdefault("stance", found[SIDE])
    elif SILENCE in found and not made_on(subject.lines, subject.articles):
        # Where nobody knows what a speech was made on, the judge has to tell that first.
        found.setdefault("stance", found[SILENCE])
    return found


async def _readings(
    subject: Subject, measured_judge: MeasuredJudge | None, why_not: Mapping[str, str]
) -> Readings | None:
    if measured_judge is None or "stance" in why_not:
        return None
    return await _read(subject, measured_judge, subject.articles)


async def _negated(subject: Subject, measured_judge: MeasuredJudge | None) -> Negated | str | None:
    """The articles alone and their negations alone or, where one has none, which."""
    if measured_judge is None:
        return None
    without = [article.id for article in subject.articles if article.negation is None]
    if without:
        return f"no negation is written for {', '.join(without)}"
    contrary = [
        Article(article.id, article.negation or "", article.text, article.weight)
        for article in subject.articles
    ]
    articles = await _read(subject, measured_judge, subject.articles, alone=True)
    return Negated(articles, await _read(subject, measured_judge, contrary, alone=True))


async def _read(
    subject: Subject,
    measured_judge: MeasuredJudge,
    articles: Sequence[Article],
    *,
    alone: bool = False,
) -> Readings:
    people, silence = subject.people, measured_judge.tells_silence
    judge, lines = measured_judge.judge, subject.lines
    return await read_lines(judge, lines, articles, people=people, alone=alone, silence=silence)

"""A transcript scored with the judge that the settings name."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from smile_commons.models.model import Model
from smile_commons.models.settings import Settings
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.subject import Subject

if TYPE_CHECKING:
    from smile_commons.scoring.judge.asking import OnProgress
    from smile_commons.scoring.judge.task import Judge, Task
    from smile_commons.scoring.whole import MeasuredJudge


_NEVER = "the judge was never checked on it: commons judge check"
_UNCHECKED: "Mapping[Task, str]" = {"contradiction": _NEVER, "agreement": _NEVER}
"""Small models answer these upside down; no verdict of one counts before it was measured."""


async def scored(
    subject: Subject,
    settings: Settings,
    *,
    negated: bool = False,
    templates: Mapping[str, str] | None = None,
    model: Model | None = None,
    log: Path | None = None,
    progress: "OnProgress | None" = None,
) -> Findings:
    """Scores a transcript with the judge.

    Args:
        subject: what is scored.
        settings: name the judge.
        negated: whether the articles' negations are read too, as a control.
        templates: a world's own words for the judge's questions.
        model: one that is open already and stays open; None: the settings' own.
        log: the folder for an embedded model's log.
        progress: told how many questions are answered.

    Raises:
        InputError: there is no such model.
        ModelError: the judge's model failed; what it answered is kept.
    """
    from smile_commons.cli.judging import opened_judge
    from smile_commons.scoring.whole import score_all

    async with opened_judge(
        settings, templates=templates, model=model, log=log, progress=progress
    ) as opened:
        return await score_all(subject, measured_judge_of(opened.judge, settings), negated=negated)


def measured_judge_of(judge: "Judge", settings: Settings) -> "MeasuredJudge":
    """A judge with what was measured of it."""
    from smile_commons.models.cache import cache_folder
    from smile_commons.scoring.judge.kept_reliability import reliability_of
    from smile_commons.scoring.whole import MeasuredJudge

    known = reliability_of(judge, cache_folder(settings.cache_dir))
    return MeasuredJudge(
        judge=judge,
        withheld=known.withheld if known else dict(_UNCHECKED),
        reliability=known.to_dict()["tasks"] if known else None,
    )


async def unjudged(subject: Subject) -> Findings:
    """Scores a transcript as far as that goes without a judge."""
    from smile_commons.scoring.whole import score_all

    return await score_all(subject)

"""The judge that an engine has, with what was measured of it; a subject, or a run, scored by it.

What needs no judge is there whatever the judge does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from smile_commons.api.engine import Engine
from smile_commons.api.observers import Observer
from smile_commons.api.opening import is_own_judge
from smile_commons.api.resume import Reopened
from smile_commons.api.subject import subject_of
from smile_commons.dialogues.aside import aside
from smile_commons.errors import ModelError, ReplayError
from smile_commons.memory.memory import Embedder
from smile_commons.models.attempt import OPENAI, shown_url
from smile_commons.models.cache import cache_folder
from smile_commons.models.model import Model
from smile_commons.models.open import is_local
from smile_commons.models.settings import Settings
from smile_commons.prompts.environment import Prompts
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.judge.answers import KeptAnswers
from smile_commons.scoring.judge.asking import Asker, OnProgress
from smile_commons.scoring.judge.gate import Gate
from smile_commons.scoring.judge.kept_reliability import reliability_of
from smile_commons.scoring.judge.model_judge import ModelJudge
from smile_commons.scoring.judge.reliability import NEVER
from smile_commons.scoring.judge.task import Judge
from smile_commons.scoring.subject import Subject
from smile_commons.scoring.whole import MeasuredJudge, score_all

ANSWERS = "judge.sqlite"
"""In the cache: what models answered, by content."""
_UNCHECKED: Mapping[str, str] = dict.fromkeys(("contradiction", "red-line", "agreement"), NEVER)
"""Small models answer these upside down; no verdict of one counts before it was measured."""


@dataclass(frozen=True, slots=True)
class ModelJudges:
    """A model as a judge in two moods, over one store of answers."""

    judge: ModelJudge
    ungated: ModelJudge
    """Tells a side of every stance, whether or not the text speaks to its article."""


def judges(
    model: Model,
    settings: Settings,
    embedder: Embedder,
    *,
    templates: Mapping[str, str] | None = None,
    answers: Path | None = None,
    progress: OnProgress | None = None,
    own: bool = False,
) -> ModelJudges:
    """A model as a judge; it is asked when something is wanted that was not answered before.

    Args:
        model: who is asked; the caller closes it.
        settings: whether it is an endpoint, which is asked several things at once.
        embedder: for what hangs on likeness.
        templates: a world's own words for the questions, by file; the others are those that ship.
        answers: where answers are kept; None: in the cache.
        progress: told how many questions are answered.
        own: whether it was given rather than named: then its name says nothing of what it answers,
            and nothing is kept unless it has a digest.
    """
    local = is_local(settings, settings.judge or settings.model)
    asker = Asker(
        model=model,
        prompts=Prompts.of(templates or {}, settings.language),
        kept=KeptAnswers(answers or cache_folder(settings.cache_dir) / ANSWERS),
        identity=None if local or own else shown_url(settings.base_url or OPENAI),
        at_once=1 if local else settings.concurrency,
        on_progress=progress,
    )
    return ModelJudges(
        ModelJudge(asker=asker, gate=Gate(embedder.embed), embedder=embedder.name),
        ModelJudge(asker=asker, gate=None, embedder=embedder.name),
    )


async def judged(
    subject: Subject,
    engine: Engine,
    *,
    negated: bool = False,
    templates: Mapping[str, str] | None = None,
    model: Model | None = None,
    progress: OnProgress | None = None,
    own: bool = False,
) -> Findings:
    """Scores a transcript with the engine's judge.

    Args:
        subject: what is scored.
        engine: whose judge reads it.
        negated: whether the articles' negations are read too, as a control.
        templates: a world's own words for the judge's questions.
        model: the judge's as a run sees it; None: the engine's own.
        progress: told how many questions are answered.
        own: whether it was given rather than named, when the run was played.

    Raises:
        InputError: there is no such model.
        ModelError: the judge's model failed; what it answered is kept.
    """
    coder = (
        engine.coder
        or judges(
            model or await engine.judge(),
            engine.settings,
            engine.kept_embedder,
            templates=templates,
            progress=progress,
            own=own or engine.has_own_judge,
        ).judge
    )
    return await score_all(subject, measured(coder, engine.settings), negated=negated)


def measured(judge: Judge, settings: Settings) -> MeasuredJudge:
    """A judge with what was measured of it."""
    known = reliability_of(judge, cache_folder(settings.cache_dir))
    return MeasuredJudge(
        judge=judge,
        withheld=known.withheld if known else dict(_UNCHECKED),
        reliability=known.to_dict()["uses"] if known else None,
    )


async def score_run(
    run: Reopened, engine: Engine, observer: Observer, *, model: Model | None = None
) -> Findings:
    """Scores a run and writes its ``scores.json``; a judge is asked if the run says so.

    Args:
        run: the run, with what it was played with.
        engine: the judge, and what tells likeness.
        observer: told how far the judge has come.
        model: the judge's as the run sees it; None: the engine's.

    Raises:
        ModelError: the judge's model failed; the scores without it are written.
    """
    folder = run.folder
    subject = subject_of(folder, run.casting, run.world, engine.kept_embedder)

    async def written(findings: Findings) -> Findings:
        await aside(folder.write, folder.scores_path.name, findings.to_json())
        return findings

    if not folder.manifest.judged or not subject.lines:
        return await written(await score_all(subject))
    own, templates = is_own_judge(folder), dict(run.world.templates)
    try:
        findings = await judged(
            subject, engine, templates=templates, model=model, progress=observer.judged, own=own
        )
    except ReplayError:
        observer.note("the record holds no answers of a judge: stated positions are not scored")
        findings = await score_all(subject)
    except ModelError:
        await written(await score_all(subject))
        raise
    return await written(findings)

"""A run scored where it lies; what needs no judge is there whatever the judge does."""

from smile_commons.api.engine import Engine
from smile_commons.api.judging import judged as judged_by
from smile_commons.api.judging import unjudged
from smile_commons.api.observers import Observer
from smile_commons.api.opening import is_own_judge
from smile_commons.api.resume import Reopened
from smile_commons.api.subject import subject_of
from smile_commons.dialogues.aside import aside
from smile_commons.errors import ModelError, ReplayError
from smile_commons.models.model import Model
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.findings import Findings


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
    if not folder.manifest.judged or not subject.lines:
        return await _written(folder, await unjudged(subject))
    try:
        findings = await judged_by(
            subject,
            engine,
            templates=dict(run.world.templates),
            model=model,
            progress=observer.judged,
            own=is_own_judge(folder),
        )
    except ReplayError:
        observer.note("the record holds no answers of a judge: stated positions are not scored")
        findings = await unjudged(subject)
    except ModelError:
        await _written(folder, await unjudged(subject))
        raise
    return await _written(folder, findings)


async def _written(folder: RunFolder, findings: Findings) -> Findings:
    await aside(folder.write, folder.scores_path.name, findings.to_json())
    return findings

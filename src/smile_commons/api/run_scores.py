"""A run scored where it lies; what needs no judge is there whatever the judge does."""

from smile_commons.api.engine import Engine
from smile_commons.api.judging import judged as judged_by
from smile_commons.api.judging import unjudged
from smile_commons.api.observers import Observer
from smile_commons.api.own import is_own_judge
from smile_commons.api.subject import subject_of
from smile_commons.dialogues.casting import Casting
from smile_commons.errors import ModelError, ReplayError
from smile_commons.models.model import Model
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.findings import Findings
from smile_commons.world import World


async def score_run(
    folder: RunFolder,
    casting: Casting,
    world: World,
    engine: Engine,
    observer: Observer,
    *,
    model: Model | None = None,
    judged: bool = True,
) -> Findings:
    """Scores a run and writes its ``scores.json``.

    Args:
        folder: the run.
        casting: what it was played with.
        world: where.
        engine: the judge, and what tells likeness.
        observer: told how far the judge has come.
        model: the judge's as the run sees it; None: the engine's.
        judged: whether a judge is asked at all.

    Raises:
        ModelError: the judge's model failed; the scores without it are written.
    """
    subject = subject_of(folder, casting, world, engine.kept_embedder)
    if not judged or not subject.lines:
        return _written(folder, await unjudged(subject))
    try:
        findings = await judged_by(
            subject,
            engine,
            templates=dict(world.templates),
            model=model,
            progress=observer.judged,
            own=is_own_judge(folder),
        )
    except ReplayError:
        observer.note("the record holds no answers of a judge: stated positions are not scored")
        findings = await unjudged(subject)
    except ModelError:
        _written(folder, await unjudged(subject))
        raise
    return _written(folder, findings)


def _written(folder: RunFolder, findings: Findings) -> Findings:
    folder.write(folder.scores_path.name, findings.to_json())
    return findings

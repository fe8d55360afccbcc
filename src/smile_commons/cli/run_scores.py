"""A run scored where it lies; what needs no judge is there whatever the judge does."""

from smile_commons.cli import console
from smile_commons.cli.judge_progress import judging
from smile_commons.cli.scoring import scored, unjudged
from smile_commons.cli.subject import subject_of
from smile_commons.dialogues.casting import Casting
from smile_commons.errors import ModelError, ReplayError
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model
from smile_commons.models.settings import Settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.findings import Findings
from smile_commons.world import World


async def score_run(
    folder: RunFolder,
    casting: Casting,
    world: World,
    settings: Settings,
    embedder: Embedder,
    *,
    model: Model | None = None,
    judged: bool = True,
    silent: bool = False,
) -> Findings:
    """Scores a run and writes its ``scores.json``.

    Args:
        folder: the run.
        casting: what it was played with.
        world: where.
        settings: name the judge.
        embedder: for what hangs on likeness.
        model: the judge's, where it is open already; it stays open.
        judged: whether a judge is asked at all.
        silent: says nothing of how far the judge has come.

    Raises:
        ModelError: the judge's model failed; the scores without it are written.
    """
    subject = subject_of(folder, casting, world, embedder)
    if not judged or not subject.lines:
        return _written(folder, await unjudged(subject))
    try:
        with judging(silent=silent) as progress:
            findings = await scored(
                subject, settings, templates=dict(world.templates), model=model, progress=progress
            )
    except ReplayError:
        console.note("the record holds no answers of a judge: stated positions are not scored")
        findings = await unjudged(subject)
    except ModelError:
        _written(folder, await unjudged(subject))
        raise
    return _written(folder, findings)


def _written(folder: RunFolder, findings: Findings) -> Findings:
    folder.write(folder.scores_path.name, findings.to_json())
    return findings

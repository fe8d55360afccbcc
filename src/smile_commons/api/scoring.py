"""The verbs that measure: scores, a judge's reliability, two runs set against each other."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from smile_commons.api.blocking import blocking, waiting
from smile_commons.api.compare import Comparison, compared
from smile_commons.api.engine import Engine
from smile_commons.api.judge_check import check_judge as checked
from smile_commons.api.observers import Observer
from smile_commons.api.opening import Given
from smile_commons.api.run import RUNS, Folder, Run, as_folder
from smile_commons.api.scorable import Said, articles_given, subject_given
from smile_commons.api.score import Scoring, score_of_run, score_of_transcript
from smile_commons.api.scores import Scores, scores_found
from smile_commons.api.worlds import Place, world_of
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model
from smile_commons.models.settings import Settings, load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.articles import Article
from smile_commons.scoring.judge.reliability import Reliability
from smile_commons.scoring.judge.task import Judge
from smile_commons.scoring.readers import Transcript


async def score_async(
    what: "Run | Folder | Transcript | Said",
    *,
    articles: "Iterable[Article | str]" = (),
    dialogue: Folder | None = None,
    judge: "str | Model | Judge | bool | None" = None,
    embedder: Embedder | None = None,
    base_url: str | None = None,
    controls: bool = False,
    placebo: "Run | Folder | None" = None,
    interview: bool = False,
    conversation: str | None = None,
    fields: Mapping[str, str] | None = None,
    out: Folder | None = None,
    world: Place = None,
    runs: Folder = RUNS,
    observer: Observer | None = None,
    engine: Engine | None = None,
) -> Scores:
    """Scores a run, a transcript from elsewhere, or what was said as pairs of speaker and text.

    A run's scores and report are written into its folder, unless other articles are given.

    Args:
        what: a run or its name, a file, a transcript that was read, or pairs.
        articles: whole sentences to read it on; none: the run's own.
        dialogue: a dialogue's file whose articles are taken instead.
        judge: False asks none; None: as the settings say.
        embedder: texts as vectors; None: as the settings say.
        base_url: an endpoint for the judge.
        controls: whether the articles' negations are read too.
        placebo: a run about something unrelated, as a control.
        interview: whether the cast is asked about itself (four times, and pressed).
        conversation: one of several in a file.
        fields: where a file has what it has elsewhere: columns of a table or paths into JSON, by
            ``speaker``, ``text`` and ``time``.
        out: a file ``….json`` or a folder to write to.
        world: another than was kept with the run.
        runs: where runs are kept.
        observer: told how far the judge has come.
        engine: models that are open already, in the place of ``judge`` (but False), ``embedder``
            and ``base_url``.

    Raises:
        InputError: something that was given is wrong.
        ModelError: the judge's model failed; what it answered is kept.
    """
    asked = Scoring(
        articles=articles_given(articles, dialogue),
        judged=judge is not False,
        controls=controls,
        placebo=None if placebo is None else as_folder(placebo, runs),
        interview=interview,
        out=None if out is None else Path(out),
    )
    subject = subject_given(what, runs, conversation, fields)
    watched = observer or Observer()
    given = Given(None, None if isinstance(judge, bool) else judge, embedder, base_url)
    opened = given.shared(engine) if engine else given.engine(_settings(subject, world, given))
    try:
        if isinstance(subject, RunFolder):
            came = await score_of_run(subject, world_of(subject, world), opened, asked, watched)
        else:
            if wish := ("placebo" if asked.placebo else "interview" if interview else ""):
                raise InputError(f"`{wish}` is for runs, and this is a transcript from elsewhere")
            came = await score_of_transcript(subject, opened, asked, watched)
    finally:
        await opened.release()
    return scores_found(came.findings, came.files)


score = waiting(score_async)
"""``score_async`` for a program that waits."""


def compare(
    a: "Run | Folder",
    b: "Run | Folder",
    *,
    repeats: int = 0,
    model: Model | None = None,
    judge: "Model | Judge | None" = None,
    embedder: Embedder | None = None,
    runs: Folder = RUNS,
    observer: Observer | None = None,
) -> Comparison:
    """Sets two runs of one dialogue against each other, a run and its branch above all.

    Args:
        a, b: the runs; a difference is that of ``b`` to ``a``.
        repeats: pairs in which both sides are played again from one seed; those there are kept.
        model, judge, embedder: of one's own, for repeats; None: as the runs' settings say.
        runs: where runs are kept.
        observer: noted which repeat is played.

    Raises:
        InputError: they cannot be compared.
        CommonsError: as ``play``, where repeats are played.
    """
    tell, own = (observer or Observer()).note, Given(model, judge, embedder)
    one, other = as_folder(a, runs), as_folder(b, runs)
    return blocking(compared(one, other, repeats=repeats, tell=tell, own=own))


def check_judge(
    model: "str | Model | None" = None,
    *,
    base_url: str | None = None,
    data: Folder | None = None,
    task: str | None = None,
    items: int | None = None,
    part: str = "report",
    observer: Observer | None = None,
) -> Reliability:
    """Measures a judge against lines that people labelled.

    Args:
        model: the judge; None: as the settings say.
        base_url: its endpoint.
        data: labelled lines of one's own; None: the set that ships.
        task: one task alone; None: all.
        items: so many of each task; None: all.
        part: of the shipped set: ``report``, ``development`` or ``all``.

    Raises:
        InputError: the data or the task is wrong, or there are too few items.
        ModelError: the judge's model failed.
    """

    async def work() -> Reliability:
        async with Given(judge=model, base_url=base_url).opened() as engine:
            came = await checked(
                engine,
                data=None if data is None else Path(data),
                task=task,
                items=items,
                part=part,
                progress=(observer or Observer()).judged,
            )
            return came.reliability

    return blocking(work())


def _settings(subject: RunFolder | Transcript, world: Place, given: Given) -> Settings:
    if not isinstance(subject, RunFolder):
        return load_settings(given.typed())
    began, place = subject.manifest.settings, world_of(subject, world)
    return load_settings(given.typed(), run=began, world=place.root)

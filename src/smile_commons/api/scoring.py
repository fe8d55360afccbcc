"""The verbs that measure: scores, a judge's reliability, two runs set against each other."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from smile_commons.api.blocking import blocking, waiting
from smile_commons.api.compare import Comparison, compared
from smile_commons.api.engine import Engine
from smile_commons.api.judge_check import check_judge as checked
from smile_commons.api.observers import Observer
from smile_commons.api.playing import engine_of
from smile_commons.api.run import RUNS, Run, as_folder
from smile_commons.api.score import (
    Scored,
    Scoring,
    given_articles,
    run_of,
    score_of_run,
    score_of_transcript,
)
from smile_commons.api.scores import Scores, scores_found
from smile_commons.api.worlds import Place, world_of
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.articles import Article, articles_of_texts
from smile_commons.scoring.judge.reliability import Reliability
from smile_commons.scoring.judge.task import Judge
from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers import Transcript, read_transcript

Folder = str | PathLike[str]
Said = Sequence[tuple[str, str]]
"""Speaker and text, in order."""
Scorable = "Run | Folder | Transcript | Said"


async def score_async(
    what: "Run | Folder | Transcript | Said",
    *,
    articles: "Sequence[Article | str]" = (),
    dialogue: Folder | None = None,
    judge: "str | Model | Judge | bool | None" = None,
    embedder: Embedder | None = None,
    base_url: str | None = None,
    controls: bool = False,
    placebo: "Run | Folder | None" = None,
    interview: bool = False,
    conversation: str | None = None,
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
        out: a file ``….json`` or a folder to write to.
        world: another than was kept with the run.
        observer: told how far the judge has come.
        engine: models that are open already.

    Raises:
        InputError: something that was given is wrong.
        ModelError: the judge's model failed; what it answered is kept.
    """
    asked = Scoring(
        articles=_articles(articles, dialogue),
        judged=judge is not False,
        controls=controls,
        placebo=None if placebo is None else as_folder(placebo, runs),
        interview=interview,
        out=None if out is None else Path(out),
    )
    subject = _subject(what, runs, conversation)
    watched = observer or Observer()
    place = world_of(subject, world) if isinstance(subject, RunFolder) else None
    opened = engine or _engine(subject, place, judge, embedder, base_url)
    try:
        if isinstance(subject, RunFolder) and place is not None:
            came = await score_of_run(subject, place, opened, asked, watched)
        else:
            came = await score_of_transcript(_transcript(subject), opened, asked, watched)
    finally:
        if engine is None:
            await opened.aclose()
    return _scores(came)


score = waiting(score_async)
"""``score_async`` for a program that waits."""


def compare(
    a: "Run | Folder",
    b: "Run | Folder",
    *,
    repeats: int = 0,
    model: Model | None = None,
    runs: Folder = RUNS,
    observer: Observer | None = None,
) -> Comparison:
    """Sets two runs of one dialogue against each other, a run and its branch above all.

    Args:
        a, b: the runs; a difference is that of ``b`` to ``a``.
        repeats: pairs in which both sides are played again from one seed; those there are kept.
        model: who speaks in repeats; None: as the runs' settings say.

    Raises:
        InputError: they cannot be compared.
        CommonsError: as ``play``, where repeats are played.
    """
    tell = (observer or Observer()).note
    found = compared(
        as_folder(a, runs), as_folder(b, runs), repeats=repeats, tell=tell, model=model
    )
    return blocking(found)


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
        async with engine_of(judge=model, base_url=base_url) as engine:
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


def _articles(given: "Sequence[Article | str]", dialogue: Folder | None) -> list[Article]:
    ready = [one for one in given if isinstance(one, Article)]
    texts = [one for one in given if isinstance(one, str)]
    if dialogue is not None:
        if given:
            raise InputError("give either `articles` or `dialogue`")
        return given_articles((), (), Path(dialogue))
    return [*ready, *(articles_of_texts(texts) if texts else ())]


def _subject(what: Any, runs: Folder, conversation: str | None) -> RunFolder | Transcript:
    if isinstance(what, Run):
        return what.folder
    if isinstance(what, Transcript):
        return what
    if isinstance(what, str | PathLike):
        name = str(what)  # pyright: ignore[reportUnknownArgumentType]
        folder = run_of(name, Path(runs))
        return folder or read_transcript(Path(name), conversation, None)
    return _of_pairs(what)


def _of_pairs(said: Said) -> Transcript:
    lines = [Line(turn, *_pair(turn, pair)) for turn, pair in enumerate(said, start=1)]
    if not lines:
        raise InputError("there are no speeches to score")
    return Transcript(tuple(lines), source="pairs", format="pairs")


def _pair(turn: int, pair: Sequence[Any]) -> tuple[str, str]:
    if isinstance(pair, str) or [type(part) for part in pair] != [str, str]:
        raise InputError(f"speech {turn}: a pair of speaker and text, not {pair!r}")
    return pair[0], pair[1]


def _transcript(subject: RunFolder | Transcript) -> Transcript:
    assert isinstance(subject, Transcript)  # a run has a world, and was scored as one
    return subject


def _engine(
    subject: RunFolder | Transcript,
    place: Any,
    judge: Any,
    embedder: Embedder | None,
    base_url: str | None,
) -> Engine:
    named = judge if isinstance(judge, str) else None
    given = None if judge is True or judge is False or isinstance(judge, str) else judge
    typed = {"judge": named, "base_url": base_url}
    if isinstance(subject, RunFolder):
        settings = load_settings(typed, run=subject.manifest.settings, world=place.root)
    else:
        settings = load_settings(typed)
    return Engine(settings, judge=given, embedder=embedder)


def _scores(came: Scored) -> Scores:
    return scores_found(came.findings, came.files)

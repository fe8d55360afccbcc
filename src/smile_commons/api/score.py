"""A run, or a transcript from elsewhere, scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from smile_commons.api.engine import Engine
from smile_commons.api.interview import interview
from smile_commons.api.judging import judged
from smile_commons.api.observers import Observer
from smile_commons.api.report import (
    debate_of,
    debate_of_transcript,
    results_of,
    write_out,
    write_report,
)
from smile_commons.api.subject import subject_of
from smile_commons.api.worlds import Place, world_of
from smile_commons.dialogues.casting import cast
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.article_files import articles_of_file
from smile_commons.scoring.articles import Article, articles_of_texts
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.labels.label import labels_path, read_labels, valid_labels
from smile_commons.scoring.readers import Transcript
from smile_commons.scoring.subject import Subject
from smile_commons.scoring.whole import score_all
from smile_commons.transcript import Ballot
from smile_commons.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How something is to be scored."""

    articles: Sequence[Article] = ()
    """None: those of the run."""
    judged: bool = True
    """Whether a judge is asked."""
    controls: bool = False
    """Whether the articles' negations are read too."""
    placebo: RunFolder | None = None
    """A run about something unrelated, as a control."""
    interview: bool = False
    """Whether the cast is asked about itself."""
    out: Path | None = None
    """A file ``….json`` or a folder to write to besides."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What came of it."""

    findings: Findings
    files: tuple[Path, ...]
    """The scores first, then the report."""


async def score_of_run(
    folder: RunFolder, world: World, engine: Engine, asked: Scoring, observer: Observer
) -> Scored:
    """Scores a run and writes scores and report into its folder.

    Scores on other articles than the run's own do not take the place of its own.

    Raises:
        InputError: a file cannot be written, or the placebo is none.
        ModelError: the judge's model failed.
    """
    casting = cast(world, folder.manifest.options())
    ballots = () if asked.placebo is None else placebo_ballots(asked.placebo, folder)
    answers = await interview(folder, casting, world, engine) if asked.interview else ()
    subject = subject_of(
        folder, casting, world, engine.kept_embedder, sham=ballots, answers=answers
    )
    given = asked.articles
    if given:
        ids = {article.id for article in given}
        own = tuple(ballot for ballot in subject.ballots if ballot.article in ids)
        labels = valid_labels(read_labels(labels_path(folder.path)), subject.lines, given)
        subject = replace(subject, articles=tuple(given), ballots=own, labels=labels)
    findings = await _found(subject, engine, asked, observer, dict(world.templates))
    if given:
        about = replace(debate_of(folder), articles={a.id: a.text for a in given}, titles={})
        return Scored(findings, tuple(write_out(findings, about, asked.out)))
    folder.write(folder.scores_path.name, findings.to_json())
    report = write_report(folder.path, results_of(folder), debate_of(folder))
    if asked.out:
        write_out(findings, debate_of(folder), asked.out)
    return Scored(findings, (folder.scores_path, *report))


async def score_of_transcript(
    transcript: Transcript, engine: Engine, asked: Scoring, observer: Observer
) -> Scored:
    """Scores a transcript from elsewhere; files are written where ``out`` says.

    Raises:
        InputError: a file cannot be written.
        ModelError: the judge's model failed.
    """
    given = asked.articles
    subject = Subject(
        lines=transcript.lines,
        articles=tuple(given),
        labels=valid_labels(
            read_labels(labels_path(Path(transcript.source))), transcript.lines, given
        ),
        embed=engine.kept_embedder.embed,
    )
    findings = await _found(subject, engine, asked, observer, None)
    about = debate_of_transcript(transcript, given)
    return Scored(findings, tuple(write_out(findings, about, asked.out)))


async def _found(
    subject: Subject,
    engine: Engine,
    asked: Scoring,
    observer: Observer,
    templates: Mapping[str, str] | None,
) -> Findings:
    if not asked.judged:
        return await score_all(subject)
    return await judged(
        subject, engine, negated=asked.controls, templates=templates, progress=observer.judged
    )


def run_of(target: str | Path, runs: Path) -> RunFolder | None:
    """The run of that name, unless the name is of a file or folder that is none.

    Raises:
        InputError: there is neither.
    """
    path = Path(target)
    if path.exists() and not (path / "run.json").is_file():
        return None
    return RunFolder.open(target, runs)


def given_articles(
    texts: Sequence[str], negations: Sequence[str] = (), dialogue: Path | None = None
) -> list[Article]:
    """Articles given in words or as a dialogue's file; none: those of the run.

    Raises:
        InputError: both are given, negations without articles, or the file cannot be read.
    """
    found = articles_of_texts(texts, negations) if texts else []
    if negations and not texts:
        raise InputError("`negation` goes with `article`, one for each")
    if dialogue is None:
        return found
    if found:
        raise InputError("give either `article` or `dialogue`")
    return articles_of_file(dialogue)


def articles_of_run(folder: RunFolder, world: Place = None) -> list[Article]:
    """The articles that a run was about."""
    found = cast(world_of(folder, world), folder.manifest.options()).articles
    return [Article(a.id, a.text, a.negation, a.weight) for a in found]


def placebo_ballots(placebo: RunFolder, folder: RunFolder) -> tuple[Ballot, ...]:
    """The ballots of a debate about something unrelated.

    Raises:
        InputError: it is none, or of other people or articles.
    """
    if placebo.manifest.sham is None:
        raise InputError(
            f"{placebo.id} is no sham debate: play one with `commons play --sham TOPIC`"
        )
    ballots = tuple(placebo.ballots.all())
    own = {(b.persona, b.article) for b in folder.ballots.all()}
    if not own & {(b.persona, b.article) for b in ballots}:
        raise InputError(f"{placebo.id} has no ballots of the same people on the same articles")
    return ballots

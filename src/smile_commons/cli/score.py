"""``commons score``: a run, or a transcript from elsewhere, scored again."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smile_commons.cli import console
from smile_commons.cli.dry_run import show_what_is_read, what_was_read
from smile_commons.cli.playing import open_embedder, world_of
from smile_commons.cli.report import (
    debate_of,
    debate_of_transcript,
    results_of,
    write_out,
    write_report,
)
from smile_commons.cli.score_table import cost, emitted, show_findings
from smile_commons.cli.subject import subject_of
from smile_commons.dialogues.casting import Casting, Wanted, cast
from smile_commons.errors import InputError
from smile_commons.models.settings import Settings, load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.articles import Article, articles_of_texts
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.labels.label import labels_path, read_labels, valid_labels
from smile_commons.scoring.subject import Subject
from smile_commons.transcript import Ballot
from smile_commons.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smile_commons.memory.cache import CachedEmbedder
    from smile_commons.scoring.readers import Fields, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user wants of a scoring."""

    articles: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    dialogue: Path | None = None
    conversation: str | None = None
    fields: "Fields | None" = None
    """Where a transcript has its speakers and texts."""
    dry_run: bool = False
    controls: bool = False
    sham: str | None = None
    interview: bool = False
    judge: str | None = None
    no_judge: bool = False
    base_url: str | None = None
    runs: Path = Path("runs")
    world: Path | None = None
    out: Path | None = None
    quiet: bool = False
    as_json: bool = False


def score(targets: Sequence[str], asked: Asked) -> None:
    """Scores each target and shows what came of it.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    if asked.dry_run:
        show_what_is_read(targets, asked)
        return
    if asked.out is not None and len(targets) > 1:
        raise InputError("--out takes one target at a time")
    given = given_articles(asked)
    all_of_them = [
        _shown(subject, asked, given) for target in targets for subject in _subjects(target, asked)
    ]
    if asked.as_json:
        console.emit(all_of_them[0] if len(all_of_them) == 1 else all_of_them)


def _subjects(target: str, asked: Asked) -> "list[RunFolder | Transcript]":
    """What a target holds: a run, or one conversation or several of a file."""
    folder = run_of(target, asked.runs)
    if folder is not None:
        return [folder]
    from smile_commons.scoring.readers import read_transcripts

    if asked.sham or asked.interview:
        flag = "--sham" if asked.sham else "--interview"
        raise InputError(f"{flag} is for runs: {target} is a transcript from elsewhere")
    found = read_transcripts(Path(target), asked.conversation, asked.fields)
    if asked.out is not None and len(found) > 1:
        raise InputError(
            f"{target} holds {len(found)} conversations: with --out name one by --conversation"
        )
    return [*found]


def _shown(
    subject: "RunFolder | Transcript", asked: Asked, given: Sequence[Article]
) -> "Mapping[str, object]":
    """Scores one and prints it, or gives it for ``--json``."""
    started = time.monotonic()
    if isinstance(subject, RunFolder):
        named: dict[str, object] = {"target": str(subject.path)}
        findings, paths = _score_run(subject, asked, given)
        cues = dict(subject.manifest.cast)
    else:
        named = {"target": subject.source, "conversation": subject.conversation}
        findings, paths = _score_file(subject, asked, given)
        cues = dict[str, str]()
    seconds = time.monotonic() - started
    if asked.as_json:
        written = [str(path) for path in paths]
        named |= {"path": written[0] if written else None, "files": written, "seconds": seconds}
        return named | emitted(findings)
    if not asked.quiet:
        show_findings(findings, cues)
        console.note(cost(findings, seconds))
    for name, path in zip(("scores", "report"), paths, strict=False):
        if not asked.quiet:
            console.say(f"{name} in {path}")
        elif name == "scores":
            console.say(str(path))
    return {}


def run_of(target: str, runs: Path) -> RunFolder | None:
    """The run of that name, unless the name is of a file or folder that is none."""
    path = Path(target)
    if path.exists() and not (path / "run.json").is_file():
        return None
    return RunFolder.open(target, runs)


def casting_of(folder: RunFolder, world: World) -> Casting:
    """The casting that a run was played with."""
    old = folder.manifest
    return cast(
        world,
        Wanted(
            old.dialogue, old.acts, old.turns, old.mode, old.takes or 1, old.seed or 0, old.seat,
            old.ballots, old.sham,
        ),
    )  # fmt: skip


def _score_run(
    folder: RunFolder, asked: Asked, given: Sequence[Article]
) -> tuple[Findings, list[Path]]:
    world = world_of(folder, asked.world)
    casting = casting_of(folder, world)
    flags = {"judge": asked.judge, "base_url": asked.base_url}
    settings = load_settings(flags, run=folder.manifest.settings, world=world.root)
    answers = ()
    if asked.interview:
        from smile_commons.cli.interview import interview

        answers = tuple(asyncio.run(interview(folder, casting, world, settings)))
    subject = subject_of(
        folder,
        casting,
        world,
        _embedder(settings),
        sham=_sham(asked, folder),
        answers=answers,
    )
    if given:
        ids = {article.id for article in given}
        ballots = tuple(ballot for ballot in subject.ballots if ballot.article in ids)
        labels = valid_labels(read_labels(labels_path(folder.path)), subject.lines, given)
        subject = replace(subject, articles=tuple(given), ballots=ballots, labels=labels)
    findings = _find(subject, settings, asked, dict(world.templates))
    if given:
        # Scores on other articles are not the run's: they do not take the place of its own.
        about = replace(debate_of(folder), articles={a.id: a.text for a in given}, titles={})
        return findings, write_out(findings, about, asked.out)
    folder.write(folder.scores_path.name, findings.to_json())
    report = write_report(folder.path, results_of(folder), debate_of(folder))
    if asked.out:
        write_out(findings, debate_of(folder), asked.out)
    return findings, [folder.scores_path, *report]


def _score_file(
    transcript: "Transcript", asked: Asked, given: Sequence[Article]
) -> tuple[Findings, list[Path]]:
    console.note(what_was_read(transcript))
    if not given:
        console.note("no articles: give --article TEXT or --dialogue FILE for stated positions")
    settings = load_settings({"judge": asked.judge, "base_url": asked.base_url})
    embedder = _embedder(settings)
    subject = Subject(
        lines=transcript.lines,
        articles=tuple(given),
        labels=valid_labels(
            read_labels(labels_path(Path(transcript.source))), transcript.lines, given
        ),
        embed=embedder.embed,
    )
    findings = _find(subject, settings, asked, None)
    return findings, write_out(findings, debate_of_transcript(transcript, given), asked.out)


def _find(
    subject: Subject, settings: Settings, asked: Asked, templates: "Mapping[str, str] | None"
) -> Findings:
    from smile_commons.cli.judge_progress import judging
    from smile_commons.cli.scoring import scored, unjudged

    if asked.no_judge:
        return asyncio.run(unjudged(subject))
    with judging(silent=asked.quiet or asked.as_json) as progress:
        return asyncio.run(
            scored(
                subject,
                settings,
                negated=asked.controls,
                templates=templates,
                progress=progress,
            )
        )


def given_articles(asked: Asked) -> list[Article]:
    """The articles that the user gave in words or as a file; none: those of the run."""
    found = articles_of_texts(asked.articles, asked.negations) if asked.articles else []
    if asked.negations and not asked.articles:
        raise InputError("--negation goes with --article, one for each")
    if asked.dialogue is None:
        return found
    if found:
        raise InputError("give either --article or --dialogue")
    from smile_commons.scoring.article_files import articles_of_file

    return articles_of_file(asked.dialogue)


def _sham(asked: Asked, folder: RunFolder) -> tuple[Ballot, ...]:
    """The ballots of the sham debate.

    Raises:
        InputError: it is no sham, or of other people or articles.
    """
    if asked.sham is None:
        return ()
    sham = RunFolder.open(asked.sham, asked.runs)
    if sham.manifest.sham is None:
        raise InputError(f"{sham.id} is no sham debate: play one with `commons play --sham TOPIC`")
    ballots = tuple(sham.ballots.all())
    own = {(b.persona, b.article) for b in folder.ballots.all()}
    if not own & {(b.persona, b.article) for b in ballots}:
        raise InputError(f"{sham.id} has no ballots of the same people on the same articles")
    return ballots


def _embedder(settings: Settings) -> "CachedEmbedder":
    from smile_commons.memory.cache import CachedEmbedder

    return CachedEmbedder(open_embedder(settings))

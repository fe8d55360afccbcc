"""``commons score``: a run, or a transcript from elsewhere, scored again."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smile_commons.api.blocking import blocking
from smile_commons.api.engine import Engine
from smile_commons.api.report import debate_of
from smile_commons.api.score import (
    Scored,
    Scoring,
    given_articles,
    run_of,
    score_of_run,
    score_of_transcript,
)
from smile_commons.api.worlds import world_of
from smile_commons.cli import console
from smile_commons.cli.conclusion_shown import show_conclusion
from smile_commons.cli.dry_run import show_what_is_read, what_was_read
from smile_commons.cli.score_table import cost, emitted, show_findings
from smile_commons.cli.watching import Told
from smile_commons.errors import InputError
from smile_commons.models.settings import Settings, load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.articles import Article
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.readers import Transcript, read_transcripts

if TYPE_CHECKING:
    from smile_commons.scoring.readers import Fields


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
    table: bool = False
    as_json: bool = False


def score(targets: Sequence[str], asked: Asked) -> None:
    """Scores each target and shows what came of it.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    if asked.dry_run:
        show_what_is_read(
            targets,
            asked.runs,
            asked.conversation,
            asked.fields,
            as_json=asked.as_json,
        )
        return
    if asked.out is not None and len(targets) > 1:
        raise InputError("--out takes one target at a time")
    given = given_articles(asked.articles, asked.negations, asked.dialogue)
    all_of_them = [
        _shown(subject, asked, given) for target in targets for subject in _subjects(target, asked)
    ]
    if asked.as_json:
        console.emit(all_of_them[0] if len(all_of_them) == 1 else all_of_them)


def _subjects(target: str, asked: Asked) -> list[RunFolder | Transcript]:
    """What a target holds: a run, or one conversation or several of a file."""
    folder = run_of(target, asked.runs)
    if folder is not None:
        return [folder]
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
    subject: RunFolder | Transcript, asked: Asked, given: Sequence[Article]
) -> Mapping[str, object]:
    """Scores one and prints it, or gives it for ``--json``."""
    started = time.monotonic()
    if isinstance(subject, RunFolder):
        named: dict[str, object] = {"target": str(subject.path)}
        came = _score_run(subject, asked, given)
    else:
        named = {"target": subject.source, "conversation": subject.conversation}
        came = _score_file(subject, asked, given)
    seconds = time.monotonic() - started
    findings, paths = came.findings, came.files
    if asked.as_json:
        written = [str(path) for path in paths]
        named |= {"path": written[0] if written else None, "files": written, "seconds": seconds}
        return named | emitted(findings)
    if not asked.quiet:
        _show(findings, subject, given, asked)
        console.note(cost(findings, seconds))
    for name, path in zip(("scores", "report"), paths, strict=False):
        if not asked.quiet:
            console.say(f"{name} in {path}")
        elif name == "scores":
            console.say(str(path))
    return {}


def _show(
    findings: Findings,
    subject: RunFolder | Transcript,
    given: Sequence[Article],
    asked: Asked,
) -> None:
    cues = dict(subject.manifest.cast) if isinstance(subject, RunFolder) else {}
    if asked.table or load_settings().table:
        show_findings(findings, cues)
        return
    titles = {one.id: one.text for one in given}
    if isinstance(subject, RunFolder) and not given:
        titles = debate_of(subject).titles
    more = "every score: --table; the report: "
    if isinstance(subject, RunFolder):
        more += f"commons show {subject.id.rpartition('-')[2]} --report"
    else:
        more += "--out FOLDER"
    show_conclusion(findings, cues, titles, more=more)


def _score_run(folder: RunFolder, asked: Asked, given: Sequence[Article]) -> Scored:
    world = world_of(folder, asked.world)
    flags = {"judge": asked.judge, "base_url": asked.base_url}
    settings = load_settings(flags, run=folder.manifest.settings, world=world.root)
    wanted = _wanted(asked, given)
    observer = Told(silent=asked.quiet or asked.as_json)

    async def scored() -> Scored:
        async with Engine(settings) as engine:
            return await score_of_run(folder, world, engine, wanted, observer)

    try:
        return blocking(scored())
    finally:
        observer.close()


def _score_file(transcript: Transcript, asked: Asked, given: Sequence[Article]) -> Scored:
    console.note(what_was_read(transcript))
    for broken in transcript.broken_readers:
        console.note(broken)
    if not given:
        console.note("no articles: give --article TEXT or --dialogue FILE for stated positions")
    settings = load_settings({"judge": asked.judge, "base_url": asked.base_url})
    return _told_of(asked, settings, transcript, _wanted(asked, given))


def _told_of(asked: Asked, settings: Settings, transcript: Transcript, wanted: Scoring) -> Scored:
    observer = Told(silent=asked.quiet or asked.as_json)

    async def scored() -> Scored:
        async with Engine(settings) as engine:
            return await score_of_transcript(transcript, engine, wanted, observer)

    try:
        return blocking(scored())
    finally:
        observer.close()


def _wanted(asked: Asked, given: Sequence[Article]) -> Scoring:
    return Scoring(
        articles=tuple(given),
        judged=not asked.no_judge,
        controls=asked.controls,
        placebo=RunFolder.open(asked.sham, asked.runs) if asked.sham else None,
        interview=asked.interview,
        out=asked.out,
    )

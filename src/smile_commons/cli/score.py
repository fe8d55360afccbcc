"""``commons score``: a run, or a transcript from elsewhere, scored again."""

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from smile_commons.api.engine import with_engine
from smile_commons.api.report import debate_of
from smile_commons.api.score import Scored, Scoring, run_of, score_of_run, score_of_transcript
from smile_commons.api.worlds import world_of
from smile_commons.cli import console
from smile_commons.cli.conclusion_shown import show_conclusion
from smile_commons.cli.console import Shown
from smile_commons.cli.dry_run import what_was_read
from smile_commons.cli.score_table import cost, show_findings
from smile_commons.cli.watching import Told
from smile_commons.errors import InputError
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.readers import Fields, Transcript, read_transcripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user wants of a scoring, and where it is looked for."""

    scoring: Scoring
    sham: str | None
    """A run about something unrelated, as it was typed."""
    typed: Mapping[str, str | None]
    """The judge and where it is."""
    conversation: str | None
    fields: Fields
    """Where a transcript has its speakers and texts."""
    runs: Path
    world: Path | None
    shown: Shown


def score(targets: Sequence[str], asked: Asked) -> None:
    """Scores each target and shows what came of it.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    if asked.scoring.out is not None and len(targets) > 1:
        raise InputError("--out takes one target at a time")
    all_of_them = [
        _shown(subject, asked) for target in targets for subject in _subjects(target, asked)
    ]
    if asked.shown.as_json:
        console.emit(all_of_them[0] if len(all_of_them) == 1 else all_of_them)


def _subjects(target: str, asked: Asked) -> Sequence[RunFolder | Transcript]:
    """What a target holds: a run, or one conversation or several of a file."""
    folder = run_of(target, asked.runs)
    if folder is not None:
        return [folder]
    if asked.sham or asked.scoring.interview:
        flag = "--sham" if asked.sham else "--interview"
        raise InputError(f"{flag} is for runs: {target} is a transcript from elsewhere")
    found = read_transcripts(Path(target), asked.conversation, asked.fields)
    if asked.scoring.out is not None and len(found) > 1:
        raise InputError(
            f"{target} holds {len(found)} conversations: with --out name one by --conversation"
        )
    return found


def _shown(subject: RunFolder | Transcript, asked: Asked) -> Mapping[str, object]:
    """Scores one and prints it, or gives it for ``--json``."""
    started = time.monotonic()
    came = _scored(subject, asked)
    seconds = time.monotonic() - started
    findings, written = came.findings, [str(path) for path in came.files]
    if asked.shown.as_json:
        named: dict[str, object] = (
            {"target": str(subject.path)}
            if isinstance(subject, RunFolder)
            else {"target": subject.source, "conversation": subject.conversation}
        )
        named |= {"path": written[0] if written else None, "files": written, "seconds": seconds}
        return named | findings.to_dict()
    if asked.shown.quiet:
        for path in written[:1]:
            console.say(path)
        return {}
    _show(findings, subject, asked)
    console.note(cost(findings, seconds))
    for name, path in zip(("scores", "report"), written, strict=False):
        console.say(f"{name} in {path}")
    return {}


def _show(findings: Findings, subject: RunFolder | Transcript, asked: Asked) -> None:
    given, run = asked.scoring.articles, subject if isinstance(subject, RunFolder) else None
    cues = run.manifest.cast if run else {}
    if asked.shown.table or load_settings().table:
        show_findings(findings, cues)
        return
    titles = {one.id: one.text for one in given} if given or not run else debate_of(run).titles
    report = f"commons show {run.id.rpartition('-')[2]} --report" if run else "--out FOLDER"
    more = f"every score: --table; the report: {report}"
    show_conclusion(findings, cues, titles, more=more)


def _scored(subject: RunFolder | Transcript, asked: Asked) -> Scored:
    wanted = asked.scoring
    with closing(Told(silent=asked.shown.silent)) as told:
        if isinstance(subject, RunFolder):
            world = world_of(subject, asked.world)
            settings = load_settings(asked.typed, run=subject.manifest.settings, world=world.root)
            sham = RunFolder.open(asked.sham, asked.runs) if asked.sham else None
            beside = replace(wanted, placebo=sham)
            return with_engine(
                settings, lambda engine: score_of_run(subject, world, engine, beside, told)
            )
        for note in (what_was_read(subject), *subject.broken_readers):
            console.note(note)
        if not wanted.articles:
            console.note("no articles: give --article TEXT or --dialogue FILE for stated positions")
        return with_engine(
            load_settings(asked.typed),
            lambda engine: score_of_transcript(subject, engine, wanted, told),
        )

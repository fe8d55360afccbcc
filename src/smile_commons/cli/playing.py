"""What ``play``, ``resume`` and ``branch`` share: a run played before a reader, and told of."""

from collections.abc import Generator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from smile_commons.api.engine import with_engine
from smile_commons.api.judging import score_run
from smile_commons.api.play import Watching, check_spoken, prepare, replay_of, to_its_end
from smile_commons.api.resume import Reopened, reopened
from smile_commons.api.worlds import open_world
from smile_commons.cli import console
from smile_commons.cli.conclusion_shown import show_conclusion
from smile_commons.cli.console import Shown
from smile_commons.cli.desk import TerminalDesk, from_seat
from smile_commons.cli.disk import full_disk
from smile_commons.cli.estimate import show_estimate
from smile_commons.cli.score_table import cost, show_findings
from smile_commons.cli.watching import Told, watcher
from smile_commons.dialogues.casting import Casting
from smile_commons.dialogues.rhythm import counts
from smile_commons.errors import CapError, CommonsError, InputError, SilentError, StoppedError
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.options import PlayOptions
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.report import summary


def play(
    options: PlayOptions,
    runs: Path,
    world: Path | None,
    typed: Mapping[str, str | None],
    shown: Shown,
    *,
    after: str | None = None,
    plan: Path | None = None,
    desk: bool = False,
    estimate: bool = False,
) -> None:
    """Plays a dialogue and keeps it as a run, or estimates what that would take.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    place = open_world(world)
    settings = load_settings({**typed, "takes": options.takes}, world=place.root)
    prepared = prepare(place, options, settings, runs=runs, after=after, plan=plan)
    if estimate:
        show_estimate(prepared, runs, as_json=shown.as_json)
        return
    begun = Reopened(prepared.begin(runs), place, prepared.casting, settings)
    carry_through(begun, shown, at_desk=desk or options.policy == "manual")


def play_again(
    run: str,
    options: PlayOptions,
    runs: Path,
    world: Path | None,
    typed: Mapping[str, str | None],
    shown: Shown,
    *,
    desk: bool = False,
) -> None:
    """Plays a run again out of its record, as a new run.

    Raises:
        CommonsError: see the exit codes in the errors' tree.
    """
    model, judge, base_url = (typed.get(name) for name in ("model", "judge", "base_url"))
    old = reopened(run, runs, world=world, model=model, judge=judge, base_url=base_url)
    again = replace(old, folder=replay_of(old.folder, runs, options))
    carry_through(again, shown, replayed=old.folder, at_desk=desk)


def carry_through(
    again: Reopened, shown: Shown, *, replayed: RunFolder | None = None, at_desk: bool = False
) -> None:
    """Plays a run to its end and reports on it.

    Raises:
        InputError: a desk where nobody watches.
        CommonsError: as a play is stopped by; the run is kept.
    """
    if at_desk and (shown.quiet or replayed is not None):
        raise InputError("--desk is for a play that is watched, not with --quiet or --replay")
    casting = again.casting
    with ExitStack() as open_watchers:

        def watch(run: RunFolder) -> Watching:
            watched = watcher(
                run.manifest,
                casting.speeches,
                quiet=shown.quiet,
                as_json=shown.as_json,
                done=sum(map(counts, run.events.all())),
                timed=not at_desk and run.manifest.seat is None,
            )
            open_watchers.callback(watched.close)
            if not at_desk:
                return Watching(watched, from_seat)
            desk = TerminalDesk(run, casting, watched.settle)
            return Watching(watched, from_seat, desk.ask, desk.wants_a_word)

        ended, findings = with_engine(
            again.settings,
            lambda engine: to_its_end(
                again, engine, watch, replayed=replayed, around=told_how_to_resume
            ),
            log=again.folder.path,
        )
    report(ended, again, findings, shown)


def scored_again(again: Reopened, shown: Shown) -> None:
    """Scores a run that is over already, and reports on it.

    Raises:
        CommonsError: as a scoring is stopped by.
    """
    folder, observer = again.folder, Told(silent=shown.silent)
    with folder.owned(), told_how_to_resume(folder), closing(observer):
        findings = with_engine(
            again.settings, lambda engine: score_run(again, engine, observer), log=folder.path
        )
    report(folder, again, findings, shown)


def report(folder: RunFolder, again: Reopened, findings: Findings, shown: Shown) -> None:
    """Says what came of a run and where it lies.

    Raises:
        SilentError: nobody spoke in it.
    """
    if shown.as_json:
        _emit(folder, findings)
    elif shown.quiet:
        console.say(str(folder.path))
    else:
        _tell(folder, again.casting, findings, table=shown.table or again.settings.table)
    check_spoken(folder)


def _tell(folder: RunFolder, casting: Casting, findings: Findings, *, table: bool) -> None:
    manifest = folder.manifest
    console.say()
    if table:
        show_findings(findings, manifest.cast)
    else:
        run = folder.id.rpartition("-")[2]
        more = f"all scores: commons show {run} --scores; the report: commons show {run} --report"
        titles = {one.id: one.title for one in casting.articles}
        show_conclusion(findings, manifest.cast, titles, more=more)
    console.say()
    use = manifest.usage
    cached = (
        f", {use.cached / use.prompt:.0%} of {use.prompt} prompt tokens from cache"
        if use.prompt
        else ""
    )
    console.note(
        f"{use.calls} calls, {use.completion} tokens written{cached}, "
        f"{use.seconds:.0f} s in the model" + ("" if use.cost is None else f", cost {use.cost:.4f}")
    )
    console.note(cost(findings))
    console.say(f"run {folder.id} in {folder.path}")


def _emit(folder: RunFolder, findings: Findings) -> None:
    manifest = folder.manifest
    console.emit(
        {
            "run": folder.id,
            "path": str(folder.path),
            "status": folder.status,
            "speeches": sum(e.kind == "speech" for e in folder.events.all()),
            "scores": [asdict(row) for row in summary(findings.scores)],
            "controls": findings.controls,
            "judge": findings.judge,
            "usage": manifest.usage.model_dump(),
            "parent": manifest.parent.model_dump() if manifest.parent else None,
        }
    )


@contextmanager
def told_how_to_resume(folder: RunFolder) -> Generator[None]:
    """Errors that leave a run behind say how to go on with it."""
    try:
        yield
    except CapError:
        more = f"{folder.resume_command} --max-tokens N"
        if folder.manifest.most_cost:
            more = f"{folder.resume_command} --max-cost X"
        console.note(f"the run is kept; with a higher cap (0 is none) it goes on: {more}")
        raise
    except StoppedError as stop:
        if folder.resume_command not in str(stop):
            console.note(f"{folder.resume_command} goes on")
        raise
    except Exception as error:
        if (full := full_disk(error, folder.path)) is not None:
            console.note(f"the run is kept; once there is room it goes on: {folder.resume_command}")
            raise full from error
        if isinstance(error, CommonsError) and not isinstance(error, SilentError):
            console.note(f"the run is kept: {folder.resume_command}")
        raise

"""What ``play``, ``resume`` and ``branch`` share: a run played before a reader, and told of."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace

from smile_commons.api.blocking import blocking
from smile_commons.api.engine import Engine
from smile_commons.api.play import Watching, check_spoken, to_its_end
from smile_commons.api.run_scores import score_run
from smile_commons.cli import console
from smile_commons.cli.conclusion_shown import show_conclusion
from smile_commons.cli.desk import TerminalDesk, from_seat
from smile_commons.cli.disk import full_disk
from smile_commons.cli.score_table import cost, show_findings
from smile_commons.cli.watching import Told, watcher
from smile_commons.dialogues.casting import Casting
from smile_commons.errors import CapError, CommonsError, InputError, SilentError, StoppedError
from smile_commons.models.settings import Settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.report import summary
from smile_commons.world import World


@dataclass(frozen=True, slots=True)
class Shown:
    """How much is printed."""

    quiet: bool = False
    as_json: bool = False
    table: bool = False
    """Every score rather than what they come to."""

    @property
    def silent(self) -> bool:
        """Whether nothing is told besides the result."""
        return self.quiet or self.as_json


def carry_through(
    folder: RunFolder,
    world: World,
    casting: Casting,
    settings: Settings,
    shown: Shown,
    *,
    replayed: RunFolder | None = None,
    at_desk: bool = False,
) -> RunFolder:
    """Plays a run to its end and reports on it; gives the run that came to its end.

    Raises:
        InputError: a desk where nobody watches.
        CommonsError: as a play is stopped by; the run is kept.
    """
    if at_desk and (shown.quiet or replayed is not None):
        raise InputError("--desk is for a play that is watched, not with --quiet or --replay")
    with ExitStack() as open_watchers:

        def watch(run: RunFolder) -> Watching:
            watched = watcher(
                run.manifest,
                casting.speeches,
                quiet=shown.quiet,
                as_json=shown.as_json,
                done=sum(event.is_turn for event in run.events.all()),
                timed=not at_desk and run.manifest.seat is None,
            )
            open_watchers.callback(watched.close)
            if not at_desk:
                return Watching(watched, from_seat)
            desk = TerminalDesk(run, casting, watched.settle)
            return Watching(watched, from_seat, desk.ask, desk.wants_a_word)

        async def played() -> tuple[RunFolder, Findings]:
            async with Engine(settings, log=folder.path) as engine:
                return await to_its_end(
                    folder,
                    world,
                    casting,
                    engine,
                    watch,
                    replayed=replayed,
                    around=told_how_to_resume,
                )

        ended, findings = blocking(played())
    report(ended, casting, findings, replace(shown, table=shown.table or settings.table))
    check_spoken(ended)
    return ended


def scored_again(
    folder: RunFolder, world: World, casting: Casting, settings: Settings, shown: Shown
) -> Findings:
    """Scores a run that is over already; the lease must be held."""
    observer = Told(silent=shown.silent)

    async def again() -> Findings:
        async with Engine(settings, log=folder.path) as engine:
            judged = folder.manifest.judged
            return await score_run(folder, casting, world, engine, observer, judged=judged)

    try:
        return blocking(again())
    finally:
        observer.close()


def report(folder: RunFolder, casting: Casting, findings: Findings, shown: Shown) -> None:
    """Says what came of a run and where it lies."""
    if shown.as_json:
        _emit(folder, findings)
        return
    if shown.quiet:
        console.say(str(folder.path))
        return
    manifest = folder.manifest
    console.say()
    if shown.table:
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

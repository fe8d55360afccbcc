"""What ``play`` and ``resume`` share: models and stores opened, the run carried, scores shown."""

import asyncio
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue

from smile_commons.branches.branching import BranchPoint, make_branch
from smile_commons.cli import console
from smile_commons.cli.desk import TerminalDesk, from_seat
from smile_commons.cli.disk import full_disk
from smile_commons.cli.watching import watcher
from smile_commons.dialogues.casting import Casting
from smile_commons.dialogues.context import Clock
from smile_commons.dialogues.desk import GoneBackError
from smile_commons.dialogues.forum import AskPerson, Resources, perform, totals
from smile_commons.dialogues.silence import all_silent
from smile_commons.errors import CapError, InputError, SilentError, StoppedError
from smile_commons.models.model import Model
from smile_commons.models.settings import Settings
from smile_commons.personas.ballot import ASKED_BEFORE_THE_DEBATE
from smile_commons.personas.drafting import PURPOSE
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Change, ModelRecord
from smile_commons.world import World, find_world

if TYPE_CHECKING:
    from smile_commons.models.record import Record
    from smile_commons.scoring.findings import Findings

SPEAKER, JUDGE = "speaker", "judge"
DRAFTS, KEPT_DRAFTS = "drafts", (f"{PURPOSE}/",)
KEPT_BALLOTS = (*ASKED_BEFORE_THE_DEBATE, "ballot/turn/", "ballot/act/")
"""Ballots whose answers are kept: the same request is made where nothing was said between."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How much is printed."""

    quiet: bool = False
    as_json: bool = False
    judged: bool = True
    """Whether a judge reads the speeches."""


async def carry(
    folder: RunFolder,
    world: World,
    casting: Casting,
    settings: Settings,
    shown: Shown,
    replayed: RunFolder | None = None,
    at_desk: bool = False,
) -> "Findings":
    """Plays a run from where it stands, with the models that the settings name; scores it.

    Raises:
        CommonsError: as ``perform`` does, or a model or store cannot be opened.
    """
    from smile_commons.cli.run_scores import score_run
    from smile_commons.memory.cache import CachedEmbedder
    from smile_commons.memory.store import MemoryStore
    from smile_commons.models.record import Record

    embedder = open_embedder(settings)
    record = Record(folder.replies_path)
    budget = _purse(folder, settings, record)
    model, judge = await _models(folder, settings, record, replayed, budget)
    watched = watcher(
        folder.manifest,
        casting.speeches,
        quiet=shown.quiet,
        as_json=shown.as_json,
        done=sum(event.is_turn for event in folder.events.all()),
        timed=not at_desk and folder.manifest.seat is None,
    )
    desk = TerminalDesk(folder, casting, watched.settle) if at_desk else None
    try:
        with MemoryStore(
            folder.memory_path,
            dimension=embedder.dimension,
            embedder=embedder.name,
            chroma_url=settings.chroma_url,
        ) as store:
            resources = Resources(
                model,
                judge,
                embedder,
                CachedEmbedder(embedder),
                store,
                spent=record.usage,
                cost=lambda: budget.cost if _is_priced(settings) else None,
            )
            folder.change(
                status="playing",
                model=_named(model).model_dump(),
                judge=_named(judge).model_dump(),
            )
            await perform(
                folder,
                world,
                casting,
                resources,
                watched,
                clock=_recorded_clock(replayed),
                ask_person=_person(replayed),
                ask_director=desk.ask if desk else None,
                pause=desk.wants_a_word if desk else lambda: False,
            )
        watched.close()
        if budget.untold and not shown.as_json:
            console.note(
                "the endpoint does not say what its replies take: "
                f"{budget.untold} count towards the cap as the most that they can have taken"
            )
        try:
            return await score_run(
                folder,
                casting,
                world,
                settings,
                resources.canon_embedder,
                model=judge,
                judged=shown.judged,
                silent=shown.quiet or shown.as_json,
            )
        finally:
            folder.change(usage=totals(resources))
    finally:
        watched.close()
        record.close()
        await model.aclose()
        if judge is not model:
            await judge.aclose()


def open_embedder(settings: Settings) -> Any:
    """The embedder that the settings name: in process, or behind an endpoint."""
    from smile_commons.models.settings import LOCAL

    if settings.embeddings == LOCAL:
        from smile_commons.memory.embeddings import OnnxEmbedder

        return OnnxEmbedder()
    from smile_commons.models.embeddings_endpoint import open_embeddings

    return open_embeddings(settings)


def report(
    folder: RunFolder,
    casting: Casting,
    world: World,
    settings: Settings,
    shown: Shown,
    findings: "Findings | None" = None,
) -> None:
    """Says what came of a run and where it lies; scores it, unless that was done."""
    from smile_commons.cli.run_scores import score_run
    from smile_commons.cli.score_table import cost, show_findings
    from smile_commons.memory.cache import CachedEmbedder
    from smile_commons.scoring.report import summary

    if findings is None:
        embedder = CachedEmbedder(open_embedder(settings))
        findings = asyncio.run(
            score_run(
                folder,
                casting,
                world,
                settings,
                embedder,
                judged=shown.judged,
                silent=shown.quiet or shown.as_json,
            )
        )
    manifest = folder.manifest
    if shown.as_json:
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
        return
    if shown.quiet:
        console.say(str(folder.path))
        return
    console.say()
    show_findings(findings, manifest.cast)
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
    """Plays a run to its end and reports on it; the lease must be held.

    A director who goes back to an earlier turn leaves the run as it is: a branch goes on from
    there, and what is given back is the run that came to its end.
    """
    if at_desk and (shown.quiet or replayed is not None):
        raise InputError("--desk is for a play that is watched, not with --quiet or --replay")
    try:
        findings = asyncio.run(carry(folder, world, casting, settings, shown, replayed, at_desk))
    except GoneBackError as gone:
        branch = _gone_back(folder, gone)
    else:
        report(folder, casting, world, settings, shown, findings)
        check_spoken(folder)
        return folder
    with branch.owned(), told_how_to_resume(branch):
        return carry_through(branch, world, casting, settings, shown, at_desk=at_desk)


def check_spoken(folder: RunFolder) -> None:
    """Whether somebody spoke in a run that is over.

    Raises:
        SilentError: nobody did; it says what the takes were dropped for and what to do.
    """
    if folder.status == "done" and (said := all_silent(folder.events.all())):
        raise SilentError(f"{said}; `commons take {folder.id} 1` shows what the model wrote")


def _gone_back(folder: RunFolder, gone: GoneBackError) -> RunFolder:
    last = max((event.turn for event in folder.events.all() if event.is_turn), default=0)
    change = Change(kind="undo", before=last, after=gone.turn)
    branch = make_branch(
        folder, BranchPoint(turn=gone.turn, change=change, directions=gone.standing)
    )
    console.note(
        f"  back to turn {gone.turn}; {folder.id} keeps what was said, {branch.id} goes on"
    )
    return branch


@contextmanager
def told_how_to_resume(folder: RunFolder) -> Generator[None]:
    """Errors that leave a run behind say how to go on with it."""
    from smile_commons.errors import CommonsError

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
    except SilentError:
        raise  # nothing is left to go on with
    except Exception as error:
        if (full := full_disk(error, folder.path)) is not None:
            console.note(f"the run is kept; once there is room it goes on: {folder.resume_command}")
            raise full from error
        if isinstance(error, CommonsError):
            console.note(f"the run is kept: {folder.resume_command}")
        raise


async def _models(
    folder: RunFolder, settings: Settings, record: Any, replayed: RunFolder | None, budget: Any
) -> tuple[Model, Model]:
    """The speakers' model and the judge's, both over the run's record."""
    from smile_commons.models.replay import RecordingModel, ReplayModel

    if replayed is not None:
        from smile_commons.models.record import Record

        old = Record(replayed.replies_path, read_only=True)
        judge_role = JUDGE if JUDGE in old.takers else SPEAKER
        return (
            RecordingModel(ReplayModel(old), record),
            RecordingModel(ReplayModel(old, judge_role), record, JUDGE),
        )
    from smile_commons.models.cache import cache_folder
    from smile_commons.models.embedded import EmbeddedModel
    from smile_commons.models.inherited import InheritingModel
    from smile_commons.models.kept import KeptModel
    from smile_commons.models.open import open_model

    inner = await open_model(settings, run_dir=folder.path, budget=budget)
    if isinstance(inner, EmbeddedModel) and folder.status != "done":
        await inner.start_soon()
    judge = inner
    if settings.judge and settings.judge != settings.model:
        judge = await open_model(settings, run_dir=folder.path, name=settings.judge, budget=budget)
    kept = KeptModel(judge, cache_folder(settings.cache_dir) / "ballots", KEPT_BALLOTS)
    inner = KeptModel(inner, cache_folder(settings.cache_dir) / DRAFTS, KEPT_DRAFTS)
    inherited = _inheritance(folder)
    if inherited is None:
        return RecordingModel(inner, record), RecordingModel(kept, record, JUDGE)
    return (
        RecordingModel(InheritingModel(inner, inherited), record),
        RecordingModel(InheritingModel(kept, inherited), record, JUDGE),
    )


def _inheritance(folder: RunFolder) -> "Record | None":
    """The record of the run that a branch left; None for other runs, or when it is gone."""
    from smile_commons.models.record import Record
    from smile_commons.runs.family import parent_of

    parent = parent_of(folder)
    if parent is None or not parent.replies_path.is_file():
        return None
    return Record(parent.replies_path, read_only=True)


def _purse(folder: RunFolder, settings: Settings, record: Any) -> Any:
    """The run's caps, with what it has spent already.

    Raises:
        InputError: a cost is capped and prices are not known.
    """
    from smile_commons.models.budget import Budget
    from smile_commons.models.open import is_local, prices_of

    manifest, spent = folder.manifest, record.usage()
    cost = 0.0
    if prices := prices_of(settings):
        for role, name in ((SPEAKER, settings.model), (JUDGE, settings.judge or settings.model)):
            if not is_local(settings, name):
                used = record.usage(role)
                cost += prices.cost(used.prompt, used.completion)
    check_cost(manifest.most_cost, settings)
    return Budget(
        manifest.most_tokens, manifest.most_cost, spent.prompt + spent.completion, round(cost, 9)
    )


def check_cost(most: float | None, settings: Settings) -> None:
    """Whether a cap on cost can be kept.

    Raises:
        InputError: prices are not known.
    """
    from smile_commons.models.open import is_local, prices_of

    if most and not is_local(settings) and prices_of(settings) is None:
        raise InputError(
            "--max-cost needs prices, for a million tokens each: COMMONS_PRICE_IN and "
            "COMMONS_PRICE_OUT, or price_in and price_out in commons.toml"
        )


def _is_priced(settings: Settings) -> bool:
    from smile_commons.models.open import is_local, prices_of

    return prices_of(settings) is not None and not is_local(settings)


def _named(model: Model) -> ModelRecord:
    return ModelRecord(name=model.name, digest=model.digest, style=model.style)


def _recorded_clock(replayed: RunFolder | None) -> Clock | None:
    """The times of the run that is replayed, by event."""
    if replayed is None:
        return None
    times = {
        (f"speech/{event.turn}" if event.kind == "speech" else f"act/{event.act}"): event.at
        for event in replayed.events.all()
    }
    return lambda key: times.get(key, "")


def _person(replayed: RunFolder | None) -> AskPerson:
    """Whoever holds the seat: the terminal, or what was said there in the run replayed."""
    if replayed is None:
        return from_seat
    events = replayed.events.all()
    said = {e.turn: e.takes[0].text if e.takes else e.text for e in events if e.by == "human"}

    async def again(asked: Mapping[str, Any]) -> str:
        if asked["turn"] not in said:
            raise StoppedError("the run that is replayed ends here")
        return said[asked["turn"]]

    return again


def kept_settings(settings: Settings) -> dict[str, JsonValue]:
    """What a resume goes on with; an address that may hold a secret is not written down."""
    from smile_commons.models.attempt import holds_secret

    names = ["model", "judge", "style", "temperature", "embeddings", "language"]
    if settings.base_url and not holds_secret(settings.base_url):
        names.append("base_url")
    return {name: value for name in names if (value := getattr(settings, name)) is not None}


def world_of(folder: RunFolder | None, path: Path | None) -> World:
    """The world that was kept with a run, unless there is no run or another world is named."""
    kept = path is None and folder is not None and folder.world_path.is_dir()
    return world_at(folder.world_path if kept and folder else path)


def world_at(path: Path | None) -> World:
    """The world to use, whole and checked, its templates too."""
    from smile_commons.prompts.check import check_world

    return check_world(find_world(path))

"""One cell played: the same whether here or on another machine."""

import asyncio
import shutil
import time
from pathlib import Path
from typing import Any

import smile_commons.api.change as change_by
from smile_commons.api.change import Change as BranchChange
from smile_commons.api.engine import Engine
from smile_commons.api.observers import Observer
from smile_commons.api.play import prepare
from smile_commons.api.playing import carried_on
from smile_commons.api.resume import reopened
from smile_commons.api.run import Run
from smile_commons.branches.branching import BranchPoint, make_branch
from smile_commons.errors import (
    CapError,
    CommonsError,
    InputError,
    RunLockedError,
    SilentError,
    StoppedError,
)
from smile_commons.runs.folder import RunFolder, read_manifest
from smile_commons.runs.manifest import Change as ManifestChange
from smile_commons.runs.options import IN_MANIFEST
from smile_commons.studies.cells import Change
from smile_commons.studies.factors import Kind, kind_of
from smile_commons.studies.planning import options_of
from smile_commons.studies.spec import Played, PlaySpec
from smile_commons.studies.worlds import world_of_files
from smile_commons.transcript import Event
from smile_commons.world.model import World


class ReachedError(StoppedError):
    """A trunk is as long as it is to be."""


class _Until(Observer):
    """Stops a play after a speech."""

    def __init__(self, turn: int) -> None:
        self._turn = turn

    def speech(self, event: Event) -> None:
        if event.turn >= self._turn:
            raise ReachedError(f"the common part ends with speech {event.turn}")


async def play_here(
    spec: PlaySpec, engine: Engine, runs: Path, world: World | None = None
) -> Played:
    """Plays a cell in this process, or goes on with it; never raises but to be cancelled.

    Args:
        spec: which.
        engine: the models, open already.
        runs: where its run stands or will stand.
        world: the cell's, where it is read already.

    Raises:
        asyncio.CancelledError: the run is kept and can go on.
    """
    began = time.monotonic()
    try:
        place = world or world_of_files(spec.world)
        folder = await asyncio.to_thread(_begun, spec, engine, runs, place)
        await _carried(spec, folder, engine, place)
        status, error, fault = "done", None, ""
    except ReachedError:
        status, error, fault = "done", None, ""
    except CommonsError as failure:
        status, fault = _became(failure), _fault(failure)
        error = str(failure) or type(failure).__name__
    except Exception as failure:  # one cell's, whatever it is: the others go on
        status, error, fault = "failed", f"{type(failure).__name__}: {failure}", "service"
    return played(spec, runs / spec.run_id, status, error, fault, time.monotonic() - began)


def played(
    spec: PlaySpec, folder: Path, status: Any, error: str | None, fault: str, seconds: float
) -> Played:
    """What became of a cell, with what its run's manifest says of it."""
    try:
        manifest = read_manifest(folder)
    except InputError:
        return Played(cell=spec.cell, status=status, error=error, fault=fault, seconds=seconds)
    model, judge, used = manifest.model, manifest.judge, manifest.usage
    return Played(
        cell=spec.cell,
        status=status,
        error=error,
        fault=fault,
        tokens=used.prompt + used.completion,
        cost=used.cost,
        seconds=seconds,
        model=model and model.name,
        model_digest=model and model.digest,
        judge=judge and judge.name,
        judge_digest=judge and judge.digest,
    )


def _became(failure: CommonsError) -> str:
    return "stopped" if isinstance(failure, StoppedError) else "failed"


def _fault(failure: CommonsError) -> str:
    if isinstance(failure, CapError):
        return "cap"
    if isinstance(failure, StoppedError):
        return "stop"
    if isinstance(failure, RunLockedError):
        return "service"
    return "input" if isinstance(failure, InputError | SilentError) else "service"


async def _carried(spec: PlaySpec, folder: RunFolder, engine: Engine, world: World) -> None:
    if spec.stop_at == 0:
        with folder.owned():
            folder.change(status="stopped")  # nothing is in common but where it begins
        return
    observer = Observer() if spec.stop_at is None else _Until(spec.stop_at)
    if spec.stop_at is not None and len(Run(folder).speeches) >= spec.stop_at:
        return
    folder.gather()
    await carried_on(reopened(folder, folder.path.parent, world=world), engine, observer)


def _begun(spec: PlaySpec, engine: Engine, runs: Path, world: World) -> RunFolder:
    """The run's folder: as it was left, or made now.

    The manifest is written last of all, so a folder without one was being made when its maker was
    killed.
    """
    path = runs / spec.run_id
    if (path / "run.json").is_file():
        return RunFolder.open(path, runs)
    if path.exists():
        shutil.rmtree(path)
    if spec.trunk is not None and spec.change is not None:
        return _branched(spec, RunFolder.open(runs / spec.trunk, runs))
    options = options_of(spec.options).model_copy(
        update={"max_tokens": spec.max_tokens, "max_cost": spec.max_cost}
    )
    prepared = prepare(
        world, options, engine.settings, runs=runs, model=engine.own_model, own=engine.own
    )
    marked = prepared.manifest.changed(study=dict(spec.mark))
    return RunFolder.create(runs, marked, world=world.files, id=spec.run_id)


def _branched(spec: PlaySpec, trunk: RunFolder) -> RunFolder:
    assert spec.change is not None
    point = _point(spec, spec.change, trunk)
    fields: dict[str, Any] = {
        **point.fields,
        "study": dict(spec.mark),
        "most_tokens": spec.max_tokens,
        "most_cost": spec.max_cost,
    }
    return make_branch(
        trunk,
        BranchPoint(
            turn=point.turn,
            change=point.change,
            fields=fields,
            instead=point.instead,
            directions=point.directions,
            memories=point.memories,
            before_next=point.before_next,
            world=point.world,
            anew=point.anew,
        ),
        id=spec.run_id,
    )


def _point(spec: PlaySpec, change: Change, trunk: RunFolder) -> BranchPoint:
    """Where the trunk is left for a level, and what is different from there.

    Raises:
        InputError: the level cannot be had there.
    """
    if change.value is None:
        return BranchPoint(turn=change.at, change=ManifestChange(kind="none"))
    made = _change(spec, change)
    if made is not None:
        return made.point(trunk, change.at)
    name, value = change.factor, change.value
    if kind_of(name) is Kind.OPTION:
        field = IN_MANIFEST.get(name, name)
        before = getattr(trunk.manifest, field)
        fields = {field: value}
    else:
        settings = dict(trunk.manifest.settings)
        before = settings.get(name)
        fields = {"settings": {**settings, name: value}}
    told = ManifestChange(kind=name, before=before, after=value)
    return BranchPoint(turn=change.at, change=told, fields=fields)


def _change(spec: PlaySpec, change: Change) -> BranchChange | None:
    """The change of a branch that a level is; None: an option or setting is another from there."""
    value = change.value
    match change.factor:
        case "direction":
            return change_by.direction(str(value))
        case "model":
            return change_by.model(str(value))
        case "order":
            return change_by.order(*(value if isinstance(value, list) else [value]))  # pyright: ignore[reportArgumentType]
        case "forget":
            return change_by.without_memory(str(value))
        case "remember":
            who, _, text = str(value).partition(":")
            return change_by.with_memory(who.strip(), text.strip())
        case "words":
            return change_by.words(str(value))
        case "new_takes":
            return change_by.new_takes(str(value))
        case "take":
            return change_by.take(int(value))  # pyright: ignore[reportArgumentType]
        case "card":
            return change_by.card(_card_file(spec))
        case _:
            return None


def _card_file(spec: PlaySpec) -> Path:
    import tempfile

    assert spec.card is not None
    name, content = spec.card
    path = Path(tempfile.mkdtemp(prefix="commons-card-")) / name
    path.write_bytes(content)
    return path

"""The verbs that play: each for a program that waits, and for one that goes on meanwhile."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from smile_commons.api.blocking import blocking, is_waited_for, waiting
from smile_commons.api.branch import branched, check_turn
from smile_commons.api.change import Change
from smile_commons.api.engine import Engine
from smile_commons.api.estimate import Estimate, estimated
from smile_commons.api.judging import score_run
from smile_commons.api.observers import Observer, PlayEvents
from smile_commons.api.opening import (
    Folder,
    Given,
    OptionFields,
    PlayFields,
    check_given,
    on_branch,
)
from smile_commons.api.pace import pace_here
from smile_commons.api.play import Prepared, Watching, check_spoken, prepare, replay_of, to_its_end
from smile_commons.api.resume import Reopened, changed, reopened
from smile_commons.api.run import RUNS, Run, as_folder
from smile_commons.api.worlds import Place, open_world, world_of
from smile_commons.branches.branching import BranchPoint
from smile_commons.dialogues.forum import AskPerson
from smile_commons.errors import InputError, StoppedError
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.options import PlayOptions
from smile_commons.scoring.judge.task import Judge
from smile_commons.world import World


async def play_async(
    dialogue: str | None = None,
    options: PlayOptions | None = None,
    *,
    world: Place = None,
    model: "str | Model | None" = None,
    judge: "str | Model | Judge | None" = None,
    embedder: Embedder | None = None,
    base_url: str | None = None,
    runs: Folder = RUNS,
    after: "str | Run | None" = None,
    plan: Folder | None = None,
    observer: Observer | None = None,
    ask_person: AskPerson | None = None,
    engine: Engine | None = None,
    **fields: Unpack[OptionFields],
) -> Run:
    """Plays a dialogue to its end, scores it and keeps it as a run.

    Args:
        dialogue: its id in the world; None: as ``options`` say, ``forum`` by default.
        options: how it is played; ``fields`` change single ones of them.
        world: None: this folder if it is a world, else the one that ships.
        model: ``local``, a name that the endpoint knows, a file, or a model of one's own.
        judge: likewise; None: as the settings say, by default the speakers' model.
        embedder: texts as vectors; None: as the settings say.
        base_url: an OpenAI-compatible endpoint.
        runs: where runs are kept.
        after: a run that the cast remembers.
        plan: a file that says what happens in free acts.
        observer: told what happens.
        ask_person: speaks from the seat, where ``seat`` names one.
        engine: models that are open already, in the place of ``model``, ``judge``, ``embedder``
            and ``base_url``; it stays open.

    Raises:
        InputError: something that was given is wrong; no run is left behind.
        StoppedError: a cap was reached, or Ctrl-C; the run is kept, see ``resume``.
        ServiceError: a model or a store failed; likewise.
        asyncio.CancelledError: the task was cancelled; likewise.
    """
    options, place = PlayOptions.of(options, dialogue=dialogue, **fields), open_world(world)
    opened = Given(model, judge, embedder, base_url).opened(engine, place)
    prepared = _prepared(options, place, opened, runs, after, plan)
    opened.check()
    folder = prepared.begin(Path(runs), checked=False)
    return await _to_its_end(
        Reopened(folder, prepared.world, prepared.casting, prepared.settings),
        opened,
        Watching(observer or Observer(), ask_person),
    )


play = waiting(play_async)
"""``play_async`` for a program that waits; in a notebook too."""


def play_events(
    dialogue: str | None = None, options: PlayOptions | None = None, **arguments: Unpack[PlayFields]
) -> PlayEvents:
    """Plays while it is iterated over: ``async for event in play_events("forum"): ...``.

    Acts, speeches and narration come as they are given, a speech that was taken again after its act
    a second time. The arguments are those of ``play``; ``run`` of what is given back is there from
    the first event on.
    """
    observer = arguments.pop("observer", None)

    async def played(watched: Observer) -> Run:
        arguments["observer"] = watched
        return await play_async(dialogue, options, **arguments)

    return PlayEvents(played, observer)


async def resume_async(
    run: "Run | Folder",
    *,
    model: "str | Model | None" = None,
    judge: "str | Model | Judge | None" = None,
    embedder: Embedder | None = None,
    base_url: str | None = None,
    turns: int | None = None,
    max_tokens: int | None = None,
    max_cost: float | None = None,
    world: Place = None,
    runs: Folder = RUNS,
    observer: Observer | None = None,
    ask_person: AskPerson | None = None,
    engine: Engine | None = None,
) -> Run:
    """Goes on with a run that was stopped, failed or was killed; one that is done is scored again.

    Nothing that was said or answered is asked again.

    Args:
        run: which.
        model, judge, base_url: others than the run's. One of one's own is given again.
        embedder: of one's own, if the run had one.
        turns: more speeches than it had, or fewer.
        max_tokens, max_cost: new caps; 0 is none.
        world: another than was kept with it.
        runs: where runs are kept.
        observer: told what happens.
        ask_person: speaks from the seat, where there is one.
        engine: as for ``play``.

    Raises:
        InputError: there is no such run, or what was given does not fit it.
        RunLockedError: another process plays it.
        CommonsError: as ``play``.
    """
    given = Given(model, judge, embedder, base_url)
    folder = as_folder(run, runs)
    again = reopened(folder, Path(runs), world=world, turns=turns, **given.typed())
    if engine is None:
        check_given(folder, model=model, judge=judge, embedder=embedder)
    opened = given.shared(engine) if engine else given.engine(again.settings)
    changed(folder, turns=turns, max_tokens=max_tokens, max_cost=max_cost)
    return await _to_its_end(again, opened, Watching(observer or Observer(), ask_person))


resume = waiting(resume_async)
"""``resume_async`` for a program that waits."""


async def carried_on(again: Reopened, engine: Engine, observer: Observer) -> Run:
    """Goes on with a run that was looked up already, with an engine that stays open.

    Raises:
        CommonsError, asyncio.CancelledError: as ``resume_async``.
    """
    return await _to_its_end(again, engine.shared(), Watching(observer))


def replay(
    run: "Run | Folder",
    *,
    embedder: Embedder | None = None,
    world: Place = None,
    runs: Folder = RUNS,
    judged: bool = True,
    observer: Observer | None = None,
) -> Run:
    """Plays a run again out of its record, word for word, as a new run; no model is asked.

    Args:
        run: which; it is only read.
        embedder: of one's own, if the run had one.
        world: another than was kept with it.
        runs: where runs are kept.
        judged: whether its judge's answers are read too.
        observer: told what happens.

    Raises:
        InputError: there is no such run.
        ReplayError: the record does not hold what the play asks for.
    """
    old = as_folder(run, runs)
    check_given(old, embedder=embedder)
    folder = replay_of(old, Path(runs), PlayOptions(judged=judged))
    again = reopened(folder, Path(runs), world=world_of(old, world))
    engine = Given(embedder=embedder).engine(again.settings)
    watching = Watching(observer or Observer())
    return blocking(_to_its_end(again, engine, watching, replayed=old))


def branch(
    run: "Run | Folder",
    at: int,
    change: Change,
    *,
    play: bool = True,
    turns: int | None = None,
    name: str = "",
    model: Model | None = None,
    judge: "Model | Judge | None" = None,
    embedder: Embedder | None = None,
    runs: Folder = RUNS,
    observer: Observer | None = None,
    engine: Engine | None = None,
) -> Run:
    """Another way from a turn of a run: all before it is taken over, and costs nothing.

    Args:
        run: which; it is only read.
        at: the last speech that both have; 0: they part at the opening.
        change: the one thing that is different, such as ``change.direction("colder")``.
        play: False makes the branch and leaves it to ``resume``.
        turns: more speeches than the run had, or fewer.
        name: what the branch is called.
        model, judge, embedder: of one's own; None: as the run's settings and the change say.
        runs: where runs are kept.
        observer: told what happens.
        engine: as for ``play``.

    Raises:
        InputError: there is no such turn, or nothing would be different.
        CommonsError: as ``play``.
    """
    parent = as_folder(run, runs)
    check_turn(parent, at, turns)
    point = replace(change.point(parent, at), name=name)
    point = on_branch(point, own_model=model is not None)
    given = Given(model, judge, embedder)
    if engine is None:
        _check_speaker(point, given.typed()["model"])
        if play:
            check_given(parent, point, model=model, judge=judge, embedder=embedder)
            settings = {**parent.manifest.settings, **point.fields.get("settings", {})}
            given.engine(load_settings(run=settings)).check()
    else:
        given.shared(engine).check()
        _check_speaker(point, engine.settings.model)
    again = branched(parent, point, turns=turns, held=True)  # whether it can be played is known
    if not play:
        return Run(again.folder)
    opened = engine or given.engine(again.settings)
    return blocking(_to_its_end(again, opened, Watching(observer or Observer())))


def estimate(
    dialogue: str | None = None,
    options: PlayOptions | None = None,
    *,
    world: Place = None,
    model: str | None = None,
    judge: str | None = None,
    base_url: str | None = None,
    runs: Folder = RUNS,
    **fields: Unpack[OptionFields],
) -> Estimate:
    """What a play would take in calls, tokens, time and cost; no model is loaded or asked.

    Raises:
        InputError: something that was given is wrong, or there is no such model.
    """
    options, place = PlayOptions.of(options, dialogue=dialogue, **fields), open_world(world)
    opened = Given(model, judge, None, base_url).opened(world=place)
    prepared = _prepared(options, place, opened, runs)
    pace, source = pace_here(prepared.settings, Path(runs))
    return blocking(estimated(prepared, pace, source=source))


def _prepared(
    options: PlayOptions,
    world: World,
    engine: Engine,
    runs: Folder,
    after: "str | Run | None" = None,
    plan: Folder | None = None,
) -> Prepared:
    return prepare(
        world,
        options,
        engine.settings,
        runs=Path(runs),
        after=after.path.as_posix() if isinstance(after, Run) else after,
        plan=None if plan is None else Path(plan),
        model=engine.own_model,
        own=engine.own,
    )


def _check_speaker(point: BranchPoint, name: str | None) -> None:
    """Whether who is given to speak is who the change says.

    Raises:
        InputError: it is somebody else.
    """
    wanted = point.change.after
    if point.change.kind == "model" and name not in (None, wanted):
        raise InputError(
            f"the change says that {wanted!r} speaks, and {name!r} was given; "
            "leave one of them out, or name the same"
        )


async def _to_its_end(
    again: Reopened, engine: Engine, watching: Watching, *, replayed: RunFolder | None = None
) -> Run:
    folder = again.folder
    try:
        watching.observer.began(Run(folder))
        if folder.status == "done":
            with folder.owned():
                await score_run(again, engine, watching.observer)
        else:
            folder, _ = await to_its_end(again, engine, lambda _: watching, replayed=replayed)
    except StoppedError as stop:
        task = asyncio.current_task()
        if is_waited_for() or task is None or not task.cancelling():
            raise
        # Whoever cancelled the task, such as a timeout, looks for this and nothing else.
        raise asyncio.CancelledError(str(stop)) from stop
    finally:
        await engine.release()
    check_spoken(folder)
    return Run(folder)

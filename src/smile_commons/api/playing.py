"""The verbs that play: each for a program that waits, and for one that goes on meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, TypedDict, Unpack

from smile_commons.api.blocking import blocking, waiting
from smile_commons.api.branch import branched, check_turn
from smile_commons.api.change import Change
from smile_commons.api.engine import Engine
from smile_commons.api.estimate import Estimate, estimated
from smile_commons.api.observers import Observer, Queued
from smile_commons.api.pace import pace_here
from smile_commons.api.play import (
    Prepared,
    Watching,
    check_spoken,
    prepare,
    replay_of,
    to_its_end,
)
from smile_commons.api.resume import Reopened, changed, reopened
from smile_commons.api.run import RUNS, Run, as_folder
from smile_commons.api.run_scores import score_run
from smile_commons.api.worlds import Place, open_world, world_of
from smile_commons.dialogues.forum import AskPerson
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model
from smile_commons.models.settings import Settings, load_settings
from smile_commons.runs.options import Mode, PlayOptions, Recall
from smile_commons.scoring.judge.task import Judge
from smile_commons.transcript import Event

Folder = str | PathLike[str]


class OptionFields(TypedDict, total=False):
    """The fields of ``PlayOptions``, given one by one."""

    acts: tuple[str, ...]
    turns: int | None
    mode: Mode | None
    policy: str | None
    takes: int | None
    seed: int | None
    seat: str | None
    ballots: str | None
    placebo: str | None
    order: tuple[str, ...]
    recall: Recall
    max_tokens: int | None
    max_cost: float | None
    judged: bool


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
        engine: models that are open already; then ``model``, ``judge`` and ``embedder`` are its.

    Raises:
        InputError: something that was given is wrong; no run is left behind.
        StoppedError: a cap was reached, or it was interrupted; the run is kept, see ``resume``.
        ServiceError: a model or a store failed; likewise.
    """
    opened = engine or engine_of(world, model, judge, embedder, base_url)
    prepared = _prepared(dialogue, options, world, opened, runs, after, plan, fields)
    folder = prepared.begin(Path(runs), checked=not opened.has_own_model)
    return await _to_its_end(
        Reopened(folder, prepared.world, prepared.casting, prepared.settings),
        opened,
        Watching(observer or Observer(), ask_person),
        close=engine is None,
    )


play = waiting(play_async)
"""``play_async`` for a program that waits; in a notebook too."""


class PlayEvents:
    """What happens in a play, as it happens; iterating over it plays it.

    Leaving the loop early stops the play: its run is kept and can be resumed.
    """

    run: Run | None = None
    """The run, once it came to its end."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        self._arguments = arguments

    async def __aiter__(self) -> AsyncIterator[Event]:
        watched = Queued(self._arguments.pop("observer", None) or Observer())
        playing = asyncio.create_task(play_async(observer=watched, **self._arguments))
        playing.add_done_callback(lambda _: watched.queue.put_nowait(None))
        try:
            while (event := await watched.queue.get()) is not None:
                yield event
            self.run = await playing
        finally:
            if not playing.done():
                playing.cancel()
                with suppress(BaseException):
                    await playing


def play_events(
    dialogue: str | None = None, options: PlayOptions | None = None, **arguments: Any
) -> PlayEvents:
    """Plays while it is iterated over: ``async for event in play_events("forum"): ...``.

    Acts, speeches and narration come as they are given, a speech that was taken again after its act
    a second time. The arguments are those of ``play``; ``run`` of what is given back is there at
    the end.
    """
    return PlayEvents({"dialogue": dialogue, "options": options, **arguments})


async def resume_async(
    run: "Run | Folder",
    *,
    model: "str | Model | None" = None,
    judge: "str | Model | Judge | None" = None,
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
        model, judge: others than the run's.
        turns: more speeches than it had, or fewer.
        max_tokens, max_cost: new caps; 0 is none.
        world: another than was kept with it.

    Raises:
        CommonsError: as ``play``; and ``RunLockedError`` where another process plays it.
    """
    name = model if isinstance(model, str) else None
    again = reopened(as_folder(run, runs), Path(runs), world=world, model=name, turns=turns)
    changed(again.folder, turns=turns, max_tokens=max_tokens, max_cost=max_cost)
    opened = engine or Engine(again.settings, model=_own(model), judge=_own(judge))
    watching = Watching(observer or Observer(), ask_person)
    return await _to_its_end(again, opened, watching, close=engine is None)


resume = waiting(resume_async)
"""``resume_async`` for a program that waits."""


def replay(
    run: "Run | Folder", *, world: Place = None, runs: Folder = RUNS, judged: bool = True
) -> Run:
    """Plays a run again out of its record, word for word, as a new run; no model is asked.

    Raises:
        ReplayError: the record does not hold what the play asks for.
    """
    old = as_folder(run, runs)
    folder = replay_of(old, Path(runs), PlayOptions(judged=judged))
    again = reopened(folder, Path(runs), world=world_of(old, world))
    return blocking(
        _to_its_end(again, Engine(again.settings), Watching(), close=True, replayed=old)
    )


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
        model, judge: of one's own; None: as the run's settings and the change say.

    Raises:
        InputError: there is no such turn, or nothing would be different.
        CommonsError: as ``play``.
    """
    parent = as_folder(run, runs)
    check_turn(parent, at, turns)
    point = replace(change.point(parent, at), name=name)
    held = not play or model is not None or engine is not None
    again = branched(parent, point, turns=turns, held=held)
    if not play:
        return Run(again.folder)
    opened = engine or Engine(again.settings, model=model, judge=judge)
    watching = Watching(observer or Observer())
    return blocking(_to_its_end(again, opened, watching, close=engine is None))


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
    opened = engine_of(world, model, judge, None, base_url)
    prepared = _prepared(dialogue, options, world, opened, runs, None, None, fields)
    pace, source = pace_here(prepared.settings, Path(runs))
    return blocking(estimated(prepared, pace, source=source))


def engine_of(
    world: Place = None,
    model: "str | Model | None" = None,
    judge: "str | Model | Judge | None" = None,
    embedder: Embedder | None = None,
    base_url: str | None = None,
) -> Engine:
    """An engine by the settings of a world, the environment and the user, and what is given."""
    settings = settings_of(world, model, judge, base_url)
    return Engine(settings, model=_own(model), judge=_own(judge), embedder=embedder)


def settings_of(
    world: Place = None,
    model: Any = None,
    judge: Any = None,
    base_url: str | None = None,
) -> Settings:
    """The settings with what was given in names; a model of one's own names itself."""
    named = model if isinstance(model, str) or model is None else model.name
    typed = {
        "model": named,
        "judge": judge if isinstance(judge, str) else None,
        "base_url": base_url,
    }
    return load_settings(typed, world=open_world(world).root)


def _own(given: Any) -> Any:
    return None if isinstance(given, str) else given


def _prepared(
    dialogue: str | None,
    options: PlayOptions | None,
    world: Place,
    engine: Engine,
    runs: Folder,
    after: "str | Run | None",
    plan: Folder | None,
    fields: OptionFields,
) -> Prepared:
    return prepare(
        open_world(world),
        PlayOptions.of(options, dialogue=dialogue, **fields),
        engine.settings,
        runs=Path(runs),
        after=after.path.as_posix() if isinstance(after, Run) else after,
        plan=None if plan is None else Path(plan),
        model=engine.own_model,
    )


async def _to_its_end(
    again: Reopened,
    engine: Engine,
    watching: Watching,
    *,
    close: bool,
    replayed: Any = None,
) -> Run:
    folder, world, casting = again.folder, again.world, again.casting
    async with _kept_open(engine, close):
        if folder.status == "done":
            judged = folder.manifest.judged
            with folder.owned():
                await score_run(folder, casting, world, engine, watching.observer, judged=judged)
        else:
            folder, _ = await to_its_end(
                folder, world, casting, engine, lambda _: watching, replayed=replayed
            )
    check_spoken(folder)
    return Run(folder)


@asynccontextmanager
async def _kept_open(engine: Engine, close: bool) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        if close:
            await engine.aclose()

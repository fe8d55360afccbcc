"""A dialogue played from where it stands to its end, and scored."""

import secrets
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import JsonValue, SecretStr

from smile_commons.api.engine import Engine
from smile_commons.api.judging import score_run
from smile_commons.api.observers import Observer
from smile_commons.api.opening import noted
from smile_commons.api.plan import planned_by
from smile_commons.api.resume import Reopened
from smile_commons.api.session import session
from smile_commons.api.worlds import world_of
from smile_commons.branches.branching import BranchPoint, copy_past, make_branch
from smile_commons.dialogues.aside import aside
from smile_commons.dialogues.casting import Casting, cast
from smile_commons.dialogues.changing import carried_from
from smile_commons.dialogues.context import Clock
from smile_commons.dialogues.desk import AskDirector, GoneBackError
from smile_commons.dialogues.forum import AskPerson, Resources, perform, totals
from smile_commons.dialogues.remembering import CARRIED
from smile_commons.dialogues.silence import all_silent
from smile_commons.errors import SilentError, StoppedError
from smile_commons.memory.memory import to_lines
from smile_commons.memory.store import MemoryStore
from smile_commons.memory.waiting import WaitingStore
from smile_commons.models.attempt import holds_secret
from smile_commons.models.model import Craft, Model, craft_of
from smile_commons.models.open import check_cost, check_model, is_local, unopened
from smile_commons.models.settings import Settings
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import After, Change, Manifest
from smile_commons.runs.options import PlayOptions
from smile_commons.scoring.findings import Findings
from smile_commons.world import World

Around = Callable[[RunFolder], AbstractContextManager[Any]]
"""What a run is played inside of, such as what tells a reader how to go on with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A play that can begin: nothing of it stands on disk yet."""

    world: World
    casting: Casting
    manifest: Manifest
    settings: Settings
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """What stands in the run's folder from the beginning, by name."""

    def begin(self, runs: Path, *, checked: bool = True, id: str | None = None) -> RunFolder:
        """Makes the run's folder, once there can be a model (unless ``checked`` is false).

        Args:
            runs: where it stands.
            checked: whether to find out first that there can be a model.
            id: what it is called; None: a name of its own.

        Raises:
            InputError: there is no model, or the folder cannot be made.
        """
        if checked:
            check_model(self.settings)
        return RunFolder.create(
            runs, self.manifest, world=self.world.files, files=self.files, id=id
        )


def prepare(
    world: World,
    options: PlayOptions,
    settings: Settings,
    *,
    runs: Path,
    after: str | None = None,
    plan: Path | None = None,
    model: Model | None = None,
    own: Collection[str] = (),
) -> Prepared:
    """Looks up all that a play is made of.

    Args:
        world: where it plays.
        options: what is asked for.
        settings: the models.
        runs: where an earlier run is looked for.
        after: a run that the cast remembers.
        plan: a writer's plan for free acts.
        model: the speakers', if it is given rather than named by the settings.
        own: what is given so besides: ``model``, ``judge``, ``embedder``.

    Raises:
        InputError: something of that name is not there, or two wishes exclude each other.
    """
    options = PlayOptions.of(
        options,
        mode=options.mode or ("free" if options.policy not in (None, "moderator") else None),
        takes=options.takes or settings.takes,
        seed=secrets.randbelow(10**6) if options.seed is None else options.seed,
    )
    casting = cast(world, options)
    remembered, files = _remembered(after, runs, casting.cards)
    files = {**files, **planned_by(plan, casting, options)}
    check_cost(options.max_cost, settings)
    manifest = Manifest.of(
        casting.dialogue,
        {who: card.cue for who, card in casting.cards.items()},
        options,
        world=world.digest,
        after=remembered,
        settings={**kept_settings(settings), "craft": craft_by(settings, model), **noted(own)},
    )
    return Prepared(world=world, casting=casting, manifest=manifest, settings=settings, files=files)


def replay_of(run: RunFolder, runs: Path, options: PlayOptions) -> RunFolder:
    """A new run that plays an old one again out of its record; it asks no model.

    Raises:
        InputError: the folder cannot be made.
    """
    return copy_past(
        run,
        runs,
        judged=options.judged,
        most_tokens=options.max_tokens or None,
        most_cost=options.max_cost or None,
    )


@dataclass(frozen=True, slots=True)
class Watching:
    """Who watches a run, and who is asked while it is played."""

    observer: Observer = field(default_factory=Observer)
    ask_person: AskPerson | None = None
    """Speaks from a seat; None: a run that comes to one stops there."""
    ask_director: AskDirector | None = None
    pause: Callable[[], bool] = lambda: False
    """Whether the director asks for a word while the play goes on by itself."""
    live: bool = False
    """Before people in a room: the personas vote first, and the director is asked before each
    speech as well as after it."""


async def to_its_end(
    run: Reopened,
    engine: Engine,
    watch: Callable[[RunFolder], Watching],
    *,
    replayed: RunFolder | None = None,
    around: Around = nullcontext,
) -> tuple[RunFolder, Findings]:
    """Plays a run to its end and scores it.

    A director who goes back to an earlier turn leaves the run as it is: a branch goes on from
    there, and what is given back is the run that came to its end.

    Raises:
        CommonsError: as ``carry`` does; the run is kept and can be resumed.
    """
    folder = run.folder
    watching = watch(folder)
    with folder.owned(), around(folder):
        try:
            return folder, await carry(run, engine, watching, replayed=replayed)
        except GoneBackError as gone:
            branch = _gone_back(folder, gone)
            watching.observer.note(
                f"  back to turn {gone.turn}; {folder.id} keeps what was said, {branch.id} goes on"
            )
    return await to_its_end(replace(run, folder=branch), engine, watch, around=around)


async def carry(
    run: Reopened, engine: Engine, watching: Watching, *, replayed: RunFolder | None = None
) -> Findings:
    """Plays a run from where it stands and scores it; the lease must be held.

    Raises:
        StoppedError: it was cancelled, a cap was reached, or the person at the seat left.
        CommonsError: a model or store failed.
        In each case the run is kept and can be resumed.
    """
    folder, observer = run.folder, watching.observer
    async with session(engine, folder, replayed) as own:
        async with _opened(folder, engine) as store:
            resources = Resources(
                own.model,
                own.judge,
                engine.together,
                engine.kept_embedder,
                store,
                spent=own.record.usage,
                cost=lambda: own.budget.cost if engine.is_priced else None,
                checkpoints_url=_revealed(engine.settings.checkpoints_url),
            )
            await aside(folder.change, status="playing", **own.named())
            await perform(
                folder,
                run.world,
                run.casting,
                resources,
                observer,
                clock=_recorded_clock(replayed),
                ask_person=_person(replayed) or watching.ask_person,
                ask_director=watching.ask_director,
                pause=watching.pause,
                live=watching.live,
            )
        observer.settle()
        if own.budget.untold:
            observer.note(
                "the endpoint does not say what its replies take: "
                f"{own.budget.untold} count towards the cap as the most that they can have taken"
            )
        try:
            return await score_run(run, engine, observer, model=own.judge)
        finally:
            await aside(folder.change, usage=totals(resources))


@asynccontextmanager
async def _opened(folder: RunFolder, engine: Engine) -> AsyncGenerator[MemoryStore]:
    """A run's memories; opened and closed beside the event loop, where other debates go on."""
    held = list[MemoryStore]()

    def open_store() -> None:
        path, url = folder.memory_path, engine.settings.chroma_url
        size, name = engine.embedder.dimension, engine.embedder.name
        if folder.in_bulk and not url:
            held.append(WaitingStore(path, dimension=size, embedder=name))
        else:
            held.append(MemoryStore(path, dimension=size, embedder=name, chroma_url=url))

    try:
        await aside(open_store)  # a play that is cancelled meanwhile closes it too
        yield held[0]
    finally:
        for store in held:
            await aside(store.close)


def _revealed(url: SecretStr | None) -> str | None:
    return None if url is None else url.get_secret_value()


def check_spoken(folder: RunFolder) -> None:
    """Whether somebody spoke in a run that is over.

    Raises:
        SilentError: nobody did; it says what the takes were dropped for and what to do.
    """
    if folder.status == "done" and (said := all_silent(folder.events.all())):
        raise SilentError(f"{said}; `commons take {folder.id} 1` shows what the model wrote")


def kept_settings(settings: Settings) -> dict[str, JsonValue]:
    """What a resume goes on with; an address that may hold a secret is not written down."""
    names = ["model", "judge", "style", "temperature", "embeddings", "language"]
    if settings.base_url and not holds_secret(settings.base_url):
        names.append("base_url")
    return {name: value for name in names if (value := getattr(settings, name)) is not None}


def craft_by(settings: Settings, model: Model | None = None) -> Craft:
    """The craft that the settings ask for, by which model they name; no model is asked or loaded.

    Raises:
        InputError: there is no such model.
    """
    if settings.craft != "auto":
        return settings.craft
    local = model is None and is_local(settings)
    return craft_of(settings.craft, model or unopened(settings), local=local)


def _remembered(
    after: str | None, runs: Path, cast: Iterable[str]
) -> tuple[After | None, dict[str, bytes]]:
    """What the cast remembers from before the play, besides its world."""
    if after is None:
        return None, {}
    old = RunFolder.open(after, runs)
    memories = carried_from(old, world_of(old), cast)
    turn = max((event.turn for event in old.events.all()), default=0)
    counts = Counter(who for who, _ in memories)
    note = After(run=old.manifest.id or old.id, turn=turn, memories=dict(counts))
    return note, {CARRIED: to_lines(memories).encode("utf-8")}


def _gone_back(folder: RunFolder, gone: GoneBackError) -> RunFolder:
    last = max((event.turn for event in folder.events.all() if event.is_turn), default=0)
    change = Change(kind="undo", before=last, after=gone.turn)
    point = BranchPoint(turn=gone.turn, change=change, directions=gone.standing)
    return make_branch(folder, point)


def _recorded_clock(replayed: RunFolder | None) -> Clock | None:
    """The times of the run that is replayed, by event."""
    if replayed is None:
        return None
    times = {
        (f"speech/{event.turn}" if event.kind == "speech" else f"act/{event.act}"): event.at
        for event in replayed.events.all()
    }
    return lambda key: times.get(key, "")


def _person(replayed: RunFolder | None) -> Callable[[Mapping[str, Any]], Awaitable[str]] | None:
    """What was said from the seat in the run replayed; None for other runs."""
    if replayed is None:
        return None
    events = replayed.events.all()
    said = {e.turn: e.takes[0].text if e.takes else e.text for e in events if e.by == "human"}

    async def again(asked: Mapping[str, Any]) -> str:
        if asked["turn"] not in said:
            raise StoppedError("the run that is replayed ends here")
        return said[asked["turn"]]

    return again

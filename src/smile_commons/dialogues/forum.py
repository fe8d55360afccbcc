"""A run played: opened, carried through the graph, stopped cleanly or brought to its end."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from smile_commons.dialogues.aside import aside
from smile_commons.dialogues.casting import Casting
from smile_commons.dialogues.context import Clock, Context, Observer
from smile_commons.dialogues.desk import AskDirector, Desk
from smile_commons.dialogues.history import History
from smile_commons.dialogues.plans import kept_plan
from smile_commons.dialogues.policies import Policy
from smile_commons.dialogues.rejoin import past_lines, start_state
from smile_commons.dialogues.remembering import CHANGES, amended_events, flush, open_agents, take_up
from smile_commons.errors import CommonsError, StoppedError
from smile_commons.memory.changes import read_changes
from smile_commons.memory.memory import Embedder
from smile_commons.memory.store import MemoryStore
from smile_commons.memory.together import shared
from smile_commons.models.model import Model, kept_craft
from smile_commons.models.reply import Usage
from smile_commons.personas.echo import Echo
from smile_commons.personas.faults import scripts
from smile_commons.personas.leanings import Leanings
from smile_commons.personas.speech import Stage
from smile_commons.personas.voice import Voices
from smile_commons.prompts.environment import Prompts
from smile_commons.prompts.language import language_from
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest, UsageTotals
from smile_commons.transcript import Event, read_spoken, revised
from smile_commons.world import World
from smile_commons.world.model import EVERYBODY

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

# Refuses to unpickle what a checkpoint did not write (CVE-2026-28277); read when langgraph loads.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")

STEPS = 10_000_000
"""LangGraph's bound on steps: a debate may be as long as it likes."""

AskPerson = Callable[[Mapping[str, Any]], Awaitable[str]]
"""Asks whoever holds the seat; gets what the forum tells them."""


@dataclass(frozen=True, slots=True)
class Resources:
    """The models and stores a run is played with."""

    model: Model
    judge: Model
    embedder: Embedder
    canon_embedder: Embedder
    """The same, with what worlds give kept between runs."""
    store: MemoryStore
    spent: Callable[[], Usage] | None = None
    """All that the run cost, in this process and before; None: by what the models count."""
    cost: Callable[[], float | None] = lambda: None
    """The same as money, where prices are known."""
    checkpoints_url: str | None = None
    """A Postgres server for LangGraph's checkpoints; None: a file in the run's folder."""


async def perform(
    folder: RunFolder,
    world: World,
    casting: Casting,
    resources: Resources,
    observer: Observer,
    *,
    clock: Clock | None = None,
    ask_person: AskPerson | None = None,
    ask_director: AskDirector | None = None,
    pause: Callable[[], bool] = lambda: False,
    live: bool = False,
) -> None:
    """Plays a run from where it stands to its end; the folder's lease must be held.

    Args:
        folder, world, casting: what is played.
        resources: what with.
        observer: told what happens.
        clock: None: the time it is.
        ask_person, ask_director, pause: who is asked for words and orders, see ``Desk``.
        live: before people in a room, see ``Context.live``.

    Raises:
        StoppedError: it was cancelled, or the person at the seat left; it can be resumed.
        CommonsError: a model or store failed; it can be resumed.
    """
    status, given = "failed", resources.embedder
    together = shared(given)
    resources = replace(resources, embedder=together)
    try:
        replayed = folder.manifest.replay is not None
        desk = Desk(folder, clock or now, ask_director, pause, replayed, always=live)
        context = await _play(folder, world, casting, resources, observer, clock, ask_person, desk)
        status = "done"
        await flush(context)
        await resources.store.settle()
    except (asyncio.CancelledError, KeyboardInterrupt) as stop:
        status = "stopped"
        raise StoppedError(f"stopped; `{folder.resume_command}` goes on") from stop
    except StoppedError:
        status = "stopped"
        raise
    except CommonsError as error:
        error.add_note(f"the run is kept; `{folder.resume_command}` goes on")
        raise
    finally:
        if together is not given:
            together.close()
        finished = now() if status == "done" else None
        used = totals(resources)
        await aside(folder.change, status=status, finished=finished, usage=used)


def totals(resources: Resources) -> dict[str, Any]:
    """What a run cost so far, as its manifest has it."""
    if resources.spent is not None:
        usage = resources.spent()
    else:
        usage = resources.model.usage
        if resources.judge is not resources.model:
            usage = usage + resources.judge.usage
    return UsageTotals(**asdict(usage), cost=resources.cost()).model_dump()


def now(_: str = "") -> str:
    """The time, ISO-8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


async def _play(
    folder: RunFolder,
    world: World,
    casting: Casting,
    resources: Resources,
    observer: Observer,
    clock: Clock | None,
    ask_person: AskPerson | None,
    desk: Desk,
) -> Context:
    from smile_commons.dialogues.checkpoints import opened
    from smile_commons.dialogues.graph import forum

    after = folder.sync if folder.in_bulk else None
    async with opened(
        folder.checkpoints_path, resources.checkpoints_url, after=after
    ) as checkpoints:
        graph = forum(checkpoints)
        config: dict[str, Any] = {
            "configurable": {"thread_id": folder.id},
            "recursion_limit": STEPS,
        }
        values = (await graph.aget_state(config)).values  # pyright: ignore[reportArgumentType]
        known = int(values["events"]) if values else past_lines(folder.manifest)
        retaken = int(values.get("revised", 0)) if values else 0
        context = _context(folder, world, casting, resources, observer, clock, known, retaken, desk)
        given = None if values else dict(start_state(context))
        await _carry(graph, config, given, context, ask_person)
        return context


async def _carry(
    graph: "CompiledStateGraph[Any, Context, Any, Any]",
    config: dict[str, Any],
    given: Any,
    context: Context,
    ask_person: AskPerson | None,
) -> None:
    """Runs the graph, answering for the seat whenever it stops for it."""
    from langgraph.types import Command

    while True:
        result: dict[str, Any] = await graph.ainvoke(  # pyright: ignore[reportUnknownMemberType]
            given,
            config,  # pyright: ignore[reportArgumentType]
            context=context,
            durability="async",
        )
        stops = result.get("__interrupt__")
        if not stops:
            return
        if ask_person is None:
            raise StoppedError("a person holds a seat, and nobody is there to ask")
        given = Command(resume=await ask_person(stops[0].value))


def _context(
    folder: RunFolder,
    world: World,
    casting: Casting,
    resources: Resources,
    observer: Observer,
    clock: Clock | None,
    known: int,
    retaken: int,
    desk: Desk,
) -> Context:
    manifest = folder.manifest
    changes = read_changes(folder.path / CHANGES)
    # Only what the checkpoint knows: what comes after it is lived through once more.
    spoken = read_spoken(folder.transcript_path)[:known]
    told = revised(spoken, folder.revisions.all()[:retaken])
    events = amended_events(told, changes, casting.dialogue.cast)
    prompts = Prompts.of(world.templates, manifest.language)
    agents = open_agents(resources.store, resources.canon_embedder, casting.cards, world)
    context = Context(
        folder=folder,
        dialogue=casting.dialogue,
        acts=casting.acts,
        articles=casting.articles,
        agents=agents,
        stage=stage_of(manifest, world, casting, resources.model, prompts, events),
        judge=resources.judge,
        embedder=shared(resources.embedder),
        history=History.of(events),
        observer=observer,
        clock=clock or now,
        seed=manifest.seed or 0,
        balloting=casting.balloting,
        lore={who: world.lore_of(who) for who in casting.cards},
        desk=desk,
        policy=Policy.of(manifest.policy, casting.dialogue.cast),
        leanings=Leanings(casting.cards, resources.canon_embedder),
        plan=kept_plan(folder),
        live=desk.always,
        private={who: world.memories.get(who, ()) for who in casting.cards},
    )
    take_up(context, events)
    return context


def stage_of(
    manifest: Manifest,
    world: World,
    casting: Casting,
    model: Model,
    prompts: Prompts,
    events: Sequence[Event],
) -> Stage:
    """What all speeches of a run share, once these events have happened."""
    echo = Echo()
    language = language_from(world.words, manifest.language)
    for card in casting.cards.values():
        for exemplar in card.voice.exemplars:
            echo.show(exemplar)
    for source in prompts.sources.values():
        echo.show(source)
    for act in casting.acts:
        echo.show(act.scene)
    for event in events:
        if event.kind == "speech":
            echo.say(event.text)
    return Stage(
        model=model,
        prompts=prompts,
        cards=casting.cards,
        echo=echo,
        scripts=scripts(_written(world, casting)),
        language=language,
        voices=Voices({who: own_words(world, who) for who in casting.cards}, language),
        title=casting.dialogue.title,
        setting=casting.dialogue.setting,
        takes=manifest.takes or 1,
        seed=manifest.seed or 0,
        craft=kept_craft(manifest.settings.get("craft")),
    )


def _written(world: World, casting: Casting) -> str:
    """What the cast and the dialogue are written in: what may be spoken too."""
    texts = [casting.dialogue.setting, *(article.text for article in casting.articles)]
    for act in casting.acts:
        texts += [act.scene, *(beat.on for beat in act.beats), *(one.on for one in act.matters)]
    texts += [memory.text for memory in world.memories.get(EVERYBODY, ())]
    for who, card in casting.cards.items():
        books = (entry.content for book in world.lore_of(who) for entry in book.entries)
        texts += [card.cue, card.name, card.biography, *own_words(world, who), *books]
    return " ".join(texts)


def own_words(world: World, who: str) -> list[str]:
    """What a world says in a persona's own voice: exemplars, reasons, what it remembers."""
    card = world.personas[who]
    reasons = [opening.reason for opening in card.positions.values()]
    memories = [memory.text for memory in world.memories.get(who, ())]
    return [*card.voice.exemplars * 2, *reasons, *memories]

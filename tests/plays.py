"""Plays with a scripted model: what the tests of the forum have in common."""

import asyncio
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from smile_commons.dialogues.casting import Casting, cast
from smile_commons.dialogues.desk import AskDirector
from smile_commons.dialogues.forum import AskPerson, Resources, perform
from smile_commons.memory.embeddings import OnnxEmbedder
from smile_commons.memory.memory import Embedder
from smile_commons.memory.store import MemoryStore
from smile_commons.memory.waiting import WaitingStore
from smile_commons.models.model import Model
from smile_commons.models.record import Record
from smile_commons.models.replay import RecordingModel
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event
from smile_commons.world import World
from smile_commons.world.dialogue import Dialogue

NOUNS = "lamp kettle ladder harbour oven ledger quilt anchor mirror barrow candle gutter".split()
VERBS = "carried mended counted painted buried opened weighed borrowed followed measured".split()


@cache
def real_embedder() -> OnnxEmbedder:
    """The real embedder: its weights are read once however many tests ask for it."""
    return OnnxEmbedder()


class QuickEmbedder:
    """The real embedder, which embeds a text once however many runs ask for it."""

    _known: ClassVar[dict[str, "NDArray[np.float32]"]] = {}

    def __init__(self) -> None:
        self._embedder = real_embedder()
        self.name, self.dimension = self._embedder.name, self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        rows = [self._known[text] for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimension), np.float32)


class Audience:
    """Keeps what it sees."""

    def __init__(self) -> None:
        self.seen: list[Event] = []

    def act(self, event: Event) -> None:
        self.seen.append(event)

    def thinking(self, speaker: str, why: str) -> None: ...

    def speech(self, event: Event) -> None:
        self.seen.append(event)

    def accepted(self, event: Event) -> None: ...

    def revised(self, event: Event, fault: str) -> None: ...

    def asking(self, persona: str, stage: str) -> None: ...

    def reflecting(self, persona: str, act: str) -> None: ...


def answer(request: Request) -> Scripted:
    """Speeches that are never alike, votes that are always yes, one reflection."""
    kind = request.purpose.split("/")[0]
    if kind == "ballot":
        return Choice("Yes", "stop", {"Yes": -0.06, " Yes": -3.0, "No": -6.2, " No": -7.0})
    if kind == "reflect":
        return "I have counted more than lamps tonight, and it shows. (1, 2)"
    draw = random.Random(request.purpose)
    first, second, third = draw.sample(NOUNS, 3)
    verb, other = draw.sample(VERBS, 2)
    number = draw.randrange(100, 999)
    return [
        f"We {verb} the {first} at number {number} while you {other} a {second} by the {third}.",
        "As an AI language model I cannot take part in this.",
    ]


def without_notes(world: World) -> World:
    """The world before anybody wrote what is to be said: memories stand in the prompts."""

    def bare(dialogue: Dialogue) -> Dialogue:
        acts = [
            act.model_copy(
                update={
                    "beats": tuple(one.model_copy(update={"say": None}) for one in act.beats),
                    "matters": tuple(one.model_copy(update={"say": None}) for one in act.matters),
                }
            )
            for act in dialogue.acts
        ]
        return dialogue.model_copy(update={"acts": tuple(acts)})

    return replace(world, dialogues={id: bare(one) for id, one in world.dialogues.items()})


def first(said: Scripted) -> Scripted:
    return said[0] if isinstance(said, list) else said


def new_run(tmp_path: Path, world: World, wanted: PlayOptions) -> tuple[RunFolder, Casting]:
    wanted = PlayOptions.of(wanted, seed=wanted.seed or 1, takes=wanted.takes or 4)
    casting = cast(world, wanted)
    manifest = Manifest.of(
        casting.dialogue,
        {who: card.cue for who, card in casting.cards.items()},
        wanted,
        world=world.digest,
    )
    return RunFolder.create(tmp_path / "runs", manifest), casting


def play(
    folder: RunFolder,
    casting: Casting,
    world: World,
    embedder: Embedder,
    model: Model,
    ask_person: AskPerson | None = None,
    ask_director: AskDirector | None = None,
    audience: Audience | None = None,
    *,
    live: bool = False,
    in_bulk: bool = False,
) -> Audience:
    audience = audience or Audience()
    record = Record(folder.replies_path)
    recording = RecordingModel(model, record)
    store_of = WaitingStore if in_bulk else MemoryStore
    if in_bulk:
        folder.gather()
    try:
        with (
            folder.owned(),
            store_of(folder.memory_path, dimension=embedder.dimension) as store,
        ):
            resources = Resources(recording, recording, embedder, embedder, store)
            asyncio.run(
                perform(
                    folder,
                    world,
                    casting,
                    resources,
                    audience,
                    clock=lambda key: f"at {key}",
                    ask_person=ask_person,
                    ask_director=ask_director,
                    live=live,
                )
            )
    finally:
        record.close()
    return audience


def speeches(folder: RunFolder) -> list[Event]:
    return [event for event in folder.events.all() if event.kind == "speech"]


def story_so_far(folder: Path, world: World, embedder: Embedder, turns: int) -> RunFolder:
    """The first speeches of the story, played to that turn in a folder of runs."""
    run, casting = new_run(folder, world, PlayOptions("story", turns=turns, takes=2, seed=4))
    play(run, casting, world, embedder, ScriptedModel(answer))
    return run


def copy_of(run: RunFolder, folder: Path) -> RunFolder:
    """The run once more, in a folder of runs beside nothing else."""
    path = folder / "runs" / run.path.name
    shutil.copytree(run.path, path)
    return RunFolder.open(path, path.parent)

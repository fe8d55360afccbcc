"""``commons memory``: what a persona would recall, and why; a run's memories made anew."""

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from smile_commons.cli import console
from smile_commons.cli.memory_lore import called_up, show_called
from smile_commons.cli.playing import open_embedder, world_of
from smile_commons.dialogues.remembering import past_of
from smile_commons.memory.canon import canon_of
from smile_commons.memory.memory import Embedder, Memory, Recalled, Weights
from smile_commons.memory.rebuild import Past, relive
from smile_commons.memory.rebuild import rebuild as rebuild_store
from smile_commons.memory.recall import PARTS
from smile_commons.memory.store import MemoryStore
from smile_commons.models.settings import Settings, load_settings
from smile_commons.names import known
from smile_commons.runs.folder import RunFolder
from smile_commons.world import World

_HEAD = ("", "score", *(f"from {part}" for part in PARTS), "alike", "kind", "when")
_INDENT = "   "


@dataclass(frozen=True, slots=True)
class Place:
    """Where memories are looked for."""

    world: World
    settings: Settings
    embedder: Embedder


def memory(
    *,
    persona: str,
    query: str,
    run: str | None,
    count: int,
    runs: Path,
    world: Path | None,
    as_json: bool = False,
) -> None:
    """Prints what a persona recalls: of the world alone, or after a run.

    Raises:
        InputError: no such persona or run, or the run is being played.
        ServiceError: the store or the embedding model failed.
    """
    folder = RunFolder.open(run, runs) if run else None
    place = open_place(world, folder)
    known(persona, place.world.personas, "persona")
    with opened_store(place, persona, folder) as (store, turn):
        vector = place.embedder.embed([query])[0]
        weights = place.world.personas[persona].recall or Weights()
        found = store.open(persona).recall(vector, turn=turn + 1, k=count, weights=weights)
        of = len(store.open(persona))
    lore = called_up(place.world, persona, query)
    if as_json:
        asked = {"persona": persona, "query": query, "run": run, "after_turn": turn, "of": of}
        memories = [_plain(one) for one in found]
        console.emit({**asked, "memories": memories, "lore": [asdict(one) for one in lore]})
        return
    if not found:
        console.note(f"{persona} remembers nothing")
    _print(found)
    if lore:
        console.say()
        show_called(lore)


def rebuild(*, run: str, runs: Path, world: Path | None, as_json: bool = False) -> None:
    """Makes the memories of a run anew, from canon, transcript and reflections.

    Raises:
        InputError: no such run, it is being played, or the world lacks one of its cast.
        ServiceError: the store or the embedding model failed.
    """
    folder = RunFolder.open(run, runs)
    place = open_place(world, folder)
    with folder.owned():
        past = _past(folder, place.world)
        counts = rebuild_store(
            folder.memory_path, place.embedder, past, chroma_url=place.settings.chroma_url
        )
    if as_json:
        console.emit({"run": folder.id, "path": str(folder.memory_path), "memories": counts})
        return
    cues = folder.manifest.cast
    console.say(
        console.table(("who", "memories"), [(cues[who], str(n)) for who, n in counts.items()])
    )
    console.note(f"rebuilt in {folder.memory_path}")


def open_place(path: Path | None, folder: RunFolder | None) -> Place:
    """The world, settings and embedder that a run's memories are read with, or a world's."""
    from smile_commons.memory.cache import CachedEmbedder

    world = world_of(folder, path)
    began = folder.manifest.settings if folder else None
    settings = load_settings(run=began, world=world.root)
    return Place(world, settings, CachedEmbedder(open_embedder(settings)))


@contextmanager
def opened_store(
    place: Place, persona: str, folder: RunFolder | None
) -> Generator[tuple[MemoryStore, int]]:
    """A store in which the persona knows all it can, and the last turn in it."""
    if folder is None:
        canon = {persona: canon_of(persona, place.world.memories)}
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary,
            _opened(place, Path(temporary)) as store,
        ):
            relive(store, place.embedder, Past(canon))
            yield store, 0
        return
    known(persona, folder.manifest.cast, f"member of the cast of {folder.id}")
    url = place.settings.chroma_url
    with folder.owned(), _opened(place, folder.memory_path, url) as store:
        past = _past(folder, place.world)
        relive(store, place.embedder, past)  # what a crash may have kept from it
        yield store, max((event.turn for event in past.events), default=0)


def _opened(place: Place, folder: Path, chroma_url: str | None = None) -> MemoryStore:
    return MemoryStore(
        folder,
        dimension=place.embedder.dimension,
        embedder=place.embedder.name,
        chroma_url=chroma_url,
    )


def _past(folder: RunFolder, world: World) -> Past:
    past = past_of(folder, world)
    if folder.manifest.world and folder.manifest.world != world.digest:
        console.note("this is not the world as it was when this run began; canon is as it is here")
    return past


def _print(found: Sequence[Recalled]) -> None:
    """A line of numbers for each, and its text under it; the parts add up to the score."""
    rows = [
        (
            f"{place}.",
            f"{one.score:.2f}",
            *(f"{one.why[part] * one.why[f'{part}_weight']:.2f}" for part in PARTS),
            f"{one.why['redundancy']:.2f}",
            one.memory.kind,
            _when(one),
        )
        for place, one in enumerate(found, start=1)
    ]
    head, *lines = console.table(_HEAD, rows).split("\n")
    console.say(head)
    for line, one in zip(lines, found, strict=True):
        console.say(line)
        console.say(console.wrap(one.memory.text, _INDENT))


def _when(one: Recalled) -> str:
    return when(one.memory)


def when(memory: Memory) -> str:
    """When something was, in the story's time or in the debate's."""
    if memory.kind == "canon":
        return memory.when or ""
    if memory.turn > 0:
        return f"{memory.act}, turn {memory.turn}" if memory.act else f"turn {memory.turn}"
    return memory.when or memory.origin or ""


def _plain(one: Recalled) -> dict[str, Any]:
    return {**asdict(one.memory), "score": one.score, "why": dict(one.why)}

"""What a persona remembers: recalled, listed, changed by hand, made anew."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from smile_commons.api.engine import Engine
from smile_commons.api.worlds import Place as WorldPlace
from smile_commons.api.worlds import is_other, open_world, world_of
from smile_commons.dialogues.changing import change_memory
from smile_commons.dialogues.remembering import past_of
from smile_commons.errors import InputError
from smile_commons.files import write_atomically
from smile_commons.memory.canon import canon_memories, canon_of
from smile_commons.memory.changes import Change, Op
from smile_commons.memory.lore import Fired, lore_for
from smile_commons.memory.lore_why import Heard, Message
from smile_commons.memory.lore_why import Past as HeardBefore
from smile_commons.memory.macros import Names
from smile_commons.memory.memory import Embedder, Memory, Recalled, Weights
from smile_commons.memory.rebuild import Past, lived, relive
from smile_commons.memory.rebuild import rebuild as rebuild_store
from smile_commons.memory.store import MemoryStore
from smile_commons.models.settings import Settings, load_settings
from smile_commons.names import known
from smile_commons.runs.folder import RunFolder
from smile_commons.world import CanonMemory, World, canon_edit
from smile_commons.world.find import shipped_world
from smile_commons.world.lorebook import Lorebook, LoreEntry
from smile_commons.world.model import EVERYBODY
from smile_commons.world.text import unprintable


@dataclass(frozen=True, slots=True)
class Place:
    """Where memories are looked for: a world, or a run in its world."""

    world: World
    settings: Settings
    embedder: Embedder
    run: RunFolder | None = None

    @property
    def other_world(self) -> bool:
        """Whether the run began in a world that was not as this one is: canon is as it is here."""
        return self.run is not None and is_other(self.world, self.run)


@dataclass(frozen=True, slots=True)
class Recall:
    """What came to mind."""

    found: tuple[Recalled, ...]
    """The nearest first."""
    turn: int
    """After which it was asked; 0: before any."""
    of: int
    """Memories in all."""


def open_place(
    path: WorldPlace, folder: RunFolder | None, embedder: Embedder | None = None
) -> Place:
    """The world, settings and embedder that a run's memories are read with, or a world's.

    Args:
        path: the world; None: as the run has it.
        folder: the run.
        embedder: of one's own; None: as the settings say.

    Raises:
        InputError: there is no such world, or it has mistakes.
    """
    world = world_of(folder, path)
    began = folder.manifest.settings if folder else None
    settings = load_settings(run=began, world=world.root)
    return Place(world, settings, Engine(settings, embedder=embedder).kept_embedder, folder)


def recall(place: Place, persona: str, query: str, k: int = 5) -> Recall:
    """What a persona recalls: of the world alone, or after the run.

    Args:
        place: where.
        persona: its id.
        query: what it is asked with.
        k: memories, at most.

    Raises:
        InputError: there is no such persona, or the run is being played.
        StoreError: the store failed.
    """
    known(persona, place.world.personas, "persona")
    with opened_store(place, persona) as (store, turn):
        vector = place.embedder.embed([query])[0]
        weights = place.world.personas[persona].recall or Weights()
        memories = store.open(persona)
        found = memories.recall(vector, turn=turn + 1, k=k, weights=weights)
        return Recall(tuple(found), turn, len(memories))


def rebuild(place: Place, run: RunFolder) -> dict[str, int]:
    """Makes the memories of a run anew, from canon, transcript and reflections; counts by persona.

    Raises:
        InputError: the run is being played, or the world lacks one of its cast.
        ServiceError: the store or the embedding model failed.
    """
    with run.owned():
        past = past_of(run, place.world)
        return rebuild_store(
            run.memory_path, place.embedder, past, chroma_url=place.settings.chroma_url
        )


@contextmanager
def opened_store(place: Place, persona: str) -> Generator[tuple[MemoryStore, int]]:
    """A store in which the persona knows all it can, and the last turn in it."""
    if place.run is None:
        canon = {persona: canon_of(persona, place.world.memories)}
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary,
            _opened(place, Path(temporary)) as store,
        ):
            relive(store, place.embedder, Past(canon))
            yield store, 0
        return
    run = place.run
    known(persona, run.manifest.cast, f"member of the cast of {run.id}")
    with run.owned(), _opened(place, run.memory_path, place.settings.chroma_url) as store:
        past = past_of(run, place.world)
        relive(store, place.embedder, past)  # what a crash may have kept from it
        yield store, max((event.turn for event in past.events), default=0)


def _opened(place: Place, folder: Path, chroma_url: str | None = None) -> MemoryStore:
    return MemoryStore(
        folder,
        dimension=place.embedder.dimension,
        embedder=place.embedder.name,
        chroma_url=chroma_url,
    )


def memories_of(persona: str, folder: RunFolder | None, world: World) -> list[Memory]:
    """All that a persona remembers, of the world alone or of a run.

    Raises:
        InputError: there is no such persona.
    """
    if folder is None:
        known(persona, [*world.personas, EVERYBODY], "persona")
        if persona == EVERYBODY:
            return canon_memories(world.memories.get(EVERYBODY, ()))
        return lived(Past({persona: canon_of(persona, world.memories)}), persona)
    known(persona, folder.manifest.cast, f"member of the cast of {folder.id}")
    return lived(past_of(folder, world), persona)


def canon_lines(world: World) -> dict[str, str]:
    """File and line of every memory that a world is written with, by id."""
    return {
        one.id: f"memory/{owner}.md:{one.line}"
        for owner, memories in world.memories.items()
        for one in memories
    }


def source(memory: Memory, lines: dict[str, str]) -> str:
    """Where a memory comes from, in a word or two: file and line, speech, run, or hand."""
    if memory.id in lines:
        return lines[memory.id]
    if memory.origin:
        return memory.origin
    if memory.kind == "reflection":
        return "drawn from " + ", ".join(memory.sources)
    return f"said by {memory.speaker}" if memory.speaker else ""


def change_in_world(
    path: WorldPlace,
    op: Op,
    persona: str,
    *,
    id: str | None = None,
    text: str | None = None,
    importance: float | None = None,
    when: str | None = None,
    group: str | None = None,
) -> tuple[Path, str, CanonMemory]:
    """Writes a change into a world's memory file: the file, its name in the world, the memory.

    Args:
        path: the world.
        op: what is done.
        persona: whose memory, or ``world`` for everybody's.
        id: of the memory; of one that is added, a name of its own.
        text, importance, when: what it says from then on; what is not given stays.
        group: the heading under which one is added.

    Raises:
        InputError: there is no such persona or memory, or the world is the one that ships.
    """
    place = open_world(path)
    if place.root == shipped_world().resolve() and place.root.name == "_content":
        raise InputError(
            "the world that ships with the program is not changed; `commons new DIR` makes one, "
            "--world DIR names one, and --run RUN changes what is remembered of a run"
        )
    known(persona, [*place.personas, EVERYBODY], "persona")
    name = f"memory/{persona if op == 'add' else _owner(place, persona, str(id))}.md"
    file = place.root / name
    old = file.read_bytes().decode("utf-8") if file.exists() else ""
    match op:
        case "add":
            where = {"id": id, "group": group, "when": when}
            written = canon_edit.add(old, name, text or "", importance=importance, **where)
        case "edit":
            written = canon_edit.edit(old, name, str(id), text, importance=importance, when=when)
        case "forget":
            written = canon_edit.forget(old, name, str(id))
    if (found := unprintable(written.text)) is not None:
        raise InputError(f"{found}, a control character or half a letter, cannot stand in {name}")
    write_atomically(file, written.text)
    return file, name, written.memory


def _owner(world: World, persona: str, id: str) -> str:
    """Whose file holds the memory: the persona's own, or what everybody shares."""
    shared, own = (world.memories.get(owner, ()) for owner in (EVERYBODY, persona))
    owners = {**{one.id: EVERYBODY for one in shared}, **{one.id: persona for one in own}}
    return owners[known(id, owners, f"memory of {persona}")]


def change_in_run(
    folder: RunFolder,
    world: WorldPlace,
    op: Op,
    persona: str,
    *,
    id: str | None = None,
    text: str | None = None,
    importance: float | None = None,
    when: str | None = None,
) -> Change:
    """Changes what a persona remembers of one run; its store has it at once.

    Raises:
        InputError: no such persona or memory, no text, or an importance outside [0, 1].
    """
    if text is not None and not text.split():
        raise InputError("a memory needs a text")
    if importance is not None and not 0 <= importance <= 1:
        raise InputError(f"`importance` {importance:g}: a number from 0 to 1")
    place = open_place(world, folder)
    known(persona, folder.manifest.cast, f"member of the cast of {folder.id}")
    flat = None if text is None else " ".join(text.split())
    with folder.owned():
        change = change_memory(
            folder, place.world, op, persona, id=id, text=flat, importance=importance, when=when
        )
    with opened_store(place, persona):
        pass  # what was written down is in the store when it is next opened: now
    return change


def entries_of(world: World, persona: str) -> list[tuple[Lorebook, LoreEntry]]:
    """The entries of lore that a persona knows, or, under ``world``, that everybody does."""
    books = world.lore.get(EVERYBODY, ()) if persona == EVERYBODY else world.lore_of(persona)
    return [(book, entry) for book in books for entry in book.entries]


def called_up(world: World, persona: str, query: str) -> list[Fired]:
    """What comes up of the lore when this is said and nothing was said before.

    What the persona has heard and for how long things stay is a play's matter, so entries that
    wait count as if they had waited.
    """
    said = Message(query, "the query")
    names = Names(world.personas[persona].cue, "somebody")
    heard = Heard([said], names, seed="search", past=HeardBefore(messages=10**9))
    return lore_for(world.lore_of(persona), heard)

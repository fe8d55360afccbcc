"""The memories of a run made anew from what cannot be lost: canon, transcript, reflections, and
what was carried over from an earlier run or changed by hand.

This is the mend for whatever may happen to a store, and the proof that nothing is in it that
was not lived through.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from smile_commons.errors import StoreError
from smile_commons.memory.canon import learn
from smile_commons.memory.changes import Change, changed
from smile_commons.memory.episodes import ENGLISH, Wording, bare, episodes
from smile_commons.memory.memory import Embedder, Memory
from smile_commons.memory.persona import PersonaMemory
from smile_commons.memory.store import MemoryStore, claim, let_go
from smile_commons.transcript import Event


@dataclass(frozen=True, slots=True)
class Past:
    """All that the memories of a run are made of."""

    canon: Mapping[str, Sequence[Memory]]
    """By persona; its keys are the personas whose memories are made."""
    events: Sequence[Event] = ()
    reflections: Sequence[tuple[str, Memory]] = ()
    """With whose they are."""
    cues: Mapping[str, str] | None = None
    """What each is called in a scene, by id."""
    carried: Sequence[tuple[str, Memory]] = ()
    """Taken over from an earlier run, with whose they are."""
    changes: Sequence[Change] = ()
    """Made by hand; applied last."""
    wording: Wording = ENGLISH
    """Of the language that is spoken."""

    def heard(self, event: Event) -> dict[str, Memory]:
        """What an event left to everybody who heard it."""
        return episodes(event, event.heard_by, self.cues or {}, self.wording)


def rebuild(
    folder: Path, embedder: Embedder, past: Past, *, chroma_url: str | None = None
) -> dict[str, int]:
    """Makes the store anew and puts it in the place of the old; how many memories each has.

    The old store stays until the new one is whole. On a server, collections are emptied first.

    Raises:
        StoreError: it cannot be written.
        ServiceError: the texts cannot be embedded.
    """
    if chroma_url:
        with _made_by(embedder, folder, chroma_url) as store:
            for persona in past.canon:
                store.forget(persona)
            return relive(store, embedder, past)
    claimed = claim(folder)
    try:
        new = folder.with_name(f"{folder.name}.new")
        _remove(new)
        with _made_by(embedder, new) as store:
            counts = relive(store, embedder, past)
        _swap(folder, new)
    finally:
        let_go(claimed)
    return counts


def _made_by(embedder: Embedder, folder: Path, chroma_url: str | None = None) -> MemoryStore:
    return MemoryStore(
        folder, dimension=embedder.dimension, embedder=embedder.name, chroma_url=chroma_url
    )


def _swap(folder: Path, new: Path) -> None:
    """Puts the new in the place of the old; should that fail, the old is put back."""
    old = folder.with_name(f"{folder.name}.old")
    try:
        _remove(old)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise StoreError(f"{folder} could not be replaced: {error.strerror}") from error
    _remove(old)


def relive(store: MemoryStore, embedder: Embedder, past: Past) -> dict[str, int]:
    """Gives every persona what it has not yet of its past; how many memories each has then.

    Raises:
        StoreError: it cannot be written.
        ServiceError: the texts cannot be embedded.
    """
    for persona, canon in past.canon.items():
        learn(store.open(persona), canon, embedder)
    _take_in(store, embedder, past, ((bare(one), {who: one}) for who, one in past.carried))
    _take_in(store, embedder, past, ((event.text, past.heard(event)) for event in past.events))
    _take_in(store, embedder, past, ((bare(one), {who: one}) for who, one in past.reflections))
    for persona in past.canon:
        apply_changes(store.open(persona), persona, past.changes, embedder)
    store.flush()
    return {persona: len(store.open(persona)) for persona in past.canon}


def apply_changes(
    memory: PersonaMemory,
    persona: str,
    changes: Sequence[Change],
    embedder: Embedder,
    *,
    turn: int | None = None,
) -> None:
    """Changes a store as its run was changed by hand up to that turn; safe to repeat."""
    if not any(change.persona == persona for change in changes):
        return
    after = {one.id: one for one in changed(persona, memory, changes, turn=turn)}
    memory.forget([one.id for one in memory if one.id not in after])
    learn(memory, after.values(), embedder)


def lived(past: Past, persona: str, *, turn: int | None = None) -> list[Memory]:
    """All that a persona remembers of a past, without a store; as of after ``turn``, or now."""
    memories = [*past.canon[persona], *(one for who, one in past.carried if who == persona)]
    memories += [mine for event in past.events if (mine := past.heard(event).get(persona))]
    memories += [one for who, one in past.reflections if who == persona]
    if turn is not None:
        memories = [one for one in memories if one.turn <= turn]
    return changed(persona, memories, past.changes, turn=turn)


def _take_in(
    store: MemoryStore,
    embedder: Embedder,
    past: Past,
    lived: Iterable[tuple[str, Mapping[str, Memory]]],
) -> None:
    """Gives each persona of the past what it does not have yet of texts, which are embedded once.

    Whoever else heard them, such as a person at the forum, remembers them on their own.
    """
    new = list[tuple[str, dict[str, Memory]]]()
    for text, kept in lived:
        ours = {who: one for who, one in kept.items() if who in past.canon}
        if any(one.id not in store.open(who) for who, one in ours.items()):
            new.append((text, ours))
    vectors = embedder.embed([text for text, _ in new])
    for (_, ours), vector in zip(new, vectors, strict=True):
        for who, one in ours.items():
            store.open(who).remember([one], vector[None, :])


def _remove(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise StoreError(f"{folder} could not be removed: {error.strerror}") from error

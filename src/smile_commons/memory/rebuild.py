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
from smile_commons.memory.canon import learn_canon
from smile_commons.memory.changes import Change, changed
from smile_commons.memory.episodes import ENGLISH, Wording, bare, episode_id, episodes, narrated_id
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
        learn_canon(store.open(persona), canon, embedder)
    _take_over(store, embedder, past, past.carried)
    _hear(store, embedder, past)
    _take_over(store, embedder, past, past.reflections)
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
    new = [one for one in after.values() if memory.get(one.id) != one]
    if new:
        memory.remember(new, embedder.embed([bare(one) for one in new]))


def lived(past: Past, persona: str, *, turn: int | None = None) -> list[Memory]:
    """All that a persona remembers of a past, without a store; as of after ``turn``, or now."""
    memories = [*past.canon[persona], *(one for who, one in past.carried if who == persona)]
    memories += [
        _heard(event, [persona], past)[persona]
        for event in past.events
        if _is_heard(event) and persona in event.heard_by
    ]
    memories += [one for who, one in past.reflections if who == persona]
    if turn is not None:
        memories = [one for one in memories if one.turn <= turn]
    return changed(persona, memories, past.changes, turn=turn)


def _hear(store: MemoryStore, embedder: Embedder, past: Past) -> None:
    speeches = [
        event
        for event in past.events
        if _is_heard(event)
        and any(_id(event) not in store.open(who) for who in _known(event.heard_by, past))
    ]
    vectors = embedder.embed([event.text for event in speeches])
    for event, vector in zip(speeches, vectors, strict=True):
        for hearer, episode in _heard(event, _known(event.heard_by, past), past).items():
            store.open(hearer).remember([episode], vector[None, :])


def _heard(event: Event, hearers: Sequence[str], past: Past) -> dict[str, Memory]:
    return episodes(
        turn=event.turn,
        act=event.act,
        speaker=event.speaker,
        text=event.text,
        heard_by=hearers,
        cues=past.cues or {},
        to=event.to,
        move=event.move,
        wording=past.wording,
    )


def _is_heard(event: Event) -> bool:
    """Whether it is remembered: a speech, or a narrator's line that is no persona's silence."""
    return event.kind == "speech" or (event.kind == "narration" and event.move is None)


def _id(event: Event) -> str:
    if event.kind == "speech":
        return episode_id(event.turn)
    return narrated_id(event.turn, event.text)


def _take_over(
    store: MemoryStore, embedder: Embedder, past: Past, memories: Sequence[tuple[str, Memory]]
) -> None:
    """Gives each persona of the past those memories that it does not have yet."""
    ours = [
        (persona, one)
        for persona, one in memories
        if persona in past.canon and one.id not in store.open(persona)
    ]
    vectors = embedder.embed([bare(memory) for _, memory in ours])
    for (persona, memory), vector in zip(ours, vectors, strict=True):
        store.open(persona).remember([memory], vector[None, :])


def _known(hearers: Iterable[str], past: Past) -> list[str]:
    """Those hearers who have a memory here; a person at the forum has their own."""
    return [hearer for hearer in hearers if hearer in past.canon]


def _remove(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise StoreError(f"{folder} could not be removed: {error.strerror}") from error

"""Where a memory comes from: the line of a file, the speech, the reflection and what that cites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from smile_commons.dialogues.remembering import CARRIED, CHANGES, REFLECTIONS, past_of
from smile_commons.memory.canon import WORLD
from smile_commons.memory.changes import INTERVIEW, Change
from smile_commons.memory.memory import Memory
from smile_commons.memory.rebuild import Past, lived
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event
from smile_commons.world import World

Kind = Literal["canon", "speech", "narration", "reflection", "hand", "interview", "lore", "unknown"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one memory comes from."""

    id: str
    kind: Kind
    text: str
    """As it is there: of a speech what was said, of a reflection what was thought."""
    file: str | None = None
    """In the world, or in the run's folder."""
    line: int | None = None
    turn: int | None = None
    """Of the speech, or of the last one before it was thought or put in."""
    speaker: str | None = None
    act: str | None = None
    when: str | None = None
    """In the story's own time."""
    group: str | None = None
    """Of canon: the heading under which it stands. Of lore: the entry's name."""
    run: str | None = None
    """The earlier run that it was carried over from."""
    edited: int | None = None
    """The turn after which it was changed by hand."""
    cites: tuple["Origin", ...] = ()
    """What a reflection rests on."""


class Provenance:
    """Tells where the memories of one persona come from.

    Args:
        run: in which they were used.
        world: the one it was played in.
        persona: whose they are.

    Raises:
        InputError: the world lacks one of the cast, or a file of the run cannot be read.
    """

    def __init__(self, run: RunFolder, world: World, persona: str) -> None:
        past = past_of(run, world)
        self._world = world
        self._persona = persona
        self._events: Sequence[Event] = run.events.all()
        self._changes: Sequence[Change] = [one for one in past.changes if one.persona == persona]
        # As it was lived: what was forgotten since stood behind its line all the same.
        unchanged = {one.id: one for one in lived(_without_changes(past), persona)}
        self._known: Mapping[str, Memory] = {**unchanged, **{m.id: m for m in lived(past, persona)}}

    def of(self, id: str) -> Origin:
        """Where the memory of that id comes from."""
        if id.startswith("lore:"):
            return self._lore(id)
        memory = self._known.get(id)
        if memory is None:
            added = next((one for one in self._changes if one.id == id and one.op == "add"), None)
            return self._put_in(added) if added else Origin(id, "unknown", "")
        if memory.kind == "canon":
            return self._canon(memory)
        if memory.kind == "reflection":
            return self._reflection(memory)
        added = next((one for one in self._changes if one.id == id and one.op == "add"), None)
        return self._put_in(added) if added else self._heard(memory)

    def _canon(self, memory: Memory) -> Origin:
        for owner in (WORLD, self._persona):
            for one in self._world.memories.get(owner, ()):
                if one.id == memory.id:
                    file = f"memory/{owner}.md"
                    return Origin(
                        memory.id, "canon", one.text, file=file, line=one.line or None,
                        when=one.when, group=one.group, edited=self._edited(memory.id),
                    )  # fmt: skip
        return Origin(memory.id, "canon", memory.text, when=memory.when)

    def _heard(self, memory: Memory) -> Origin:
        said = None
        if memory.origin is None:
            said = next((e for e in self._events if _is_of(e, memory)), None)
        return Origin(
            memory.id,
            _kind(memory),
            said.text if said else memory.text,
            file=None if memory.origin is None else CARRIED,
            turn=_turn(memory),
            speaker=memory.speaker,
            act=memory.act,
            when=memory.when,
            run=memory.origin,
            edited=self._edited(memory.id),
        )

    def _reflection(self, memory: Memory) -> Origin:
        return Origin(
            memory.id,
            "reflection",
            memory.text,
            file=REFLECTIONS if memory.origin is None else CARRIED,
            turn=memory.turn if memory.origin is None else None,
            act=memory.act,
            run=memory.origin,
            edited=self._edited(memory.id),
            cites=tuple(self.of(source) for source in memory.sources if source != memory.id),
        )

    def _put_in(self, change: Change) -> Origin:
        return Origin(
            change.id,
            "interview" if change.origin == INTERVIEW else "hand",
            change.text or "",
            file=CHANGES,
            turn=change.turn,
            when=change.when,
            edited=self._edited(change.id),
        )

    def _lore(self, id: str) -> Origin:
        for book in self._world.lore_of(self._persona):
            stem = book.file.rpartition("/")[2].removesuffix(".lore.json")
            for entry in book.entries:
                if id == f"lore:{stem}:{entry.id}":
                    return Origin(id, "lore", entry.content, file=book.file, group=entry.name)
        return Origin(id, "lore", "")

    def _edited(self, id: str) -> int | None:
        turns = [one.turn for one in self._changes if one.id == id and one.op == "edit"]
        return max(turns, default=None)


def _without_changes(past: Past) -> Past:
    return replace(past, changes=())


def _is_of(event: Event, memory: Memory) -> bool:
    if memory.speaker is None:
        return event.kind == "narration" and event.text == memory.text
    return event.kind == "speech" and event.turn == memory.turn


def _kind(memory: Memory) -> Kind:
    if memory.speaker is not None:
        return "speech"
    tail = memory.id.rpartition(":")[2]
    if tail.startswith("hand-"):
        return "hand"
    return "interview" if tail.startswith("interview-") else "narration"


def _turn(memory: Memory) -> int | None:
    """The number of the speech, in the run in which it was made."""
    if memory.origin is None:
        return memory.turn
    number = memory.id.rpartition("-")[2]
    return int(number) if number.isdecimal() else None

"""Where a memory comes from: the line of a file, the speech, the reflection and what that cites."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from smile_commons.dialogues.remembering import CARRIED, CHANGES, REFLECTIONS, past_of
from smile_commons.memory.changes import INTERVIEW, Change
from smile_commons.memory.lore import entry_id
from smile_commons.memory.memory import Memory
from smile_commons.memory.rebuild import lived
from smile_commons.runs.folder import RunFolder
from smile_commons.transcript import Event
from smile_commons.world import World
from smile_commons.world.model import EVERYBODY, CanonMemory

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
        unchanged = {one.id: one for one in lived(replace(past, changes=()), persona)}
        self._known: Mapping[str, Memory] = {**unchanged, **{m.id: m for m in lived(past, persona)}}

    def of(self, id: str) -> Origin:
        """Where the memory of that id comes from."""
        if id.startswith("lore:"):
            return self._lore(id)
        memory = self._known.get(id)
        if memory and memory.kind == "canon":
            return self._canon(memory)
        if memory and memory.kind == "reflection":
            return self._reflection(memory)
        for one in self._changes:
            if one.id == id and one.op == "add":
                kind: Kind = "interview" if one.origin == INTERVIEW else "hand"
                return self._made(one, kind, file=CHANGES, turn=one.turn)
        return self._heard(memory) if memory else Origin(id, "unknown", "")

    def _canon(self, memory: Memory) -> Origin:
        for owner in (EVERYBODY, self._persona):
            for one in self._world.memories.get(owner, ()):
                if one.id == memory.id:
                    file, line = f"memory/{owner}.md", one.line or None
                    return self._made(one, "canon", file=file, line=line, group=one.group)
        return Origin(memory.id, "canon", memory.text, when=memory.when)

    def _heard(self, memory: Memory) -> Origin:
        said = None
        if memory.origin is None:
            said = next((e for e in self._events if _is_of(e, memory)), None)
        return self._made(
            memory,
            _kind(memory),
            text=said.text if said else None,
            file=None if memory.origin is None else CARRIED,
            turn=_turn(memory),
            speaker=memory.speaker,
            act=memory.act,
            run=memory.origin,
        )

    def _reflection(self, memory: Memory) -> Origin:
        carried = memory.origin is not None
        return self._made(
            memory,
            "reflection",
            file=CARRIED if carried else REFLECTIONS,
            turn=None if carried else memory.turn,
            act=memory.act,
            run=memory.origin,
            cites=tuple(self.of(source) for source in memory.sources if source != memory.id),
        )

    def _lore(self, id: str) -> Origin:
        for book in self._world.lore_of(self._persona):
            for entry in book.entries:
                if id == entry_id(book, entry):
                    return Origin(id, "lore", entry.content, file=book.file, group=entry.name)
        return Origin(id, "lore", "")

    def _made(
        self, of: Memory | CanonMemory | Change, kind: Kind, *, text: str | None = None, **more: Any
    ) -> Origin:
        edits = (one.turn for one in self._changes if one.id == of.id and one.op == "edit")
        told, edited = text or of.text or "", max(edits, default=None)
        return Origin(of.id, kind, told, when=of.when, edited=edited, **more)


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

"""Changes to a run's memories by hand, written into its journal, and those that another run carries
over.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from smile_commons.dialogues.remembering import past_of
from smile_commons.errors import InputError
from smile_commons.memory.changes import FILE, Change, Op, fresh_id
from smile_commons.memory.memory import Memory
from smile_commons.memory.rebuild import lived
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.journal import Journal
from smile_commons.world import World

_MADE_THERE = ("episode-", "reflection-", "hand-", "interview-")
"""How ids begin of what comes along from a run; a canon memory keeps its own."""


def change_memory(
    folder: RunFolder,
    world: World,
    op: Op,
    persona: str,
    *,
    id: str | None = None,
    text: str | None = None,
    importance: float | None = None,
    when: str | None = None,
    origin: str | None = None,
) -> Change:
    """Writes one change down; the run's lease must be held. Stores take it up when next opened.

    Args:
        folder: the run.
        world: the one it was played in.
        op: what to do.
        persona: to whose memory; a member of the cast.
        id: of what is there already; None for an addition.
        text: what is remembered from now on.
        importance: in [0, 1].
        when: in the story's own time.
        origin: of an addition.

    Raises:
        InputError: there is no memory of that id to edit or forget.
    """
    past = past_of(folder, world)
    turn = max((event.turn for event in past.events), default=0)
    if op == "add":
        id = fresh_id(past.changes, persona, origin or "hand")
    elif id is None or all(one.id != id for one in lived(past, persona)):
        raise InputError(
            f"{persona} has no memory {id!r} in {folder.id}; "
            f"`commons memory list {persona} --run {folder.id}` names them"
        )
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    change = Change(op, persona, id, turn, text, importance, when, origin, at)
    journal = Journal(
        folder.path / FILE,
        build=Change.from_dict,
        key=lambda one: (one.at, one.to_json()),
    )
    journal.repair()
    journal.append(change)
    return change


def carried_from(old: RunFolder, world: World, cast: Iterable[str]) -> list[tuple[str, Memory]]:
    """The memories that the members of a cast take over from a run they were in.

    Canon stays behind: the new run's world gives its own. What the old run had taken over from
    still earlier ones comes along.

    Args:
        old: the earlier run, finished or not.
        world: the world it was played in.
        cast: of the dialogue to come.

    Raises:
        InputError: nobody of the cast was in it, or one of its files cannot be read.
    """
    past = past_of(old, world)
    there = [who for who in cast if who in old.manifest.cast]
    if not there:
        names = ", ".join(old.manifest.cast) or "nobody"
        raise InputError(f"nobody of this dialogue was in {old.id} (there: {names})")
    last = max((event.turn for event in past.events), default=0)
    title = old.manifest.title or old.manifest.dialogue
    return [
        (who, _carried(memory, old.manifest.id or old.id, title, last))
        for who in there
        for memory in lived(past, who)
        if memory.kind != "canon"
    ]


def _carried(memory: Memory, run: str, title: str, last: int) -> Memory:
    """A memory as it is later: its origin named, its id and its sources those of that run."""
    if memory.origin is not None and ":" in memory.id:  # from a still earlier run, named already
        return replace(memory, turn=memory.turn - last)
    return replace(
        memory,
        id=f"{run}:{memory.id}",
        turn=memory.turn - last,
        when=memory.when or title,
        sources=tuple(
            f"{run}:{one}" if ":" not in one and one.startswith(_MADE_THERE) else one
            for one in memory.sources
        ),
        origin=run,
    )

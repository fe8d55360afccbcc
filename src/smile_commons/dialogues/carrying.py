"""What each persona takes from one run into the next: what it heard and made of it, nothing else.

The memories are copied into the new run's folder, so that nothing but that folder is needed to
resume, rebuild or replay it. They stand before its first speech, at turn 0 and below, as far back
as they were in the earlier run; so recency goes on counting.
"""

from collections.abc import Iterable
from dataclasses import replace

from smile_commons.dialogues.remembering import past_of
from smile_commons.errors import InputError
from smile_commons.memory.memory import Memory
from smile_commons.memory.rebuild import lived
from smile_commons.runs.folder import RunFolder
from smile_commons.world import World


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
            source if ":" in source or not _made_there(source) else f"{run}:{source}"
            for source in memory.sources
        ),
        origin=run,
    )


def _made_there(id: str) -> bool:
    """Whether an id is of something that comes along; a canon memory keeps its own."""
    return id.startswith(("episode-", "reflection-", "hand-", "interview-"))

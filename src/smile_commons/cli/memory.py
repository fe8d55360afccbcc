"""``commons memory``: what a persona would recall, and why; a run's memories made anew."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from smile_commons.api.memories import Place, called_up, open_place, recall
from smile_commons.api.memories import rebuild as rebuild_memories
from smile_commons.cli import console
from smile_commons.cli.memory_lore import show_called
from smile_commons.memory.memory import Memory, Recalled
from smile_commons.memory.recall import PARTS
from smile_commons.runs.folder import RunFolder

_HEAD = ("", "score", *(f"from {part}" for part in PARTS), "alike", "kind", "when")
_INDENT = "   "


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
    place = opened(world, folder)
    came = recall(place, persona, query, count)
    found = came.found
    lore = called_up(place.world, persona, query)
    if as_json:
        asked = {
            "persona": persona,
            "query": query,
            "run": run,
            "after_turn": came.turn,
            "of": came.of,
        }
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
    counts = rebuild_memories(opened(world, folder), folder)
    if as_json:
        console.emit({"run": folder.id, "path": str(folder.memory_path), "memories": counts})
        return
    cues = folder.manifest.cast
    console.say(
        console.table(("who", "memories"), [(cues[who], str(n)) for who, n in counts.items()])
    )
    console.note(f"rebuilt in {folder.memory_path}")


def opened(world: Path | None, folder: RunFolder | None) -> Place:
    """Where memories are looked for; says so where the run began in another world."""
    place = open_place(world, folder)
    if place.other_world:
        console.note("this is not the world as it was when this run began; canon is as it is here")
    return place


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

"""``commons memory add|edit|forget|rebuild``: what a persona remembers, changed by hand.

Without a run it is the world's memory files that are changed; with one, that run's memories alone,
through a journal that is only appended to.
"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument

from smile_commons.cli import console
from smile_commons.cli import options as o
from smile_commons.cli.memory_commands import Id, OfRun, Owner, memory
from smile_commons.cli.options import option
from smile_commons.errors import InputError

if TYPE_CHECKING:
    from smile_commons.memory.changes import Op

Importance = Annotated[
    float | None, option("--importance", "X", "How much it weighs, from 0 to 1.")
]
When = Annotated[str | None, option("--when", "TEXT", "When it was, in the story's time.")]


@memory.command()
def add(
    persona: Owner,
    text: Annotated[str, Argument(metavar="TEXT", help="The memory; - reads it.")],
    run: OfRun = None,
    importance: Importance = None,
    when: When = None,
    id: Annotated[str | None, option("--id", "ID", "A name of its own (world only).")] = None,
    group: Annotated[
        str | None, option("--group", "HEADING", "Under which heading (world only).")
    ] = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Give a persona one memory more: in the world's file, or in a run.

    In a world it is written into memory/PERSONA.md, or into memory/world.md for everybody. In a run
    it is known from its last speech on; the run's transcript stays as it is.

    \b
    Example: commons memory add ezra "I gave the keys back on Monday." --when "5 March 2145"
    Example: commons memory add kai "Talia waited for me." --run RUN --importance 0.8
    """
    from smile_commons.cli.given import text_of

    fields = {"text": text_of(text, "memory"), "importance": importance, "when": when}
    if run is None:
        fields |= {"id": id, "group": group}
    elif id or group:
        raise InputError("--id and --group are for a world's memory files, not for a run")
    _change("add", persona, run, runs, world, as_json, **fields)


@memory.command()
def edit(
    persona: Owner,
    id: Id,
    text: Annotated[
        str | None, Argument(metavar="[TEXT]", help="The new text; - reads it.")
    ] = None,
    run: OfRun = None,
    importance: Importance = None,
    when: When = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Change one memory: its text, its weight, when it was.

    \b
    Example: commons memory edit ezra ezra-1a2b3c4d --importance 0.9
    Example: commons memory edit kai episode-00004 "Talia asked me for it." --run RUN
    """
    from smile_commons.cli.given import text_of

    new = None if text is None else text_of(text, "memory")
    if new is None and importance is None and when is None:
        raise InputError("nothing to change: give a text, --importance or --when")
    if run is not None and when is not None:
        raise InputError("--when is for a world's memory files; a run's speeches have turns")
    fields = {"id": id, "text": new, "importance": importance, "when": when}
    _change("edit", persona, run, runs, world, as_json, **fields)


@memory.command()
def forget(
    persona: Owner,
    id: Id,
    run: OfRun = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Take one memory away.

    From the world's file, or from a run, where it is out of mind from its last speech on.

    \b
    Example: commons memory forget ezra ezra-1a2b3c4d
    Example: commons memory forget talia episode-00002 --run RUN
    """
    _change("forget", persona, run, runs, world, as_json, id=id)


@memory.command()
def rebuild(
    run: o.Run, runs: o.Runs = o.RUNS, world: o.World = None, as_json: o.AsJson = False
) -> None:
    """Make the memory stores of a run anew.

    From canon, transcript and reflections, which hold all of it: after a store was damaged or
    deleted.

    \b
    Example: commons memory rebuild RUN
    """
    from smile_commons.api.memories import rebuild
    from smile_commons.cli.memory_shown import opened
    from smile_commons.runs.folder import RunFolder

    folder = RunFolder.open(run, runs)
    counts = rebuild(opened(world, folder), folder)
    if as_json:
        console.emit({"run": folder.id, "path": str(folder.memory_path), "memories": counts})
        return
    cues = folder.manifest.cast
    rows = [(cues[who], str(count)) for who, count in counts.items()]
    console.say(console.table(("who", "memories"), rows))
    console.note(f"rebuilt in {folder.memory_path}")


def _change(
    op: "Op", persona: str, run: str | None, runs: Path, world: Path | None, as_json: bool,
    **fields: Any,
) -> None:  # fmt: skip
    """Changes what is remembered of a run, or else of a world, and says so."""
    from smile_commons.api.memories import change_in_run, change_in_world
    from smile_commons.runs.folder import RunFolder
    from smile_commons.world.model import EVERYBODY

    done = {"add": "added", "edit": "changed", "forget": "forgotten"}[op]
    shared = ""
    if run is not None:
        folder = RunFolder.open(run, runs)
        change = change_in_run(folder, world, op, persona, **fields)
        told: dict[str, Any] = {"run": folder.id, "change": asdict(change)}
        where = f"{change.id}, {folder.id} after turn {change.turn}"
    else:
        path, name, memory = change_in_world(world, op, persona, **fields)
        told = {"file": str(path), "memory": asdict(memory), "done": done}
        where = f"{memory.id}, {name}" + ("" if op == "forget" else f":{memory.line}")
        shared = name if name == f"memory/{EVERYBODY}.md" else ""
    if as_json:
        console.emit(told)
        return
    console.say(f"{done}: {where}")
    if shared:
        console.note("nobody in this world remembers it any more" if op == "forget" else
                     "everybody in this world remembers it")  # fmt: skip

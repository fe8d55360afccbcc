"""``commons ask`` and ``commons memory``: a persona interviewed; what it would recall, and why."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

import typer
from typer import Argument, Option
from typer.core import TyperGroup

from smile_commons.cli import complete, console
from smile_commons.cli import options as o
from smile_commons.cli.options import option
from smile_commons.errors import InputError

Owner = Annotated[
    str,
    Argument(
        metavar="PERSONA",
        help="The id of a persona; `world` is what everybody remembers.",
        autocompletion=complete.persona,
    ),
]
OfRun = Annotated[
    str | None,
    option("--run", "RUN", "What is remembered of that run.", autocompletion=complete.run),
]
Id = Annotated[str, Argument(metavar="ID", help="As `commons memory list` names it.")]


def ask(
    persona: o.Persona,
    question: Annotated[
        str, Argument(metavar="QUESTION", help="What to ask; - reads it from input.")
    ],
    run: Annotated[
        str | None,
        option("--run", "RUN", "As they are after that run.", autocompletion=complete.run),
    ] = None,
    remember: Annotated[
        bool, Option("--remember", help="Let them remember the interview (in that run).")
    ] = False,
    model: o.Model = None,
    base_url: o.BaseUrl = None,
    seed: o.Seed = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Ask a persona something, outside any debate.

    They answer with what their card says and what the question brings to mind: of the world alone
    or, with --run, of all they heard and concluded in that run. An interview leaves no trace:
    neither in the world nor in a run, unless you say --remember.

    \b
    Example: commons ask ezra "What would change your mind?"
    Example: commons ask talia "Do you trust Kai?" --run RUN
    Example: commons ask talia "Will you come on Sunday?" --run RUN --remember
    Example: commons ask lyra - < question.txt
    """
    from smile_commons.api.ask import ask
    from smile_commons.api.engine import with_engine
    from smile_commons.api.worlds import world_of
    from smile_commons.cli.given import text_of
    from smile_commons.models.settings import load_settings
    from smile_commons.runs.folder import RunFolder

    question = text_of(question, "question")
    if remember and run is None:
        raise InputError("--remember needs --run RUN: a world's memories are in its files")
    folder = RunFolder.open(run, runs) if run else None
    place = world_of(folder, world)
    settings = load_settings({"model": model, "base_url": base_url}, world=place.root)
    answer = with_engine(
        settings,
        lambda engine: ask(
            engine, place, persona, question, run=folder, remember=remember, seed=seed
        ),
    )
    if as_json:
        told = {"persona": persona, "question": question, "answer": answer.text}
        memories = [asdict(one) for one in answer.memories]
        console.emit({**told, "memories": memories, "remembered": answer.remembered})
        return
    cue = place.personas[persona].cue
    console.cue(cue)
    console.paragraph(answer.text, "    ")
    if answer.remembered is not None and folder is not None:
        console.note(f"{cue} remembers it in {folder.id} as {answer.remembered}")


class _SearchUnlessNamed(TyperGroup):
    """``commons memory PERSONA QUERY`` is short for ``commons memory search PERSONA QUERY``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["search", *args]
        return super().parse_args(ctx, args)


memory = typer.Typer(
    name="memory",
    cls=_SearchUnlessNamed,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Search, list and change what a persona remembers.

    `commons memory PERSONA QUERY` shows what comes to mind and why. Without --run it is the
    world's memory files that are meant, with it what is remembered of that run.

    \b
    Example: commons memory talia "the closed door"
    Example: commons memory list ezra --run RUN
    Example: commons memory add ezra "I gave the keys back on Monday." --importance 0.7
    """,
)


@memory.command()
def search(
    persona: o.Persona,
    query: Annotated[str, Argument(metavar="QUERY", help="What they are reminded of; - reads it.")],
    run: OfRun = None,
    count: Annotated[int, Option("--count", "-k", min=1, max=100, help="How many.")] = 5,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Show what a persona recalls, and why.

    The score is what relevance, freshness and weight add up to, less what a better one says
    already; then come the entries of lorebooks that the words call up, with the reason.

    \b
    Example: commons memory talia "the closed door"
    Example: commons memory search kai "Report Seven" -k 10 --run RUN
    """
    from smile_commons.api.memories import called_up, recall
    from smile_commons.cli.given import text_of
    from smile_commons.cli.memory_shown import opened, show_called, show_recalled
    from smile_commons.runs.folder import RunFolder

    query = text_of(query, "query")
    place = opened(world, RunFolder.open(run, runs) if run else None)
    came = recall(place, persona, query, count)
    lore = called_up(place.world, persona, query)
    if as_json:
        asked = {"persona": persona, "query": query, "run": run}
        found = [
            {**asdict(one.memory), "score": one.score, "why": dict(one.why)} for one in came.found
        ]
        console.emit({**asked, "after_turn": came.turn, "of": came.of, "memories": found,
                      "lore": [asdict(one) for one in lore]})  # fmt: skip
        return
    if not came.found:
        console.note(f"{persona} remembers nothing")
    show_recalled(came.found)
    if lore:
        console.say()
        show_called(lore)


@memory.command("list")
def list_memories(
    persona: Owner,
    run: OfRun = None,
    kind: Annotated[
        Literal["canon", "episode", "reflection", "lore"] | None,
        Option("--kind", help="Only these."),
    ] = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """List what a persona remembers and knows, and where from.

    Canon comes from the world's files (file and line), episodes from speeches that they heard,
    reflections from the end of an act, lore from lorebooks.

    \b
    Example: commons memory list ezra
    Example: commons memory list world --kind lore
    Example: commons memory list ezra --run RUN --kind reflection
    """
    from smile_commons.api.memories import canon_lines, entries_of, memories_of, source
    from smile_commons.api.worlds import world_of
    from smile_commons.cli.memory_shown import plain_entry, show_entries, show_memories
    from smile_commons.runs.folder import RunFolder

    folder = RunFolder.open(run, runs) if run else None
    place = world_of(folder, world)
    memories, lines = memories_of(persona, folder, place), canon_lines(place)
    memories = [one for one in memories if kind is None or one.kind == kind]
    lore = entries_of(place, persona) if kind in (None, "lore") else []
    if as_json:
        told = [{**asdict(one), "source": source(one, lines)} for one in memories]
        known_of = [plain_entry(book, entry) for book, entry in lore]
        console.emit({"persona": persona, "run": run, "memories": told, "lore": known_of})
        return
    if memories or not lore:
        show_memories(memories, lines)
    if lore:
        if memories:
            console.say()
        show_entries(lore)


@memory.command()
def show(
    persona: Owner,
    id: Id,
    run: OfRun = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Show one memory or entry of a lorebook in full.

    \b
    Example: commons memory show ezra ezra-1a2b3c4d
    Example: commons memory show talia lore:world:4 --world my-world
    """
    from smile_commons.api.memories import canon_lines, entries_of, memories_of, source
    from smile_commons.api.worlds import world_of
    from smile_commons.cli.memory_shown import plain_entry, show_one
    from smile_commons.memory.lore import entry_id
    from smile_commons.names import known
    from smile_commons.runs.folder import RunFolder

    folder = RunFolder.open(run, runs) if run else None
    place = world_of(folder, world)
    memories = {one.id: one for one in memories_of(persona, folder, place)}
    lore = {entry_id(book, entry): (book, entry) for book, entry in entries_of(place, persona)}
    known(id, [*memories, *lore], f"memory of {persona}")
    if id in memories:
        found = {**asdict(memories[id]), "source": source(memories[id], canon_lines(place))}
    else:
        found = plain_entry(*lore[id])
    if as_json:
        console.emit(found)
    else:
        show_one(found)

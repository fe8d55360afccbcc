"""What can be typed of memories: ``commons ask`` and ``commons memory``."""

from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from smile_commons.cli import complete
from smile_commons.cli import options as o

Persona = Annotated[
    str,
    typer.Argument(metavar="PERSONA", help="The id of a persona.", autocompletion=complete.persona),
]
Owner = Annotated[
    str,
    typer.Argument(
        metavar="PERSONA",
        help="The id of a persona; `world` is what everybody remembers.",
        autocompletion=complete.persona,
    ),
]
OfRun = Annotated[
    str | None,
    typer.Option(
        "--run", metavar="RUN", help="What is remembered of that run.", autocompletion=complete.run
    ),
]
Importance = Annotated[
    float | None,
    typer.Option("--importance", metavar="X", help="How much it weighs, from 0 to 1."),
]
When = Annotated[
    str | None, typer.Option("--when", metavar="TEXT", help="When it was, in the story's time.")
]
Id = Annotated[str, typer.Argument(metavar="ID", help="As `commons memory list` names it.")]


class Kind(StrEnum):
    """What a memory is."""

    CANON = "canon"
    EPISODE = "episode"
    REFLECTION = "reflection"
    LORE = "lore"


def ask(
    persona: Persona,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="What to ask; - reads it from input.")
    ],
    run: Annotated[
        str | None,
        typer.Option(
            "--run",
            metavar="RUN",
            help="As they are after that run.",
            autocompletion=complete.run,
        ),
    ] = None,
    remember: Annotated[
        bool,
        typer.Option("--remember", help="Let them remember the interview (in that run)."),
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
    from smile_commons.cli.ask import ask
    from smile_commons.cli.given import text_of

    ask(
        persona=persona,
        question=text_of(question, "question"),
        run=run,
        remember=remember,
        model=model,
        base_url=base_url,
        seed=seed,
        runs=runs,
        world=world,
        as_json=as_json,
    )


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
    persona: Persona,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="What they are reminded of; - reads it.")
    ],
    run: OfRun = None,
    count: Annotated[int, typer.Option("--count", "-k", min=1, max=100, help="How many.")] = 5,
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
    from smile_commons.cli.given import text_of
    from smile_commons.cli.memory import memory

    memory(
        persona=persona,
        query=text_of(query, "query"),
        run=run,
        count=count,
        runs=runs,
        world=world,
        as_json=as_json,
    )


@memory.command("list")
def list_memories(
    persona: Owner,
    run: OfRun = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only these.")] = None,
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
    from smile_commons.cli.memory_changes import list_memories

    list_memories(
        persona=persona,
        run=run,
        kind=kind.value if kind else None,
        runs=runs,
        world=world,
        as_json=as_json,
    )


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
    from smile_commons.cli.memory_changes import show_memory

    show_memory(persona=persona, id=id, run=run, runs=runs, world=world, as_json=as_json)


@memory.command()
def add(
    persona: Owner,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The memory; - reads it.")],
    run: OfRun = None,
    importance: Importance = None,
    when: When = None,
    id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="A name of its own (world only).")
    ] = None,
    group: Annotated[
        str | None,
        typer.Option("--group", metavar="HEADING", help="Under which heading (world only)."),
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
    from smile_commons.cli.memory_changes import add_memory

    add_memory(
        persona=persona,
        text=text_of(text, "memory"),
        run=run,
        importance=importance,
        when_=when,
        id=id,
        group=group,
        runs=runs,
        world=world,
        as_json=as_json,
    )


@memory.command()
def edit(
    persona: Owner,
    id: Id,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="The new text; - reads it.")
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
    from smile_commons.cli.memory_changes import edit_memory

    edit_memory(
        persona=persona,
        id=id,
        text=None if text is None else text_of(text, "memory"),
        run=run,
        importance=importance,
        when_=when,
        runs=runs,
        world=world,
        as_json=as_json,
    )


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
    from smile_commons.cli.memory_changes import forget_memory

    forget_memory(persona=persona, id=id, run=run, runs=runs, world=world, as_json=as_json)


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
    from smile_commons.cli.memory import rebuild

    rebuild(run=run, runs=runs, world=world, as_json=as_json)


def register(app: typer.Typer) -> None:
    """Adds both, where help lists them."""
    app.command("ask")(ask)
    app.add_typer(memory)

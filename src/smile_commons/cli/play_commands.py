"""``commons play``, ``plan`` and ``resume``: a dialogue, from the first word to the score."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from typer import Argument, Option

from smile_commons.cli import complete, console
from smile_commons.cli import options as o
from smile_commons.cli.options import option
from smile_commons.errors import InputError
from smile_commons.transcript import FORMS, MOST_FORMS


def play(
    ctx: typer.Context,
    dialogue: Annotated[
        str,
        Argument(
            metavar="[DIALOGUE]",
            help="A dialogue of the world; `story` is all of it.",
            autocompletion=complete.dialogue,
        ),
    ] = "forum",
    model: o.Model = None,
    base_url: o.BaseUrl = None,
    judge: o.Judge = None,
    seed: o.Seed = None,
    acts: Annotated[str | None, option("--acts", "IDS", "Only these acts, with commas.")] = None,
    turns: o.Turns = None,
    mode: Annotated[
        Literal["directed", "free"] | None,
        Option("--mode", help="As written, or as the debate goes."),
    ] = None,
    takes: Annotated[
        int | None, option("--takes", "N", "Candidates for each speech.", min=1, max=16)
    ] = None,
    craft: Annotated[
        Literal["auto", "small", "large"] | None,
        Option("--craft", help="For a small model or a large one; auto goes by the model."),
    ] = None,
    runs: o.Runs = o.RUNS,
    seat: Annotated[
        str | None, option("--seat", "NAME", "Speak for this persona yourself.")
    ] = None,
    replay: Annotated[
        str | None,
        option(
            "--replay", "RUN", "Play again from that run's record.", autocompletion=complete.run
        ),
    ] = None,
    ballots: Annotated[
        str | None,
        option("--ballots", "WHEN", "Also: acts, every:N speeches; ends; or none at all."),
    ] = None,
    ballots_forms: Annotated[
        int | None,
        option(
            "--ballots-forms",
            "N",
            f"Ask each ballot in N forms, {FORMS} by itself; more tell more and take longer.",
            min=1,
            max=MOST_FORMS,
        ),
    ] = None,
    sham: Annotated[
        str | None, option("--sham", "TOPIC", "A control: they talk about this instead.")
    ] = None,
    policy: o.Policy = None,
    plan: Annotated[
        Path | None,
        option("--plan", "FILE", "What happens in free acts; `commons plan` writes one."),
    ] = None,
    desk: o.Desk = False,
    no_judge: Annotated[
        bool, Option("--no-judge", help="Score ballots, voice and knowledge alone.")
    ] = False,
    after: Annotated[
        str | None,
        option(
            "--after",
            "RUN",
            "They remember that run: what each heard of it and made of it.",
            autocompletion=complete.run,
        ),
    ] = None,
    recall: Annotated[
        Literal["full", "random", "none"],
        Option("--recall", help="What memory gives: all, some at random, or none."),
    ] = "full",
    max_tokens: o.MaxTokens = None,
    max_cost: o.MaxCost = None,
    estimate: Annotated[
        bool, Option("--estimate", help="Say what it would take, and play nothing.")
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
    from smile_commons.cli.playing import play, play_again
    from smile_commons.runs.options import PlayOptions

    options = PlayOptions(
        dialogue=dialogue,
        acts=o.names(acts),
        turns=turns,
        mode=mode,
        policy=policy,
        takes=takes,
        seed=seed,
        seat=seat,
        ballots=ballots,
        ballots_forms=ballots_forms,
        placebo=sham,
        recall=recall,
        max_tokens=max_tokens,
        max_cost=max_cost,
        judged=not no_judge,
    )
    shown, models = console.Shown(quiet, as_json, table), {"model": model, "judge": judge}
    if replay:
        _no_other_wish(estimate=estimate, craft=craft, after=after, plan=plan)
        play_again(replay, options, runs, world, models | {"base_url": base_url}, shown, desk=desk)
        return
    typed = models | {"base_url": base_url, "craft": craft}
    play(options, runs, world, typed, shown, after=after, plan=plan, desk=desk, estimate=estimate)


def _no_other_wish(**wishes: object) -> None:
    """Whether nothing is wanted of a replay that it cannot have."""
    why = {
        "estimate": "a replay asks no model, so it costs nothing",
        "craft": "a replay is made as the run that is replayed was",
        "after": "a replay remembers what the run that is replayed did",
        "plan": "a replay has the plan of the run that is replayed",
    }
    for name, wish in wishes.items():
        if wish not in (None, False):
            raise InputError(f"--{name}: {why[name]}")


def plan(
    dialogue: Annotated[
        str,
        Argument(metavar="DIALOGUE", help="One of the world's.", autocompletion=complete.dialogue),
    ],
    act: Annotated[str | None, option("--act", "ID", "This act alone, directed or free.")] = None,
    seed: o.Seed = None,
    out: Annotated[
        Path | None, option("--out", "FILE", "Write it there; else it is shown.")
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
    from smile_commons.api.engine import Engine
    from smile_commons.api.plan import plan_of
    from smile_commons.api.worlds import open_world
    from smile_commons.files import write_atomically
    from smile_commons.models.settings import load_settings

    place = open_world(world)
    settings = load_settings(world=place.root)
    embedder, seed = Engine(settings).kept_embedder, seed or 1
    made = plan_of(place, dialogue, embedder, act=act, seed=seed, language=settings.language)
    if out is None or str(out) == "-":
        console.say(made.to_yaml().rstrip())
        return
    write_atomically(out, made.to_yaml())
    console.say(f"{out}: edit it, then `commons play {dialogue} --plan {out}`")


def resume(
    run: o.Run,
    model: Annotated[str | None, option("--model", "MODEL", "Another than the run's.")] = None,
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
    from smile_commons.api.resume import changed, reopened
    from smile_commons.cli.playing import carry_through, scored_again

    again = reopened(run, runs, world=world, model=model, base_url=base_url, turns=turns)
    if again.other_world:
        console.note("this is not the world as it was when this run began; it goes on in this one")
    shown = console.Shown(quiet, as_json, table)
    changed(again.folder, turns=turns, max_tokens=max_tokens, max_cost=max_cost)
    if again.folder.manifest.status != "done":
        carry_through(again, shown, at_desk=desk)
    else:
        scored_again(again, shown)

"""The writer's desk: ``commons branch``, ``take``, ``tree`` and ``diff``."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from smile_commons.cli import complete, console
from smile_commons.cli import options as o
from smile_commons.cli.options import option
from smile_commons.errors import InputError

BranchName = Annotated[str, option("--as", "NAME", "What to call the branch.")]
Hold = Annotated[bool, Option("--hold", help="Make it and do not play it; `commons resume` does.")]


def branch(
    run: o.Run,
    at: Annotated[int, option("--at", "TURN", "The last speech to keep; 0: none.", min=0)],
    direct: Annotated[
        str | None, option("--direct", "TEXT", "A direction for the next speech.")
    ] = None,
    model: Annotated[str | None, option("--model", "MODEL", "Another model speaks.")] = None,
    base_url: Annotated[str | None, option("--base-url", "URL", "Where that model is.")] = None,
    seed: Annotated[int | None, option("--seed", "N", "Another seed.")] = None,
    card: Annotated[
        Path | None, option("--card", "FILE", "Another card; its name says whose: kai.yaml.")
    ] = None,
    order: Annotated[
        str | None, option("--order", "NAMES", "The cast in this order, with commas.")
    ] = None,
    forget: Annotated[
        str | None, option("--forget", "ID", "Take a memory from all, or PERSONA:ID.")
    ] = None,
    remember: Annotated[
        str | None, option("--remember", "PERSONA:TEXT", "Put a memory in (world: all).")
    ] = None,
    name: BranchName = "",
    turns: o.Turns = None,
    hold: Hold = False,
    desk: o.Desk = False,
    runs: o.Runs = o.RUNS,
    table: o.Table = False,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """Go another way from a turn of a run, with one thing changed.

    What both have in common comes from the record and asks no model; the run is left as it is. The
    branch stands beside it, under runs/. Exactly one of --direct, --model, --seed, --card, --order,
    --forget and --remember says what is different; `commons diff` then shows what it did.

    \b
    Example: commons branch RUN --at 6 --direct "Ezra refuses, coldly." --as "Ezra refuses"
    Example: commons branch RUN --at 0 --forget talia:turned-away
    Example: commons branch RUN --at 4 --remember "kai:Talia paid for the barge." --turns 8
    """
    from dataclasses import replace

    from smile_commons.api import change
    from smile_commons.api.branch import check_turn
    from smile_commons.branches import changes
    from smile_commons.branches.branching import BranchPoint
    from smile_commons.cli.branching import play_branch
    from smile_commons.runs.folder import RunFolder

    if base_url is not None and model is None:
        raise InputError("--base-url says where another model is; name it: --model NAME")
    parent = RunFolder.open(run, runs)
    check_turn(parent, at, turns)

    def remembered(run: RunFolder, at: int) -> BranchPoint:
        return changes.with_memory(run, at, remember or "")

    seats = o.names(order)
    different = (
        direct is not None and change.direction(direct),
        model is not None and change.model(model, base_url),
        seed is not None and change.seed(seed),
        card is not None and change.card(card),
        bool(seats) and change.order(*seats),
        forget is not None and change.without_memory(forget),
        remember is not None and change.Change("remember", remembered),
    )
    wanted = [one for one in different if one]
    if len(wanted) != 1:
        kinds = " and ".join(one.kind for one in wanted)
        raise InputError(
            f"a branch differs in exactly one thing, {'not in ' + kinds if kinds else 'name it'}: "
            "--direct, --model, --seed, --card, --order, --forget or --remember"
        )
    point = replace(wanted[0].point(parent, at), name=name)
    shown = console.Shown(quiet, as_json, table)
    play_branch(parent, point, shown, turns=turns, hold=hold, desk=desk)


def take(
    run: o.Run,
    turn: Annotated[int, Argument(metavar="TURN", min=1, help="The number of a speech.")],
    choose: Annotated[int | None, option("--choose", "N", "Go on from that take.", min=1)] = None,
    new: Annotated[bool, Option("--new", help="Ask for more takes, go on from one.")] = False,
    direct: Annotated[str, option("--direct", "TEXT", "How new takes are to be given.")] = "",
    voice: Annotated[
        bool, Option("--voice", help="With --new: as nobody else would say it, same memory.")
    ] = False,
    edit: Annotated[str | None, option("--edit", "TEXT", "Go on from your own words.")] = None,
    name: BranchName = "",
    turns: o.Turns = None,
    hold: Hold = False,
    desk: o.Desk = False,
    runs: o.Runs = o.RUNS,
    table: o.Table = False,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """List the takes of a turn; go on from another one.

    Each stands with why it was ranked or dropped. Another take makes a branch, since what follows
    heard the first one; it is played on to the end, or to --turns.

    \b
    Example: commons take RUN 5
    Example: commons take RUN 5 --choose 2
    Example: commons take RUN 5 --new --direct "Colder; she does not forgive him."
    Example: commons take RUN 5 --new --voice --turns 5
    """
    from dataclasses import replace

    from smile_commons.api import change
    from smile_commons.cli.branching import play_branch
    from smile_commons.cli.shown_takes import show_takes
    from smile_commons.runs.folder import RunFolder, turn_event

    folder = RunFolder.open(run, runs)
    event = turn_event(folder, turn)
    if (choose is not None) + new + (edit is not None) > 1:
        raise InputError("one take at a time: --choose N, --new or --edit TEXT")
    if direct and not new:
        raise InputError("--direct says how new takes are to be given; it goes with --new")
    if voice and not new:
        raise InputError("--voice asks for new takes in the persona's own voice; add --new")
    if choose is not None:
        wanted = change.take(choose)
    elif edit is not None:
        wanted = change.words(edit)
    elif new:
        wanted = change.new_takes(direct, voice=voice)
    else:
        show_takes(folder, event, as_json)
        return
    point = replace(wanted.point(folder, turn - 1), name=name)
    shown = console.Shown(quiet, as_json, table)
    play_branch(folder, point, shown, turns=turns, hold=hold, desk=desk)


def tree(
    run: Annotated[
        str | None, Argument(metavar="[RUN]", help="Only the family of this run.")
    ] = None,
    score: Annotated[
        str, option("--score", "ID", "The score to show of each leaf.")
    ] = "convergence",
    runs: o.Runs = o.RUNS,
    as_json: o.AsJson = False,
) -> None:
    """Draw the families of runs, with the score of each leaf.

    A branch stands under the run that it left, with the turn and the one thing that is different.
    A RUN shows its family alone.

    \b
    Example: commons tree
    Example: commons tree --score mutual-convergence
    """
    from smile_commons.cli.tree import tree

    tree(run=run, score=score, runs=runs, as_json=as_json)


def diff(
    a: Annotated[
        str, Argument(metavar="A", help="A run's id, name or folder.", autocompletion=complete.run)
    ],
    b: Annotated[
        str, Argument(metavar="B", help="Another of its family.", autocompletion=complete.run)
    ],
    repeat: Annotated[
        int | None, option("--repeat", "N", "Play both ways N times, and compare.", min=1, max=1000)
    ] = None,
    runs: o.Runs = o.RUNS,
    as_json: o.AsJson = False,
) -> None:
    """Show where two runs part, and what the change did.

    What both said stands in one line, what they said since stands side by side; then where it left
    everybody, by private ballots or else by what was said. --repeat plays both ways again from
    where they part, pairs with the same new seed, and compares them in pairs; pairs that are
    there already are not played again.

    \b
    Example: commons diff RUN "Ezra refuses"
    Example: commons diff 3f9a02c1 77e0b1d4 --repeat 5
    """
    from smile_commons.cli.diff_shown import show_diff
    from smile_commons.runs.folder import RunFolder

    one, other = RunFolder.open(a, runs), RunFolder.open(b, runs)
    show_diff(one, other, repeat or 0, as_json=as_json)

"""What can be typed of studies: ``commons study plan``, ``register``, ``run`` and so on."""

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from smile_commons.cli import options as o

Place = Annotated[
    Path, Argument(metavar="STUDY", help="A study.yaml, or the folder that holds it.")
]
Backend = Annotated[
    str,
    Option(
        "--backend",
        metavar="WHERE",
        help="local (this process), process:N, ray[:ADDRESS] or dask[:ADDRESS].",
    ),
]

study = typer.Typer(
    name="study",
    help="""Many forums as one study, from the plan to the bundle.

    \b
    Example: commons study plan studies/memory
    Example: commons study run studies/memory
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@study.command("plan")
def plan(
    path: Place = Path(),
    cells: Annotated[bool, Option("--cells", help="List every cell.")] = False,
    pilot: Annotated[
        Path | None,
        Option("--pilot", metavar="DIR", help="A study, or runs, whose pairs tell the spread."),
    ] = None,
    as_json: o.AsJson = False,
) -> None:
    """Check a study, and tell what it would play and can find; nothing is asked of a model.

    How many blocks an effect of `analysis: sesoi:` needs is told from the pairs of a pilot, or from
    `analysis: sd:`.

    \b
    Example: commons study plan studies/memory
    Example: commons study plan studies/memory --pilot studies/pilot
    """
    from smile_commons.cli.study_shown import show_plan

    show_plan(path, cells=cells, pilot=pilot, as_json=as_json)


@study.command("register")
def register(
    path: Place = Path(),
    because: Annotated[
        str, Option("--because", metavar="TEXT", help="Why it is amended, if it is registered.")
    ] = "",
) -> None:
    """Freeze what is planned before it is run.

    Writes registration/: the design, all cells, the dictionary of the data, digests of dialogues,
    cards, prompts, scores and models, sums of all of it, and registration.md, which has the
    headings of AsPredicted and of the OSF filled in. `analyse` tells every deviation from it.

    \b
    Example: commons study register studies/memory
    Example: commons study register studies/memory --because "one seed was left out by mistake"
    """
    from smile_commons.cli.study_results import register_study

    register_study(path, because=because)


@study.command("run")
def run(
    path: Place = Path(),
    backend: Backend = "local",
    at_once: Annotated[
        int | None,
        Option("--at-once", metavar="N", min=1, max=10_000, help="Cells at once."),
    ] = None,
    quiet: o.Quiet = False,
    as_json: o.AsJson = False,
) -> None:
    """Play every cell that is not done; what is done is never played again.

    It can be stopped and killed at any moment: the same command goes on. Cells that failed are
    tried again.

    \b
    Example: commons study run studies/memory
    Example: commons study run studies/memory --backend process:4
    """
    from smile_commons.cli.study_running import run_study

    run_study(path, backend=backend, at_once=at_once, quiet=quiet, as_json=as_json)


@study.command("status")
def status(
    path: Place = Path(),
    failed: Annotated[
        bool, Option("--failed", help="List the cells that failed, and why.")
    ] = False,
    as_json: o.AsJson = False,
) -> None:
    """Tell how far a study is, whoever runs it.

    \b
    Example: commons study status studies/memory
    Example: commons study status studies/memory --failed
    """
    from smile_commons.cli.study_shown import show_status

    show_status(path, failed=failed, as_json=as_json)


@study.command("analyse")
def analyse(path: Place = Path(), as_json: o.AsJson = False) -> None:
    """Compare the outcomes as the design says, deviations at the head.

    Writes tables/ (with schema.json and DATADICT.md), analysis.json and deviations.json.

    \b
    Example: commons study analyse studies/memory
    """
    from smile_commons.cli.study_results import analyse_study

    analyse_study(path, as_json=as_json)


@study.command("report")
def report(
    path: Place = Path(),
    out: Annotated[
        Path | None, Option("--out", metavar="FILE", help="Where to; else report.html beside it.")
    ] = None,
    people: Annotated[
        list[Path] | None,
        Option("--people", metavar="PATH", help="Debates of people, as bands; may be repeated."),
    ] = None,
) -> None:
    """Write the report of a study as one HTML file, and analyse it first.

    Debates of people are ballots as CSV, or transcripts that were scored or labelled; those that
    the design names under `people` are taken as well.

    \b
    Example: commons study report studies/memory
    Example: commons study report studies/memory --people ballots.csv
    """
    from smile_commons.cli.study_results import report_study

    report_study(path, out=out, people=people or [])


@study.command("bundle")
def bundle(
    path: Place = Path(),
    out: Annotated[
        Path | None, Option("--out", metavar="FILE", help="Where to; else bundle.zip beside it.")
    ] = None,
    check: Annotated[
        bool, Option("--check", help="Check the sums of a bundle: STUDY is the .zip.")
    ] = False,
) -> None:
    """Pack a study for others to cite and check: an RO-Crate with sums of all that is in it.

    \b
    Example: commons study bundle studies/memory
    Example: commons study bundle studies/memory/bundle.zip --check
    """
    from smile_commons.cli.study_results import bundle_study

    bundle_study(path, out=out, check=check)


@study.command("battery")
def battery(
    path: Annotated[
        Path,
        Argument(metavar="RUNS", help="A study, a run, or a folder of runs; not for --planted."),
    ] = Path(),
    task: Annotated[
        list[str] | None,
        Option("--task", metavar="METRIC", help="One metric; may be repeated. Else all eight."),
    ] = None,
    persona: Annotated[
        list[str] | None,
        Option("--persona", metavar="PERSONA", help="One persona; may be repeated."),
    ] = None,
    most: Annotated[
        int | None,
        Option("-n", metavar="N", min=1, help="Lines, pairs, questions, times or items at most."),
    ] = None,
    probes: Annotated[
        Path | None, Option("--probes", metavar="FILE", help="Probes of your own, as YAML.")
    ] = None,
    planted: Annotated[
        bool, Option("--planted", help="Check the judge by lines whose truth is known instead.")
    ] = False,
    people: Annotated[
        Path | None,
        Option("--people", metavar="FILE", help="With --planted: labels by people, the ceiling."),
    ] = None,
    sheet: Annotated[
        Path | None,
        Option("--sheet", metavar="FILE", help="Write the planted items for people to label."),
    ] = None,
    out: Annotated[
        Path | None,
        Option("--out", metavar="DIR", help="Keep tables and replies; go on from them."),
    ] = None,
    model: o.Model = None,
    judge: o.Judge = None,
    base_url: o.BaseUrl = None,
    world: o.World = None,
    as_json: o.AsJson = False,
) -> None:
    """Measure personas by metrics of the literature, each as its source defines it, beside ours.

    Lines are those of runs; questions are put to the personas anew, by the model that speaks for
    them. docs/batteries.md tells what each metric asks, and how far the default judge can tell it.

    \b
    Example: commons study battery runs/RUN --task prompt-to-line:full-card
    Example: commons study battery --planted --judge gpt-5-mini --out battery
    """
    from smile_commons.cli.study_battery import Battery, run_battery, write_sheet

    if sheet is not None:
        write_sheet(sheet, tuple(task or ()), most)
        return
    asked = Battery(tuple(task or ()), tuple(persona or ()), most, probes, people, out)
    run_battery(None if planted else path, asked, model, judge, base_url, world, as_json=as_json)

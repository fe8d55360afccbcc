"""What can be typed of studies: ``commons study plan|run|status``."""

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
    help="""Many forums as one study: planned, registered, run, analysed, bundled.

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
    as_json: o.AsJson = False,
) -> None:
    """Check a study, and tell what it would play; nothing is asked of a model.

    \b
    Example: commons study plan studies/memory
    Example: commons study plan studies/memory --cells
    """
    from smile_commons.cli.study_shown import show_plan

    show_plan(path, cells=cells, as_json=as_json)


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

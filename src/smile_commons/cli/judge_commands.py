"""What can be typed of the judge: ``commons judge check``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from smile_commons.cli import options as o
from smile_commons.cli.options import option

TASKS = ("stance", "agreement", "contradiction", "red-line", "attribution")
"""What a judge is asked, besides what plug-ins bring (``scoring.judge.task`` has them)."""


class Part(StrEnum):
    """Which items of the shipped set."""

    REPORT = "report"
    DEVELOPMENT = "development"
    ALL = "all"


judge = typer.Typer(
    name="judge",
    help="""How reliable the judge is.

    \b
    Example: commons judge check
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@judge.command("check")
def judge_check(
    data: Annotated[
        Path | None, option("--data", "FILE", "Labelled lines of yours: JSONL, CSV or TSV.")
    ] = None,
    task: Annotated[
        str | None,
        option(
            "--task",
            "TASK",
            f"Only this task; what the rows of FILE are: {', '.join(TASKS)}, or a plug-in's.",
            autocompletion=lambda: TASKS,
        ),
    ] = None,
    items: Annotated[
        int | None, option("--items", "N", "N of each task, always the same ones.", min=8)
    ] = None,
    part: Annotated[
        Part, Option("--part", help="Of the shipped set; figures come from `report`.")
    ] = Part.REPORT,
    model: Annotated[
        str | None, option("--model", "MODEL", "The judge; else the one of the settings.")
    ] = None,
    base_url: o.BaseUrl = None,
    world: o.World = None,
    out: Annotated[Path | None, option("--out", "FILE", "Also write the figures there.")] = None,
    as_json: o.AsJson = False,
) -> None:
    """Measure the judge on lines that people labelled, use by use: side, silence and others.

    A use in which it is not clear of two naive baselines, topic by topic, is withheld from scores,
    with that reason. What is measured on the whole of the shipped set's report half is kept for
    this model and these prompts; for the model on this machine it ships with the program. Rows of
    --data have a text, what it is to be set against, and a label, under any of their usual names.

    \b
    Example: commons judge check
    Example: commons judge check --data stances.csv --task stance --items 200
    """
    from contextlib import closing

    from smile_commons.api.engine import with_engine
    from smile_commons.api.judge_check import check_judge
    from smile_commons.cli.judge import show_checked
    from smile_commons.cli.judge_progress import Judging
    from smile_commons.models.settings import load_settings

    settings = load_settings({"judge": model, "base_url": base_url}, world=world)
    with closing(Judging(silent=as_json)) as shown:
        came = with_engine(
            settings,
            lambda engine: check_judge(
                engine, data=data, task=task, items=items, part=part.value, progress=shown.told
            ),
        )
    show_checked(came, out, as_json=as_json)

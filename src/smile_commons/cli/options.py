"""The options that several commands share, said once."""

from pathlib import Path
from typing import Annotated

import typer

from smile_commons.cli import complete, templates

RUNS = Path("runs")


FORMATS = ("md", "fountain", "pdf", "fdx", "html", "docx", "epub", "twee", "csv", "jsonl")
"""What a run can be written out as, besides what plug-ins bring (``exports.formats`` has them)."""


def _formats(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


Format = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}, or a plug-in's.",
        autocompletion=_formats,
    ),
]
Run = Annotated[
    str,
    typer.Argument(
        metavar="RUN",
        help="A run's id or its last part, its name, its folder, or `last`.",
        autocompletion=complete.run,
    ),
]
Persona = Annotated[
    str,
    typer.Argument(metavar="PERSONA", help="The id of a persona.", autocompletion=complete.persona),
]
Runs = Annotated[Path, typer.Option("--runs", metavar="DIR", help="Where runs are kept.")]
World = Annotated[
    Path | None,
    typer.Option(
        "--world", metavar="DIR", help="The world: this folder if it is one, or the shipped one."
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="local (the default), a .gguf file, a plug-in's, or what the endpoint knows.",
    ),
]
Judge = Annotated[
    str | None,
    typer.Option("--judge", metavar="MODEL", help="The model that judges; else the speakers'."),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="An endpoint; else OPENAI_BASE_URL."),
]
Template = Annotated[
    str | None,
    typer.Option(
        "--template",
        metavar="NAME",
        help="Options that were saved by name; what is typed wins.",
        callback=templates.use,
        is_eager=True,
        autocompletion=complete.template,
    ),
]
Save = Annotated[
    str | None,
    typer.Option("--save", metavar="NAME", help="Save these options by name, and do no more."),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="For sampling and drawing.")]
Turns = Annotated[
    int | None,
    typer.Option(
        "--turns",
        metavar="N",
        min=1,
        max=100_000,
        help="N speeches in all; more than usual lengthen the last free act.",
    ),
]
MaxTokens = Annotated[
    int | None,
    typer.Option(
        "--max-tokens",
        metavar="N",
        min=0,
        help="Stop before more are read and written in all; 0 is no cap.",
    ),
]
MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", metavar="X", min=0, help="Stop before it costs more; 0 is no cap."),
]
Policy = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="HOW",
        help="Who speaks next: moderator, natural, round-robin, list[:NAMES], manual, a plug-in's.",
    ),
]
Desk = Annotated[
    bool, typer.Option("--desk", help="Direct it yourself: a prompt between speeches.")
]
Table = Annotated[bool, typer.Option("--table", help="Print every score, not what they come to.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the result alone.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
ArticlesOf = Annotated[
    Path | None,
    typer.Option("--dialogue", metavar="FILE", help="Takes the articles of that file."),
]
Conversation = Annotated[
    str | None, typer.Option("--conversation", metavar="ID", help="One of several in a file.")
]
SpeakerField = Annotated[
    str | None,
    typer.Option(
        "--speaker-field",
        metavar="PATH",
        help="Where a JSON (author.name) or a table (a column) says who speaks.",
    ),
]
TextField = Annotated[
    str | None,
    typer.Option("--text-field", metavar="PATH", help="The same for what is said."),
]
TimeField = Annotated[
    str | None,
    typer.Option("--time-field", metavar="PATH", help="The same for when; speeches go by it."),
]


def names(text: str | None) -> tuple[str, ...]:
    """Names that were typed with commas between them."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())

"""The options that several commands share, said once."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from smile_commons.cli import complete, templates

RUNS = Path("runs")


FORMATS = ("md", "fountain", "pdf", "fdx", "html", "docx", "epub", "twee", "csv", "jsonl")
"""What a run can be written out as, besides what plug-ins bring (``exports.formats`` has them)."""

Format = Annotated[
    str,
    Option(
        "--to",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}, or a plug-in's.",
        autocompletion=lambda: FORMATS,
    ),
]
Run = Annotated[
    str,
    Argument(
        metavar="RUN",
        help="A run's id or its last part, its name, its folder, or `last`.",
        autocompletion=complete.run,
    ),
]
Persona = Annotated[
    str, Argument(metavar="PERSONA", help="The id of a persona.", autocompletion=complete.persona)
]
Runs = Annotated[
    Path, Option("--runs", metavar="DIR", envvar="COMMONS_RUNS", help="Where runs are kept.")
]
World = Annotated[
    Path | None,
    Option(
        "--world", metavar="DIR", help="The world: this folder if it is one, or the shipped one."
    ),
]
Model = Annotated[
    str | None,
    Option(
        "--model",
        metavar="MODEL",
        help="local (the default), a .gguf file, a plug-in's, or what the endpoint knows.",
    ),
]
Judge = Annotated[
    str | None,
    Option("--judge", metavar="MODEL", help="The model that judges; else the speakers'."),
]
BaseUrl = Annotated[
    str | None, Option("--base-url", metavar="URL", help="An endpoint; else OPENAI_BASE_URL.")
]
Template = Annotated[
    str | None,
    Option(
        "--template",
        metavar="NAME",
        help="Options that were saved by name; what is typed wins.",
        callback=templates.use,
        is_eager=True,
        autocompletion=complete.template,
    ),
]
Save = Annotated[
    str | None, Option("--save", metavar="NAME", help="Save these options by name, and do no more.")
]
Seed = Annotated[int | None, Option("--seed", metavar="N", help="For sampling and drawing.")]
Turns = Annotated[
    int | None,
    Option(
        "--turns",
        metavar="N",
        min=1,
        max=100_000,
        help="N speeches in all; more than usual lengthen the last free act.",
    ),
]
MaxTokens = Annotated[
    int | None,
    Option(
        "--max-tokens",
        metavar="N",
        min=0,
        help="Stop before more are read and written in all; 0 is no cap.",
    ),
]
MaxCost = Annotated[
    float | None,
    Option("--max-cost", metavar="X", min=0, help="Stop before it costs more; 0 is no cap."),
]
Policy = Annotated[
    str | None,
    Option(
        "--policy",
        metavar="HOW",
        help="Who speaks next: moderator, natural, round-robin, list[:NAMES], manual, a plug-in's.",
    ),
]
Desk = Annotated[bool, Option("--desk", help="Direct it yourself: a prompt between speeches.")]
Table = Annotated[bool, Option("--table", help="Print every score, not what they come to.")]
Quiet = Annotated[bool, Option("--quiet", "-q", help="Print the result alone.")]
AsJson = Annotated[bool, Option("--json", help="One JSON object on standard output.")]
ArticlesOf = Annotated[
    Path | None, Option("--dialogue", metavar="FILE", help="Takes the articles of that file.")
]
Conversation = Annotated[
    str | None, Option("--conversation", metavar="ID", help="One of several in a file.")
]
SpeakerField = Annotated[
    str | None,
    Option(
        "--speaker-field",
        metavar="PATH",
        help="Where a JSON (author.name) or a table (a column) says who speaks.",
    ),
]
TextField = Annotated[
    str | None, Option("--text-field", metavar="PATH", help="The same for what is said.")
]
TimeField = Annotated[
    str | None, Option("--time-field", metavar="PATH", help="The same for when; speeches go by it.")
]


def names(text: str | None) -> tuple[str, ...]:
    """Names that were typed with commas between them."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())

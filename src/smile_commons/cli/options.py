"""The options that several commands share, said once."""

from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from smile_commons.cli import complete, templates

RUNS = Path("runs")


def option(flag: str, value: str, help: str, **more: Any) -> Any:
    """An option that takes a value.

    Args:
        flag: as it is typed.
        value: what stands for its value in the help.
        help: what it does.
        more: as ``typer.Option`` has it.
    """
    return Option(flag, metavar=value, help=help, **more)


FORMATS = ("md", "fountain", "pdf", "fdx", "html", "docx", "epub", "twee", "csv", "jsonl")
"""What a run can be written out as, besides what plug-ins bring (``exports.formats`` has them)."""

Format = Annotated[
    str,
    option(
        "--to", "FORMAT", f"{', '.join(FORMATS)}, or a plug-in's.", autocompletion=lambda: FORMATS
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
Runs = Annotated[Path, option("--runs", "DIR", "Where runs are kept.", envvar="COMMONS_RUNS")]
World = Annotated[
    Path | None,
    option("--world", "DIR", "The world: this folder if it is one, or the shipped one."),
]
Model = Annotated[
    str | None,
    option(
        "--model",
        "MODEL",
        "local (the default), a .gguf file, a plug-in's, or what the endpoint knows.",
    ),
]
Judge = Annotated[
    str | None, option("--judge", "MODEL", "The model that judges; else the speakers'.")
]
BaseUrl = Annotated[str | None, option("--base-url", "URL", "An endpoint; else OPENAI_BASE_URL.")]
Template = Annotated[
    str | None,
    option(
        "--template",
        "NAME",
        "Options that were saved by name; what is typed wins.",
        callback=templates.use,
        is_eager=True,
        autocompletion=complete.template,
    ),
]
Save = Annotated[
    str | None, option("--save", "NAME", "Save these options by name, and do no more.")
]
Seed = Annotated[int | None, option("--seed", "N", "For sampling and drawing.")]
Turns = Annotated[
    int | None,
    option(
        "--turns",
        "N",
        "N speeches in all; more than usual lengthen the last free act.",
        min=1,
        max=100_000,
    ),
]
MaxTokens = Annotated[
    int | None,
    option(
        "--max-tokens", "N", "Stop before more are read and written in all; 0 is no cap.", min=0
    ),
]
MaxCost = Annotated[
    float | None, option("--max-cost", "X", "Stop before it costs more; 0 is no cap.", min=0)
]
Policy = Annotated[
    str | None,
    option(
        "--policy",
        "HOW",
        "Who speaks next: moderator, natural, round-robin, list[:NAMES], manual, a plug-in's.",
    ),
]
Desk = Annotated[bool, Option("--desk", help="Direct it yourself: a prompt between speeches.")]
Table = Annotated[bool, Option("--table", help="Print every score, not what they come to.")]
Quiet = Annotated[bool, Option("--quiet", "-q", help="Print the result alone.")]
AsJson = Annotated[bool, Option("--json", help="One JSON object on standard output.")]
ArticlesOf = Annotated[
    Path | None, option("--dialogue", "FILE", "Takes the articles of that file.")
]
Conversation = Annotated[str | None, option("--conversation", "ID", "One of several in a file.")]
SpeakerField = Annotated[
    str | None,
    option(
        "--speaker-field",
        "PATH",
        "Where a JSON (author.name) or a table (a column) says who speaks.",
    ),
]
TextField = Annotated[str | None, option("--text-field", "PATH", "The same for what is said.")]
TimeField = Annotated[
    str | None, option("--time-field", "PATH", "The same for when; speeches go by it.")
]


def names(text: str | None) -> tuple[str, ...]:
    """Names that were typed with commas between them."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())

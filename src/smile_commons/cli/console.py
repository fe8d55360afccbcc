"""What the commands print with: clean text, colour only where it is wanted, the right stream."""

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import typer

from smile_commons.errors import CommonsError, InputError, StoppedError
from smile_commons.exports.clean import clean as clean
from smile_commons.exports.clean import escape_json

_TYPED = {"placebo": "sham"}
"""Parameters that are typed by another name."""
_PARAMETER = re.compile(
    r"`(act|acts|article|as|ballots|base_url|controls|craft|cue|data|dialogue|embeddings|font|force"
    r"|importance|interview|judge|max_cost|max_tokens|mode|model|negation|placebo|plan|policy|seat|speaker_field"
    r"|takes|task|text_field|time_field|turns|world)`"
)
"""What the library calls by a parameter's name and a reader of the terminal types as a flag."""
_WIDEST = 88
"""Speeches are not set wider than this, however wide the terminal."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How much is printed."""

    quiet: bool = False
    as_json: bool = False
    table: bool = False
    """Every score rather than what they come to."""

    @property
    def silent(self) -> bool:
        """Whether nothing is told besides the result."""
        return self.quiet or self.as_json


def prepare() -> None:
    """Lets streams that cannot hold a character print a stand-in instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def close() -> None:
    """Nobody reads any more: what is still in the buffer goes nowhere, quietly."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def say(text: str = "", *, end: str = "\n") -> None:
    """Prints the result, on standard output."""
    typer.echo(f"{clean(text)}{end}", nl=False)


def paragraph(text: str, indent: str = "") -> None:
    """Prints the result, set to the terminal's width."""
    say(wrap(text, indent))


def write(text: str) -> None:
    """Puts out a file's text, on standard output, as it is."""
    typer.echo(text, nl=False)


def write_bytes(content: bytes, what: str) -> None:
    """Puts out a file that is no text.

    Raises:
        InputError: a terminal would get it; nothing is written.
    """
    if sys.stdout.isatty():
        said = f"{what} is not text and would garble the terminal; `--out FILE` writes it"
        raise InputError(said)
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """Prints progress or prose beside the result, on standard error."""
    typer.echo(clean(text), err=True)


def complain(error: CommonsError) -> None:
    """Prints an error that is meant for the user; that they stopped it is none."""
    if isinstance(error, StoppedError):
        note(as_typed(str(error)))
        return
    told = clean(as_typed(str(error)))
    typer.echo(f"{_styled('error:', sys.stderr, fg='red')} {told}", err=True)


def as_typed(text: str) -> str:
    """The text with parameters named as they are typed: `max_cost` is --max-cost."""
    return _PARAMETER.sub(
        lambda found: f"--{_TYPED.get(found[1], found[1]).replace('_', '-')}", text
    )


def emit(value: Any) -> None:
    """Prints one JSON object; the only thing on standard output under ``--json``."""
    typer.echo(escape_json(json.dumps(value, ensure_ascii=False, indent=2, default=str)))


def cue(name: str, aside: str = "") -> None:
    """Prints who speaks, and what stands in brackets beside the cue."""
    beside = f" {clean(aside)}" if aside else ""
    typer.echo(f"{_styled(clean(name).upper(), sys.stdout, bold=True)}{beside}")


def marked(text: str, beginnings: Sequence[str]) -> None:
    """Prints the result with words that begin so in bold, where colour is wanted."""
    text = clean(text)
    if beginnings:
        words = "|".join(re.escape(one) for one in beginnings)
        text = re.sub(
            rf"\b(?:{words})\w*",
            lambda found: _styled(found[0], sys.stdout, bold=True),
            text,
            flags=re.IGNORECASE,
        )
    typer.echo(text)


def wrap(text: str, indent: str = "") -> str:
    """The text set to the terminal's width; its own line breaks stay."""
    lines = [set_ for line in clean(text).split("\n") for set_ in _set(line, width(indent))]
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def width(indent: str = "") -> int:
    """How many columns a line may take beside its indent."""
    return max(20, min(shutil.get_terminal_size().columns, _WIDEST) - len(indent))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns set apart by two spaces; numbers stand to the right."""
    cells = [[clean(cell).replace("\n", " ") for cell in row] for row in (head, *rows)]
    widths = [max(columns(row[place]) for row in cells) for place in range(len(head))]
    right = [all(_is_number(row[place]) for row in cells[1:]) for place in range(len(head))]
    return "\n".join("  ".join(map(_padded, row, widths, right)).rstrip() for row in cells)


def counted(number: int, name: str) -> str:
    """So many of something: ``1 memory``, ``2 memories``, ``3 speeches``."""
    if number == 1:
        return f"1 {name}"
    ending = "ies" if name.endswith("y") else "es" if name.endswith("ch") else "s"
    return f"{number} {name.removesuffix('y')}{ending}"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    from rich.cells import cell_len

    return cell_len(text)


def _set(line: str, limit: int) -> Iterator[str]:
    words, taken = list[str](), 0
    for word in line.split():
        if words and taken + columns(word) > limit:
            yield " ".join(words)
            words, taken = [], 0
        words.append(word)
        taken += columns(word) + 1
    yield " ".join(words)


def _padded(cell: str, size: int, right: bool) -> str:
    gap = " " * (size - columns(cell))
    return gap + cell if right else cell + gap


def _is_number(cell: str) -> bool:
    return bool(cell) and cell.lstrip("+-").replace(".", "", 1).isdigit()


def _styled(text: str, stream: Any, **style: Any) -> str:
    wanted = stream.isatty() and not os.environ.get("NO_COLOR")
    return typer.style(text, **style) if wanted else text

"""A paper as a list of plain blocks, which pages and PDFs are made of."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the paper's title."""

    text: str
    level: Literal[1, 2, 3] = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    kind: Literal["plain", "lead", "hint"] = "plain"


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its first column names the rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """A sentence with boxes to put a cross in, and a line to write on."""

    sentence: str
    labels: tuple[str, ...]
    write: str = ""
    """What stands before the line; empty: there is none."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A line to cut along."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a page."""


Block = Heading | Text | Points | Table | Choices | Cut | NewPage


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper."""

    title: str
    language: str
    blocks: tuple[Block, ...]

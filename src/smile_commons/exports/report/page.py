"""What a report is made of: sections with plots and tables, as plain data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

Interval = tuple[float, float]

UNSCORED = "unscored"
_BESIDE = 76
"""Letters of a row that fit beside a plot."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    href: str = ""
    """Where in the page it leads (``#def-agreement``)."""


Row = Sequence[str | Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Row]
    note: str = ""
    """What stands under it: what was left out, and where the rest is."""
    wordy: bool = False
    """Whether its cells hold sentences."""

    @property
    def wide(self) -> bool:
        """Whether it is too wide to stand beside a plot."""
        columns = zip(*([*self.head], *(map(text_of, row) for row in self.rows)), strict=True)
        return sum(max(map(len, column)) + 3 for column in columns) > _BESIDE

    def filled(self) -> "Table":
        """The same without columns that hold nothing."""
        kept = [
            place
            for place in range(len(self.head))
            if any(text_of(row[place]) for row in self.rows)
        ]
        rows = [[row[place] for place in kept] for row in self.rows]
        return replace(self, head=[self.head[place] for place in kept], rows=rows)

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers alone."""
        columns = [[text_of(row[place]) for row in self.rows] for place in range(len(self.head))]
        return [
            any(map(_is_number, column))
            and all(cell in ("", UNSCORED) or _is_number(cell) for cell in column)
            for column in columns
        ]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot, what it shows in words, and the same as a table."""

    draw: Callable[[], str]
    """Gives the ``svg`` element; called when a page is made."""
    caption: str
    table: Table


@dataclass(frozen=True, slots=True)
class Section:
    """One subject of the report."""

    id: str
    title: str
    words: Sequence[str] = ()
    """Paragraphs."""
    definitions: Sequence[str] = ()
    """Ids of the scores that it shows."""
    plots: Sequence[Plot] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One of the scores that stand at the head."""

    id: str
    title: str
    value: str
    interval: str
    verdict: str
    """``shown``, ``not shown``, or why neither can be said."""
    kind: str
    """``shown``, ``not-shown`` or ``open``, for its looks."""
    control: str = ""
    """The control's name and value."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above everything else."""

    title: str
    facts: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    """What a reader must know before any number."""
    findings: Sequence[Finding] = field(default_factory=tuple[Finding, ...])


def text_of(cell: str | Cell) -> str:
    """The words of a cell."""
    return cell if isinstance(cell, str) else cell.text


def left_out(count: int, where: str) -> str:
    """The note under a table that does not hold everything; nothing where it does."""
    return f"{count} {where}" if count > 0 else ""


def number(value: float | None, *, signed: bool = True) -> str:
    """A figure as the report writes it: two decimals; nothing where there is none."""
    if value is None:
        return ""
    rounded = round(value, 2) + 0.0  # no -0.00
    return f"{rounded:+.2f}" if signed else f"{rounded:.2f}"


def span(interval: Interval | None, *, signed: bool = True) -> str:
    """An interval as the report writes it."""
    if interval is None:
        return ""
    return " to ".join(number(end, signed=signed) for end in interval)


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).replace("%", "", 1).isdigit()

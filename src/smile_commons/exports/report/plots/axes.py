"""What several plots do to their axes."""

from collections.abc import Sequence
from typing import Any

from smile_commons.exports.report.plots import svg

WIDE = 9.0
"""Inches; a page scales it."""
DASHED: Any = (0, (4, 2))
HOLLOW: dict[str, Any] = {"markerfacecolor": svg.PAPER}
_LEGEND = 120
"""Letters that go into a line of that width."""


def whole_turns(axes: Any, last: int) -> None:
    """Turns along the bottom, as whole numbers from 0."""
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(-0.03 * max(last, 1), max(last, 1) * 1.03)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))


def positions_up(axes: Any) -> None:
    """Positions from against to for, with a line at undecided."""
    axes.set_ylim(-1.08, 1.08)
    axes.set_yticks([-1, 0, 1], ["against", "undecided", "for"])
    axes.axhline(0, color=svg.SOFT, linewidth=0.8)
    axes.grid(axis="y")


def mark_acts(axes: Any, acts: Sequence[tuple[str, int]]) -> None:
    """A thin line where each act but the first begins."""
    for _, turn in acts[1:]:
        axes.axvline(turn - 0.5, color=svg.SOFT, linewidth=0.8, linestyle=(0, (1, 3)))


def list_down(axes: Any, labels: Sequence[str], **look: Any) -> None:
    """A label for each row, from the top down."""
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_yticks(range(len(labels)), labels, **look)
    axes.tick_params(axis="y", length=0)


def panels_for(figure: Any, rows: int, columns: int, count: int, **how: Any) -> Any:
    """So many panels in a grid; what is left of it is not seen."""
    grid = figure.subplots(rows, columns, squeeze=False, **how)
    for axes in grid.flat[count:]:
        axes.set_visible(False)
    return grid


def in_grid(count: int, columns: int) -> tuple[int, int]:
    """Rows and columns of panels for so many of them."""
    columns = min(count, columns)
    return -(-count // columns), columns


def entry(label: str, **look: Any) -> Any:
    """One entry of a legend."""
    from matplotlib.lines import Line2D

    return Line2D([], [], label=svg.plain(label, 60), **look)


def entries_of(names: Sequence[str], **look: Any) -> list[Any]:
    """An entry for each persona, with its colour and its mark."""
    return [
        entry(svg.plain(name, 24), color=svg.colour(place), marker=svg.marker(place), **look)
        for place, name in enumerate(names)
    ]


def legend(figure: Any, entries: Sequence[Any]) -> None:
    """A legend under the panels, in as many columns as its words leave room for."""
    longest = max(len(one.get_label()) for one in entries)
    columns = max(1, min(6, len(entries), _LEGEND // (longest + 6)))
    figure.legend(handles=list(entries), loc="outside lower center", ncols=columns)

"""Figures with their intervals, one a row: scores beside their controls, differences around 0."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import HOLLOW, WIDE, entry, legend, list_down
from smile_commons.scoring.results import Interval

_DOT: dict[str, Any] = {"color": svg.colour(0), "marker": "o", "markersize": 7}
_CONTROL: dict[str, Any] = {"color": svg.colour(1), "marker": "D", "linestyle": "", **HOLLOW}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a value, how sure it is, and its control."""

    label: str
    value: float
    interval: Interval | None = None
    clear: bool | None = False
    """Of a score: whether it is clear of its controls; of a difference: with its family in mind."""
    control: float | None = None


Groups = Sequence[tuple[str, Sequence[Row]]]
"""Rows with a caption over them."""


def forest(name: str, title: str, words: str, groups: Groups) -> str:
    """A panel a group of scores that share a scale; full marks stand clear of their controls."""
    groups = [(caption, rows) for caption, rows in groups if rows]
    count = sum(len(rows) for _, rows in groups)
    with svg.sheet(WIDE, 0.9 + 0.36 * count + 0.55 * len(groups)) as figure:
        for axes, rows in _panels(figure, groups, 40):
            _draw(axes, rows)
            low, high = _limits(rows)
            axes.set_xlim(low, high)
            if low < 0 < high:
                axes.axvline(0, color=svg.SOFT, linewidth=0.8)
        legend(figure, [
            entry("value, 95 % interval: clear of its control", **_DOT),
            entry("not clear of it, or no control", **_DOT, **HOLLOW),
            entry("control", **_CONTROL),
        ])  # fmt: skip
        return svg.to_svg(figure, name, title, words)


def contrasts(
    name: str, title: str, words: str, groups: Groups, margin: float | None = None
) -> str:
    """Differences between levels around 0, a panel a family, on one scale.

    Args:
        name, title, words: as ``to_svg`` has them.
        groups: the families.
        margin: the smallest effect of interest.
    """
    groups = [(caption, rows) for caption, rows in groups if rows]
    every = [row for _, rows in groups for row in rows]
    ends = [end for row in every for end in (row.value, *(row.interval or ()))]
    most = max([abs(end) for end in ends] + [1.25 * (margin or 0.0), 0.05])
    with svg.sheet(WIDE, 1.1 + 0.38 * len(every) + 0.55 * len(groups)) as figure:
        for axes, rows in _panels(figure, groups, 48):
            if margin:
                axes.axvspan(-margin, margin, color=svg.FAINT, alpha=0.6, linewidth=0)
            axes.axvline(0, color=svg.SOFT, linewidth=0.9)
            _draw(axes, rows)
            axes.set_xlim(-1.08 * most, 1.08 * most)
        entries = [
            entry("difference with its interval: holds in its family", **_DOT),
            entry("does not hold, or cannot be told", **_DOT, **HOLLOW),
        ]
        if margin:
            entries.append(entry(f"within {margin:g}: too small to matter", color=svg.FAINT,
                                 marker="s", markersize=9, linestyle=""))  # fmt: skip
        legend(figure, entries)
        return svg.to_svg(figure, name, title, words)


def _panels(figure: Any, groups: Groups, longest: int) -> Iterator[tuple[Any, Sequence[Row]]]:
    """A panel a group, with a label for each of its rows from the top down."""
    heights = {"height_ratios": [len(rows) + 0.6 for _, rows in groups]}
    panels = figure.subplots(len(groups), 1, squeeze=False, gridspec_kw=heights)[:, 0]
    for axes, (caption, rows) in zip(panels, groups, strict=True):
        list_down(axes, [svg.plain(row.label, longest) for row in rows])
        axes.set_title(caption)
        axes.grid(axis="x")
        yield axes, rows


def _draw(axes: Any, rows: Sequence[Row]) -> None:
    for y, row in enumerate(rows):
        if row.interval is not None:
            axes.plot(row.interval, [y, y], color=svg.colour(0), linewidth=2)
        if row.control is not None:
            axes.plot([row.control], [y], markersize=6, **_CONTROL)
        axes.plot([row.value], [y], **_DOT, **({} if row.clear else HOLLOW), linestyle="")


def _limits(rows: Sequence[Row]) -> tuple[float, float]:
    """The scale of a panel: from 0 to 1, further where there is something."""
    ends = [end for one in rows for end in (one.value, one.control, *(one.interval or ()))]
    there = [end for end in ends if end is not None]
    low, high = min(there), max(there)
    return (min(-1, low) if low < 0 else 0) - 0.04, max(1, high) + 0.04

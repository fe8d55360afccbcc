"""Differences between levels with their intervals, one a row, around 0."""

from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE, entry, legend
from smile_commons.scoring.results import Interval


@dataclass(frozen=True, slots=True)
class Row:
    """One difference."""

    label: str
    value: float
    interval: Interval | None = None
    clear: bool = False
    """Whether it holds with its family in mind."""


def contrasts(
    name: str,
    title: str,
    words: str,
    groups: Sequence[tuple[str, Sequence[Row]]],
    margin: float | None = None,
) -> str:
    """A panel a family, on one scale; ``margin``: the smallest effect of interest."""
    groups = [(caption, rows) for caption, rows in groups if rows]
    sizes = [len(rows) for _, rows in groups]
    ends = [end for _, rows in groups for row in rows for end in (row.value, *(row.interval or ()))]
    most = max([abs(end) for end in ends] + [1.25 * (margin or 0.0), 0.05])
    with svg.sheet(WIDE, 1.1 + 0.38 * sum(sizes) + 0.55 * len(groups)) as figure:
        panels = figure.subplots(
            len(groups), 1, squeeze=False, gridspec_kw={"height_ratios": [n + 0.6 for n in sizes]}
        )[:, 0]
        for axes, (caption, rows) in zip(panels, groups, strict=True):
            if margin:
                axes.axvspan(-margin, margin, color=svg.FAINT, alpha=0.6, linewidth=0)
            axes.axvline(0, color=svg.SOFT, linewidth=0.9)
            for y, row in enumerate(rows):
                if row.interval is not None:
                    axes.plot(row.interval, [y, y], color=svg.colour(0), linewidth=2)
                face = svg.colour(0) if row.clear else svg.PAPER
                axes.plot([row.value], [y], color=svg.colour(0), marker="o", markersize=7,
                          markerfacecolor=face, linestyle="")  # fmt: skip
            axes.set_ylim(len(rows) - 0.4, -0.6)
            axes.set_yticks(range(len(rows)), [svg.plain(row.label, 48) for row in rows])
            axes.tick_params(axis="y", length=0)
            axes.set_xlim(-1.08 * most, 1.08 * most)
            axes.set_title(caption)
            axes.grid(axis="x")
        mark = {"color": svg.colour(0), "marker": "o", "markersize": 7}
        entries = [
            entry("difference with its interval: holds in its family", **mark),
            entry("does not hold, or cannot be told", **mark, markerfacecolor=svg.PAPER),
        ]
        if margin:
            entries.append(entry(f"within {margin:g}: too small to matter", color=svg.FAINT,
                                 marker="s", markersize=9, linestyle=""))  # fmt: skip
        legend(figure, entries)
        return svg.to_svg(figure, name, title, words)

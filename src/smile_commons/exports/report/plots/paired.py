"""What became of each block at two levels: a line a block, and their means."""

from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE, entry, in_grid, legend, panels_for
from smile_commons.scoring.results import Interval

_FAINT_FROM = 24
"""So many lines and more are drawn thinner."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One outcome at two levels, block by block."""

    title: str
    reference: str
    level: str
    pairs: Sequence[tuple[float, float]]
    band: Interval | None = None
    """Where debates of people lie."""


def paired(name: str, title: str, words: str, panels: Sequence[Panel]) -> str:
    """A panel an outcome and contrast."""
    rows, columns = in_grid(len(panels), 3)
    with svg.sheet(WIDE, 0.7 + 2.9 * rows) as figure:
        grid = panels_for(figure, rows, columns, len(panels))
        for panel, axes in zip(panels, grid.flat, strict=False):
            if panel.band is not None:
                axes.axhspan(*panel.band, color=svg.FAINT, alpha=0.8, linewidth=0)
            thin = 0.9 if len(panel.pairs) >= _FAINT_FROM else 1.3
            for pair in panel.pairs:
                series = 1 if pair[1] < pair[0] else 0
                axes.plot([0, 1], pair, color=svg.colour(series), linewidth=thin, alpha=0.55,
                          marker=svg.marker(series), markersize=3)  # fmt: skip
            means = [sum(side) / len(panel.pairs) for side in zip(*panel.pairs, strict=True)]
            axes.plot([0, 1], means, color=svg.INK, linewidth=3, marker="D", markersize=6)
            axes.set_xlim(-0.25, 1.25)
            axes.set_xticks([0, 1], [svg.plain(panel.reference, 14), svg.plain(panel.level, 14)])
            axes.set_title(svg.plain(panel.title, 30))
            axes.grid(axis="y")
        entries = [
            entry("a block that rose", color=svg.colour(0), marker=svg.marker(0)),
            entry("a block that fell", color=svg.colour(1), marker=svg.marker(1)),
            entry("means", color=svg.INK, marker="D", linewidth=3),
        ]
        if any(panel.band for panel in panels):
            entries.append(entry("where debates of people lie", color=svg.FAINT, marker="s",
                                 markersize=9, linestyle=""))  # fmt: skip
        legend(figure, entries)
        return svg.to_svg(figure, name, title, words)

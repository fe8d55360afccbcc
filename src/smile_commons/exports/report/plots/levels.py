"""Each level of a factor on one outcome with its interval, before the bands in which people lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE, entry, in_grid, legend
from smile_commons.scoring.results import Interval


@dataclass(frozen=True, slots=True)
class Level:
    """The mean of one level."""

    name: str
    value: float
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One outcome at all levels of a factor."""

    title: str
    levels: Sequence[Level]
    band: Interval | None = None
    """Where debates of people lie; None: none is known."""
    middle: float | None = None
    """Their median."""


def levels(name: str, title: str, words: str, panels: Sequence[Panel]) -> str:
    """A panel an outcome and factor."""
    rows, columns = in_grid(len(panels), 2)
    most = max(len(panel.levels) for panel in panels)
    with svg.sheet(WIDE, 0.7 + rows * (1.1 + 0.42 * most)) as figure:
        grid = figure.subplots(rows, columns, squeeze=False)
        for place, axes in enumerate(grid.flat):
            if place >= len(panels):
                axes.set_visible(False)
                continue
            panel = panels[place]
            if panel.band is not None:
                axes.axvspan(*panel.band, color=svg.FAINT, alpha=0.8, linewidth=0)
            if panel.middle is not None:
                axes.axvline(panel.middle, color=svg.SOFT, linewidth=1.2, linestyle=(0, (4, 3)))
            for y, one in enumerate(panel.levels):
                if one.interval is not None:
                    axes.plot(one.interval, [y, y], color=svg.colour(0), linewidth=2)
                axes.plot([one.value], [y], color=svg.colour(0), marker="o", markersize=7,
                          linestyle="")  # fmt: skip
            axes.set_ylim(len(panel.levels) - 0.4, -0.6)
            axes.set_yticks(
                range(len(panel.levels)), [svg.plain(one.name, 22) for one in panel.levels]
            )
            axes.tick_params(axis="y", length=0)
            axes.set_title(svg.plain(panel.title, 40))
            axes.margins(x=0.1)
            axes.grid(axis="x")
        entries = [entry("mean of a level with its interval", color=svg.colour(0), marker="o")]
        if any(panel.band for panel in panels):
            entries += [
                entry("where debates of people lie", color=svg.FAINT, marker="s", markersize=9,
                      linestyle=""),
                entry("their median", color=svg.SOFT, linestyle=(0, (4, 3))),
            ]  # fmt: skip
        legend(figure, entries)
        return svg.to_svg(figure, name, title, words)

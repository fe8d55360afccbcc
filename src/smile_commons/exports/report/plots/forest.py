"""Scores with their intervals beside their controls, one a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE, entry, legend
from smile_commons.scoring.results import Interval


@dataclass(frozen=True, slots=True)
class Level:
    """One row: a value, how sure it is, and its control."""

    label: str
    value: float
    interval: Interval | None = None
    control: float | None = None
    shown: bool | None = None


def forest(name: str, title: str, words: str, groups: Sequence[tuple[str, Sequence[Level]]]) -> str:
    """A panel a group of scores that share a scale; full marks stand clear of their controls."""
    groups = [(caption, levels) for caption, levels in groups if levels]
    sizes = [len(levels) for _, levels in groups]
    with svg.sheet(WIDE, 0.9 + 0.36 * sum(sizes) + 0.55 * len(groups)) as figure:
        panels = figure.subplots(
            len(groups), 1, squeeze=False, gridspec_kw={"height_ratios": [n + 0.6 for n in sizes]}
        )[:, 0]
        for axes, (caption, levels) in zip(panels, groups, strict=True):
            for y, level in enumerate(levels):
                if level.interval is not None:
                    axes.plot(level.interval, [y, y], color=svg.colour(0), linewidth=2)
                if level.control is not None:
                    axes.plot([level.control], [y], color=svg.colour(1), marker="D", markersize=6,
                              markerfacecolor=svg.PAPER, linestyle="")  # fmt: skip
                face = svg.colour(0) if level.shown else svg.PAPER
                axes.plot([level.value], [y], color=svg.colour(0), marker="o", markersize=7,
                          markerfacecolor=face, linestyle="")  # fmt: skip
            axes.set_ylim(len(levels) - 0.4, -0.6)
            axes.set_yticks(range(len(levels)), [svg.plain(one.label, 40) for one in levels])
            axes.tick_params(axis="y", length=0)
            axes.set_title(caption)
            axes.set_xlim(*_limits(levels))
            axes.grid(axis="x")
            if axes.get_xlim()[0] < 0 < axes.get_xlim()[1]:
                axes.axvline(0, color=svg.SOFT, linewidth=0.8)
        legend(figure, _legend())
        return svg.to_svg(figure, name, title, words)


def _limits(levels: Sequence[Level]) -> tuple[float, float]:
    """The scale of a panel: from 0 to 1, further where there is something."""
    ends = [end for one in levels for end in (one.value, one.control, *(one.interval or ()))]
    there = [end for end in ends if end is not None]
    low, high = min(there), max(there)
    return (min(-1, low) if low < 0 else 0) - 0.04, max(1, high) + 0.04


def _legend() -> list[Any]:
    value: dict[str, Any] = {"color": svg.colour(0), "marker": "o", "markersize": 7}
    empty: dict[str, Any] = {"markerfacecolor": svg.PAPER}
    return [
        entry("value, 95 % interval: clear of its control", **value),
        entry("not clear of it, or no control", **value, **empty),
        entry("control", color=svg.colour(1), marker="D", linestyle="", **empty),
    ]

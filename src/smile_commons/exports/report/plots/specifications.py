"""A specification curve: estimates from low to high, and what was chosen for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE, entry, legend, list_down
from smile_commons.scoring.results import Interval


@dataclass(frozen=True, slots=True)
class Point:
    """One specification."""

    value: float
    interval: Interval | None
    choices: Mapping[str, str]
    registered: bool


def specifications(name: str, title: str, words: str, points: Sequence[Point]) -> str:
    """Estimates above, a mark for each choice below."""
    rows = list(dict.fromkeys((key, value) for one in points for key, value in one.choices.items()))
    order = list(dict.fromkeys(key for key, _ in rows))
    rows.sort(key=lambda row: order.index(row[0]))
    with svg.sheet(WIDE, 2.9 + 0.24 * len(rows)) as figure:
        upper, lower = figure.subplots(
            2, 1, sharex=True, gridspec_kw={"height_ratios": [2.4, 0.24 * len(rows) + 0.1]}
        )
        upper.axhline(0, color=svg.SOFT, linewidth=0.9)
        for x, one in enumerate(points):
            shade = svg.colour(1 if one.registered else 0)
            if one.interval is not None:
                upper.plot([x, x], one.interval, color=shade, linewidth=1.6, alpha=0.7)
            upper.plot([x], [one.value], color=shade, linestyle="",
                       marker="D" if one.registered else "o",
                       markersize=7 if one.registered else 5)  # fmt: skip
            for y, (key, value) in enumerate(rows):
                if one.choices.get(key) == value:
                    lower.plot([x], [y], color=shade, marker="s", markersize=5, linestyle="")
        upper.set_ylabel("difference")
        upper.grid(axis="y")
        upper.tick_params(axis="x", length=0, labelbottom=False)
        list_down(lower, [f"{key}: {value}" for key, value in rows], fontsize=9)
        lower.set_xticks([])
        legend(figure, [
            entry("as registered", color=svg.colour(1), marker="D", linestyle=""),
            entry("otherwise", color=svg.colour(0), marker="o", linestyle=""),
        ])  # fmt: skip
        return svg.to_svg(figure, name, title, words)

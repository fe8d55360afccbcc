"""Influence as a heat map: speeches down, listeners across."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import number
from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE
from smile_commons.scoring.results import Effect

MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Grid:
    """Influence of speeches on listeners, summed over articles."""

    rows: tuple[tuple[int, str], ...]
    """Turn and speaker."""
    listeners: tuple[str, ...]
    cells: tuple[tuple[float | None, ...], ...]
    """None: the listener was not there, spoke it, or has no ballots around it."""
    clear: frozenset[tuple[int, int]]
    """Row and column of cells with an effect that is shown."""
    left: int = 0
    """Speeches that are not among the rows, with less influence than these."""


def grid(effects: Sequence[Effect], personas: Sequence[str]) -> Grid:
    """The speeches with the most influence, in the order in which they were given."""
    sums = dict[tuple[int, str], dict[str, float]]()
    sure = set[tuple[int, str, str]]()
    for effect in effects:
        row = sums.setdefault((effect.turn, effect.speaker), {})
        row[effect.listener] = row.get(effect.listener, 0.0) + effect.influence
        if effect.shown:
            sure.add((effect.turn, effect.speaker, effect.listener))
    ranked = sorted(sums, key=lambda key: -sum(map(abs, sums[key].values())))
    rows = tuple(sorted(ranked[:MOST_ROWS]))
    present = {effect.listener for effect in effects}
    listeners = tuple(who for who in personas if who in present)
    return Grid(
        rows=rows,
        listeners=listeners,
        cells=tuple(tuple(sums[row].get(who) for who in listeners) for row in rows),
        clear=frozenset(
            (r, c)
            for r, row in enumerate(rows)
            for c, who in enumerate(listeners)
            if (*row, who) in sure
        ),
        left=len(sums) - len(rows),
    )


def heat_map(found: Grid, debate: Debate) -> str:
    """Colour and number in each cell: orange towards the articles, purple away from them."""
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.colors import Normalize, to_hex
    from matplotlib.patches import Rectangle

    table = np.array(
        [[np.nan if cell is None else cell for cell in row] for row in found.cells], dtype=float
    )
    most = max(float(np.nanmax(np.abs(table))) if np.isfinite(table).any() else 0.0, 0.1)
    colours: Any = colormaps["PuOr_r"]
    scale: Any = Normalize(-most, most)
    with svg.sheet(WIDE, 0.9 + 0.34 * len(found.rows)) as figure:
        axes = figure.subplots()
        for (row, column), value in np.ndenumerate(table):
            if np.isfinite(value):
                red, green, blue, _ = colours(scale(value))
                axes.add_patch(
                    Rectangle(
                        (column - 0.48, row - 0.46), 0.96, 0.92, linewidth=0,
                        facecolor=to_hex((red, green, blue)),
                    )
                )  # fmt: skip
                sure = (row, column) in found.clear
                axes.text(column, row, f"{number(float(value))}{' *' if sure else ''}", ha="center",
                          va="center", color=ink_on(red, green, blue),
                          fontweight="bold" if sure else "normal", fontsize=9)  # fmt: skip
        axes.set_xlim(-0.5, len(found.listeners) - 0.5)
        axes.set_ylim(len(found.rows) - 0.5, -0.5)
        room = max(5, 100 // max(len(found.listeners), 1) - 2)
        axes.set_xticks(
            range(len(found.listeners)),
            [svg.plain(debate.name(who), min(room, 24)) for who in found.listeners],
        )
        axes.set_yticks(
            range(len(found.rows)),
            [f"{turn} {svg.plain(debate.name(who), 16)}" for turn, who in found.rows],
        )
        axes.xaxis.tick_top()
        axes.xaxis.set_label_position("top")
        axes.set_xlabel("listener", labelpad=8)
        axes.set_ylabel("turn and speaker")
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        words = (
            "A row for each speech, a column for each listener; positive numbers are movement "
            "towards the articles, negative ones away; a star marks effects clear of noise."
        )
        return svg.to_svg(figure, "influence", "Influence of speeches on listeners", words)


def ink_on(red: float, green: float, blue: float) -> str:
    """Black or white, whichever stands out more from a colour: 4.5 to 1 at the least.

    Relative luminance as WCAG 2 has it; the two are equally far at 0.179. The black is not quite
    black, which SVG would leave out and a page colour.
    """
    light = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return "#000001" if luminance > 0.179 else "#ffffff"

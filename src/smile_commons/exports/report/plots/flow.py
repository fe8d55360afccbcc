"""How many came through each step, and what was lost on the way, in the manner of CONSORT."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many there are, and how many were lost before it, with the reason."""

    label: str
    count: int
    lost: Sequence[tuple[str, int]] = ()


def flow(name: str, title: str, words: str, steps: Sequence[Step]) -> str:
    """Boxes from top to bottom, what was lost to the right."""
    with svg.sheet(WIDE, 0.4 + 0.95 * len(steps)) as figure:
        axes: Any = figure.subplots()
        for place, step in enumerate(steps):
            y = -float(place)
            _box(axes, 2.3, y, f"{step.label}: {step.count}", bold=True)
            if place:
                _arrow(axes, (2.3, y + 0.72), (2.3, y + 0.3))
            if step.lost:
                told = "\n".join(f"{svg.plain(why, 52)}: {count}" for why, count in step.lost[:3])
                _arrow(axes, (2.3, y + 0.5), (4.55, y + 0.5))
                _box(axes, 4.8, y + 0.5, told, side="left")
        axes.set_xlim(0, 9)
        axes.set_ylim(-len(steps) + 0.5, 0.5)
        axes.axis("off")
        return svg.to_svg(figure, name, title, words)


def _box(
    axes: Any, x: float, y: float, text: str, *, bold: bool = False, side: str = "center"
) -> None:
    axes.text(x, y, text, ha=side, va="center", fontsize=10 if bold else 9, color=svg.INK,
              fontweight="bold" if bold else "normal",
              bbox={"boxstyle": "square,pad=0.5", "facecolor": svg.PAPER,
                    "edgecolor": svg.colour(0) if bold else svg.SOFT})  # fmt: skip


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "->", "color": svg.SOFT})

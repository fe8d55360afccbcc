"""Attainment, agreement and polarisation of the whole cast, over time."""

from collections.abc import Sequence
from typing import Any

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE, entry, legend, mark_acts, whole_turns
from smile_commons.scoring.results import Point

STATES = ("attainment", "agreement", "polarisation")


def together(points: Sequence[Point], debate: Debate) -> str:
    """A panel a state; ballots solid, stated dashed; bands are 95 % intervals."""
    last = max((point.turn for point in points), default=1)
    with svg.sheet(WIDE, 3.2) as figure:
        panels = figure.subplots(1, len(STATES), sharey=True)
        for axes, state in zip(panels, STATES, strict=True):
            for place, id in enumerate((state, f"stated-{state}")):
                own = sorted(
                    (p.turn, p.value, p.interval)
                    for p in points
                    if p.id == id and p.value is not None
                )
                turns = [turn for turn, _, _ in own]
                if not own:
                    continue
                banded = [(turn, band) for turn, _, band in own if band is not None]
                axes.fill_between(
                    [turn for turn, _ in banded],
                    [band[0] for _, band in banded],
                    [band[1] for _, band in banded],
                    color=svg.colour(place),
                    alpha=0.16,
                    linewidth=0,
                )
                axes.plot(turns, [value for _, value, _ in own], **_look(place, len(own)))
            axes.set_title(state)
            axes.set_xlabel("turn")
            axes.set_ylim(-0.03, 1.03)
            axes.grid(axis="y")
            whole_turns(axes, last)
            mark_acts(axes, debate.acts)
        ids = {point.id for point in points}
        labels = ("private ballots", "stated in speeches")
        shown = [
            entry(label, **_look(place, 1))
            for place, label in enumerate(labels)
            if any(id.startswith("stated-") == bool(place) for id in ids)
        ]
        legend(figure, shown)
        words = "Three panels over turns: attainment, agreement, polarisation, each from 0 to 1."
        return svg.to_svg(figure, "together", "Agreement over time", words)


def _look(place: int, points: int) -> dict[str, Any]:
    return {
        "color": svg.colour(place),
        "linestyle": (0, (4, 2)) if place else "-",
        "marker": svg.marker(place) if points <= 16 else "",
        "markerfacecolor": svg.PAPER if place else svg.colour(place),
    }

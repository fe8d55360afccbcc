"""Consistency by turn: what each speech counts, a panel a score."""

from collections.abc import Mapping, Sequence

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import (
    WIDE,
    entries_of,
    entry,
    legend,
    mark_acts,
    whole_turns,
)
from smile_commons.scoring.results import Mark


def by_turn(
    marks: Mapping[str, Sequence[Mark]],
    titles: Mapping[str, str],
    personas: Sequence[str],
    debate: Debate,
) -> str:
    """A panel a score; a mark a speech; the line is the mean of each third of the debate."""
    last = max((mark.turn for found in marks.values() for mark in found), default=1)
    with svg.sheet(WIDE, 0.6 + 1.75 * len(marks)) as figure:
        panels = figure.subplots(len(marks), 1, sharex=True, squeeze=False)[:, 0]
        for axes, (id, found) in zip(panels, marks.items(), strict=True):
            scored = [(mark.turn, mark.value, mark.persona) for mark in found
                      if mark.value is not None]  # fmt: skip
            for at, persona in enumerate(personas):
                own = [(turn, value) for turn, value, who in scored if who == persona]
                if own:
                    axes.plot(*zip(*own, strict=True), color=svg.colour(at), marker=svg.marker(at),
                              markersize=6, alpha=0.85, linestyle="", clip_on=False)  # fmt: skip
            for start, end, mean in thirds([(turn, value) for turn, value, _ in scored], last):
                axes.plot([start, end], [mean, mean], color=svg.INK, linewidth=1.4)
            axes.set_title(titles.get(id, id))
            axes.margins(y=0.15)
            axes.grid(axis="y")
            whole_turns(axes, last)
            mark_acts(axes, debate.acts)
        panels[-1].set_xlabel("turn")
        people = entries_of([debate.name(persona) for persona in personas], linestyle="")
        legend(figure, [*people, entry("mean of a third", color=svg.INK, linewidth=1.4)])
        words = "A panel for each score of consistency; a mark for each speech, by its turn."
        return svg.to_svg(figure, "by-turn", "Consistency by turn", words)


def thirds(values: Sequence[tuple[int, float]], last: int) -> list[tuple[float, float, float]]:
    """Start, end and mean of each third of the debate that has a value."""
    found = list[tuple[float, float, float]]()
    for part in range(3):
        low, high = last * part / 3, last * (part + 1) / 3
        own = [value for turn, value in values if low < turn <= high]
        if own:
            found.append((low + 0.5, high + 0.5, sum(own) / len(own)))
    return found

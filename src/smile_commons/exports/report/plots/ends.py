"""From start to end: where each persona began and ended on each article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import WIDE, entries_of, entry, legend


@dataclass(frozen=True, slots=True)
class Ends:
    """Where one persona began and ended on one article, and where the retest put it."""

    channel: str
    persona: str
    article: str
    start: float
    end: float
    again: float | None = None


_TITLES = {"ballot": "in private (ballots)", "stated": "in public (stated)"}


def start_to_end(
    ends: Sequence[Ends], personas: Sequence[str], articles: Sequence[str], debate: Debate
) -> str:
    """A row an article and an arrow a persona, from start (open) to end (filled)."""
    channels = [channel for channel in _TITLES if any(e.channel == channel for e in ends)]
    lane = 0.8 / max(len(personas), 1)
    height = 1.3 + len(articles) * max(0.5, 0.17 * len(personas))
    with svg.sheet(WIDE, height) as figure:
        panels = figure.subplots(1, len(channels), sharey=True, squeeze=False)[0]
        for axes, channel in zip(panels, channels, strict=True):
            for one in ends:
                if one.channel != channel:
                    continue
                at = personas.index(one.persona)
                y = articles.index(one.article) - 0.4 + lane * (at + 0.5)
                _arrow(axes, one, y, at)
            axes.set_title(_TITLES[channel])
            axes.set_xlim(-1.06, 1.06)
            axes.set_xticks([-1, 0, 1], ["against", "undecided", "for"])
            axes.axvline(0, color=svg.SOFT, linewidth=0.8)
            for place in range(1, len(articles)):
                axes.axhline(place - 0.5, color=svg.FAINT, linewidth=0.7)
            axes.tick_params(axis="y", length=0)
        panels[0].set_ylim(len(articles) - 0.5, -0.5)
        names = [svg.plain(debate.titled(article), 28) for article in articles]
        panels[0].set_yticks(range(len(articles)), names)
        people = entries_of([debate.name(persona) for persona in personas])
        if any(one.again is not None for one in ends):
            look: dict[str, Any] = {"marker": "|", "markersize": 9, "linestyle": ""}
            people.append(entry("retest (no debate between)", color=svg.SOFT, **look))
        legend(figure, people)
        words = (
            "An arrow for each persona and article, from an open mark at the start to a full one."
        )
        return svg.to_svg(figure, "ends", "From start to end", words)


def _arrow(axes: Any, one: Ends, y: float, place: int) -> None:
    colour, mark = svg.colour(place), svg.marker(place)
    axes.plot([one.start, one.end], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
    if one.again is not None:
        axes.plot([one.again], [y], color=svg.SOFT, marker="|", markersize=8)
    for x, face in ((one.start, svg.PAPER), (one.end, colour)):
        axes.plot([x], [y], color=colour, marker=mark, markersize=5.5, markerfacecolor=face,
                  clip_on=False)  # fmt: skip


def paired(
    starts: Mapping[tuple[str, str, str], float],
    finals: Mapping[tuple[str, str, str], float],
    again: Mapping[tuple[str, str], float],
) -> list[Ends]:
    """Start and end where there are both, by channel, persona and article."""
    return [
        Ends(channel, persona, article, start, finals[channel, persona, article],
             again.get((persona, article)) if channel == "ballot" else None)
        for (channel, persona, article), start in starts.items()
        if (channel, persona, article) in finals
    ]  # fmt: skip

"""Positions over time: a panel a persona, then a panel an article."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.plots import svg
from smile_commons.exports.report.plots.axes import (
    DASHED,
    HOLLOW,
    WIDE,
    entries_of,
    entry,
    in_grid,
    legend,
    mark_acts,
    panels_for,
    positions_up,
    whole_turns,
)
from smile_commons.scoring.results import Point, Position

Track = Sequence[tuple[int, float]]
"""Turns and positions, in order."""

BALLOT, STATED = "ballot", "stated"


def tracks(positions: Iterable[Position]) -> dict[tuple[str, str, str], Track]:
    """What was measured over time, by channel, persona and article; retests are left out."""
    found = dict[tuple[str, str, str], list[tuple[int, float]]]()
    for one in positions:
        if one.position is None or one.stage == "retest" or one.channel not in (BALLOT, STATED):
            continue
        key = (one.channel, one.persona, one.article)
        found.setdefault(key, []).append((one.turn, one.position))
    return {key: sorted(track) for key, track in found.items()}


def by_persona(
    found: Mapping[tuple[str, str, str], Track], personas: Sequence[str], debate: Debate
) -> str:
    """A panel a persona: each article thin, their mean thick; ballots solid, stated dashed."""
    rows, columns = in_grid(len(personas), 2 if len(personas) <= 4 else 3)
    with svg.sheet(WIDE, 0.5 + 2.3 * rows) as figure:
        panels = panels_for(figure, rows, columns, len(personas), sharex=True, sharey=True)
        for place, (persona, axes) in enumerate(zip(personas, panels.flat, strict=False)):
            own = {key: track for key, track in found.items() if key[1] == persona}
            for (channel, _, _), track in own.items():
                _draw(axes, track, svg.colour(place), channel, thin=True)
            for channel in (BALLOT, STATED):
                mean = _mean([track for key, track in own.items() if key[0] == channel])
                _draw(axes, mean, svg.colour(place), channel)
            axes.set_title(svg.plain(debate.name(persona), 26))
            _dress(axes, found, debate)
        _bottom(panels, len(personas))
        _key(figure, found)
        words = "A panel for each persona; the mean over articles is thick, each article thin."
        return svg.to_svg(figure, "by-persona", "Positions over time by persona", words)


def by_article(
    found: Mapping[tuple[str, str, str], Track],
    personas: Sequence[str],
    articles: Sequence[str],
    debate: Debate,
) -> str:
    """A panel an article: a colour and a mark for each persona."""
    rows, columns = in_grid(len(articles), 3)
    with svg.sheet(WIDE, 0.8 + 2.1 * rows) as figure:
        panels = panels_for(figure, rows, columns, len(articles), sharex=True, sharey=True)
        for article, axes in zip(articles, panels.flat, strict=False):
            for (channel, persona, about), track in found.items():
                if about == article and persona in personas:
                    at = personas.index(persona)
                    _draw(axes, track, svg.colour(at), channel, svg.marker(at))
            axes.set_title(svg.plain(debate.titled(article), 28))
            _dress(axes, found, debate)
        _bottom(panels, len(articles))
        people = entries_of([debate.name(persona) for persona in personas])
        _key(figure, found, people)
        words = "A panel for each article; each persona has a colour and a mark of its own."
        return svg.to_svg(figure, "by-article", "Positions over time by article", words)


def _draw(
    axes: Any, track: Track, colour: str, channel: str, mark: str = "", *, thin: bool = False
) -> None:
    if not track:
        return
    look: dict[str, Any] = {} if channel == BALLOT else {"linestyle": DASHED, **HOLLOW}
    look |= {"linewidth": 0.7, "alpha": 0.4} if thin else {"linewidth": 1.8}
    axes.plot(*zip(*track, strict=True), color=colour, marker=mark or ("" if thin else "o"),
              markersize=4 if mark else 5, clip_on=False, **look)  # fmt: skip


def _mean(found: Sequence[Track]) -> Track:
    """The mean of several tracks wherever one of them has a value; each holds until its next."""
    turns = sorted({turn for track in found for turn, _ in track})
    mean = list[tuple[int, float]]()
    for turn in turns:
        reached = [[p for at, p in track if at <= turn] for track in found]
        last = [track[-1] for track in reached if track]
        mean.append((turn, sum(last) / len(last)))
    return mean


def _dress(axes: Any, found: Mapping[Any, Track], debate: Debate) -> None:
    positions_up(axes)
    whole_turns(axes, max((turn for track in found.values() for turn, _ in track), default=1))
    mark_acts(axes, debate.acts)


def _bottom(panels: Any, count: int) -> None:
    """Turns are labelled under the lowest panel of each column."""
    rows, columns = panels.shape
    for column in range(columns):
        lowest = max(row for row in range(rows) if row * columns + column < count)
        panels[lowest][column].set_xlabel("turn")
        panels[lowest][column].tick_params(labelbottom=True)


def _key(figure: Any, found: Mapping[tuple[str, str, str], Track], people: Any = ()) -> None:
    channels = {channel for channel, _, _ in found}
    dot: dict[str, Any] = {"color": svg.SOFT, "marker": "o"}
    looks = {
        BALLOT: entry("private ballot", **dot),
        STATED: entry("stated in speeches", **dot, **HOLLOW, linestyle=DASHED),
    }
    legend(figure, [*people, *(look for channel, look in looks.items() if channel in channels)])


STATES = ("attainment", "agreement", "polarisation")


def together(points: Sequence[Point], debate: Debate) -> str:
    """A panel a state; ballots solid, stated dashed; bands are 95 % intervals."""
    last = max((point.turn for point in points), default=1)
    with svg.sheet(WIDE, 3.2) as figure:
        panels = figure.subplots(1, len(STATES), sharey=True)
        for axes, state in zip(panels, STATES, strict=True):
            for place, id in enumerate((state, f"stated-{state}")):
                told = (p for p in points if p.id == id and p.value is not None)
                own = sorted((p.turn, p.value, p.interval) for p in told)
                if not own:
                    continue
                banded = [(turn, *band) for turn, _, band in own if band is not None]
                turns, lows, highs = zip(*banded, strict=True) if banded else ((), (), ())
                axes.fill_between(
                    turns, lows, highs, color=svg.colour(place), alpha=0.16, linewidth=0
                )
                axes.plot(*zip(*[one[:2] for one in own], strict=True), **_look(place, len(own)))
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
    stated: dict[str, Any] = {"linestyle": DASHED, **HOLLOW} if place else {}
    mark = svg.marker(place) if points <= 16 else ""
    return {"color": svg.colour(place), "marker": mark, **stated}

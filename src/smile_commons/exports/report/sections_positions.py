"""Sections on positions: over time, and from start to end."""

from collections.abc import Mapping, Sequence
from functools import partial

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import Cell, Plot, Section, Table, left_out, number
from smile_commons.exports.report.plots.ends import Ends, paired, start_to_end
from smile_commons.exports.report.plots.over_time import (
    BALLOT,
    STATED,
    Track,
    by_article,
    by_persona,
    tracks,
)
from smile_commons.scoring.results import Results

MOST_ROWS = 400
Tracks = Mapping[tuple[str, str, str], Track]


def positions(
    results: Results, debate: Debate, personas: Sequence[str], articles: Sequence[str]
) -> Section:
    """Where each persona stood, in private and in public, over the turns."""
    title = "Positions over time"
    found = tracks(results.positions)
    if not found:
        return Section("positions", title, ["No position could be read."])
    who = [persona for persona in personas if any(key[1] == persona for key in found)]
    what = [article for article in articles if any(key[2] == article for key in found)]
    words = [
        "A position is -1 against an article, 0 undecided, 1 for it. Ballots are given in private; "
        "stated positions are what a judge reads in the speeches: each counts less as it grows "
        "older, and a persona that never spoke to an article has none."
    ]
    ids = [id for id in ("stated-position",) if id in results.definitions]
    first = Plot(
        partial(by_persona, found, who, debate),
        "A panel a persona: the mean over the articles it has a position on (thick) and each "
        "article (thin).",
        _means(found, who, debate),
    )
    second = Plot(
        partial(by_article, found, who, what, debate),
        "A panel an article: every persona's ballots and stated positions.",
        _every(found, what, debate),
    )
    return Section("positions", title, words, ids, [first, second])


def ends(
    results: Results, debate: Debate, personas: Sequence[str], articles: Sequence[str]
) -> Section:
    """Where each persona began and ended on each article."""
    title = "From start to end"
    found = tracks(results.positions)
    starts = {key: track[0][1] for key, track in found.items() if len(track) > 1}
    finals = {key: track[-1][1] for key, track in found.items() if len(track) > 1}
    for channel, persona, article in starts:
        scored = results.find("stated-position", persona, article)
        if channel == STATED and scored is not None and scored.start is not None:
            starts[channel, persona, article] = scored.start  # so a change is the one scored
    again = {
        (one.persona, one.article): one.position
        for one in results.positions
        if one.stage == "retest" and one.position is not None
    }
    pairs = paired(starts, finals, again)
    if not pairs:
        return Section("ends", title, ["No position was measured twice."])
    words = [
        "The retest asks the opening ballot once more, with no debate between and talk about other "
        "things in the record: what it moves by is noise, and an arrow that is no longer than that "
        "says nothing by itself."
    ]
    if any(one.channel == STATED for one in pairs):
        words.append(
            "In public the start is the mean of the first third of the speeches that speak to the "
            "article, as stated movement takes it."
        )
    who = [persona for persona in personas if any(one.persona == persona for one in pairs)]
    what = [article for article in articles if any(one.article == article for one in pairs)]
    ids = [id for id in ("movement", "stated-movement") if id in results.definitions]
    plot = Plot(
        partial(start_to_end, pairs, who, what, debate),
        "Open marks are the start, full ones the end.",
        _ends(pairs, who, what, debate),
    )
    return Section("ends", title, words, ids, [plot])


def _means(found: Tracks, personas: Sequence[str], debate: Debate) -> Table:
    rows = list[Sequence[str | Cell]]()
    for persona in personas:
        for channel, name in ((BALLOT, "ballot"), (STATED, "stated")):
            own = [track for key, track in found.items() if key[:2] == (channel, persona)]
            if own:
                start, end = (sum(t[at][1] for t in own) / len(own) for at in (0, -1))
                rows.append(
                    [debate.name(persona), name, number(start), number(end), number(end - start),
                     str(len(own))]
                )  # fmt: skip
    head = ("persona", "channel", "first", "last", "change", "articles")
    return Table("First and last position of each persona, mean over articles", head, rows)


def _every(found: Tracks, articles: Sequence[str], debate: Debate) -> Table:
    cells = dict[tuple[int, str, str], dict[str, float]]()
    for (channel, persona, article), track in found.items():
        for turn, position in track:
            cells.setdefault((turn, persona, article), {})[channel] = position
    order = {article: place for place, article in enumerate(articles)}
    keys = sorted(cells, key=lambda key: (order.get(key[2], 0), key[1], key[0]))
    rows = [
        [
            debate.titled(article),
            debate.name(persona),
            Cell(str(turn), debate.link(turn)),
            number(cells[turn, persona, article].get(BALLOT)),
            number(cells[turn, persona, article].get(STATED)),
        ]
        for turn, persona, article in keys[:MOST_ROWS]
    ]
    note = left_out(len(keys) - len(rows), "more rows are in positions.csv.")
    head = ("article", "persona", "turn", "ballot", "stated")
    return Table("Every position", head, rows, note).filled()


def _ends(
    pairs: Sequence[Ends], personas: Sequence[str], articles: Sequence[str], debate: Debate
) -> Table:
    by_key = {(one.article, one.persona, one.channel): one for one in pairs}
    rows = list[Sequence[str]]()
    for article in articles:
        for persona in personas:
            ballot = by_key.get((article, persona, BALLOT))
            stated = by_key.get((article, persona, STATED))
            if ballot or stated:
                who = (debate.titled(article), debate.name(persona))
                rows.append([*who, *map(number, (*_moved(ballot), *_moved(stated)))])
    head = ("article", "persona", "ballot, start", "retest", "end", "change", "stated, start", "",
            "end", "change")  # fmt: skip
    return Table("Start and end by article and persona", head, rows).filled()


def _moved(one: Ends | None) -> tuple[float | None, ...]:
    return (None,) * 4 if one is None else (one.start, one.again, one.end, one.end - one.start)

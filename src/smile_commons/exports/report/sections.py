"""The sections of a report, from what scoring found."""

from collections.abc import Iterable, Sequence
from functools import partial

from smile_commons.exports.report import scores as s
from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import Cell, Plot, Section, Table, left_out, number, span
from smile_commons.exports.report.plots.forest import forest
from smile_commons.exports.report.sections_consistency import consistency
from smile_commons.exports.report.sections_judge import judge, unscored
from smile_commons.exports.report.sections_positions import ends, positions
from smile_commons.scoring.results import Point, Results, Score

ONLY_THIS = (
    "Intervals are of 95 % and cover the measurement of this one transcript, not how another "
    "performance would go."
)


def sections(results: Results, debate: Debate) -> list[Section]:
    """Every section, in order; one that nothing was measured for says so."""
    spoken = [said.speaker for said in debate.speeches]
    persons = [one.persona for one in results.positions]
    topics = [one.article for one in results.positions]
    scopes = [score.scope for score in results.scores]
    personas = _there(debate.cast, spoken, persons, (scope.persona for scope in scopes))
    articles = _there(debate.articles, topics, (scope.article for scope in scopes))
    return [
        whole(results, debate),
        positions(results, debate, personas, articles),
        ends(results, debate, personas, articles),
        over_time(results, debate),
        influence(results, debate, personas),
        movement(results, debate, personas),
        consistency(results, debate, personas),
        judge(results),
        unscored(results, debate),
    ]


def _there(order: Iterable[str], *found: Iterable[str | None]) -> list[str]:
    """Those that anything was found of, in that order, then as they come up."""
    named = [one for those in found for one in those if one]
    return [one for one in dict.fromkeys((*order, *named)) if one in named]


def whole(results: Results, debate: Debate) -> Section:
    """The scores of the debate as a whole, beside their controls."""
    groups = s.families(results)
    drawn = [(name, s.levels(scores, results, debate, who=False)) for name, scores in groups]
    words = [
        "Each score stands beside its control: the same measure where what it is to show cannot "
        "be. It is shown when the interval of the difference to every control that decides lies "
        "clear of 0, and still so beside all scores that are read with it (Holm's method, by "
        "families: of the whole, by persona, by article).",
        ONLY_THIS,
    ]
    every = [score for _, scores in groups for score in scores]
    table = s.score_table(every, results, debate, "Scores of the whole debate")
    title, ids = "The debate as a whole", _ids(every)
    if not any(levels for _, levels in drawn):
        return Section("whole", title, words, ids, tables=[table])
    told = "A row for each score: its value with the interval, and its control."
    draw = partial(forest, "whole", "Scores of the whole debate", told, drawn)
    plot = Plot(draw, "Scores of the whole debate, each beside its control.", table)
    return Section("whole", title, words, ids, [plot])


def over_time(results: Results, debate: Debate) -> Section:
    """Attainment, agreement and polarisation, time by time."""
    from smile_commons.exports.report.plots.over_time import STATES, together

    title = "Agreement over time"
    ids = [id for state in STATES for id in (state, f"stated-{state}")]
    points = [p for p in results.series if p.id in ids and p.value is not None]
    if not points:
        return Section("over-time", title, ["No figure was measured more than once."])
    used = [id for id in ids if any(point.id == id for point in points)]
    turns = sorted({point.turn for point in points})
    by_place = {(point.turn, point.id): point for point in points}
    rows = [[str(turn), *(_point(by_place.get((turn, id))) for id in used)] for turn in turns]
    table = Table("Values and intervals, by turn", ("turn", *map(results.title, used)), rows)
    words = [
        "Attainment is how near the cast is to the resolution, agreement how near its members are "
        "to each other, for the resolution or against it."
    ]
    caption = "The whole cast over the turns; bands are intervals, dotted lines begin an act."
    return Section(
        "over-time", title, words, used, [Plot(partial(together, points, debate), caption, table)]
    )


def influence(results: Results, debate: Debate, personas: Sequence[str]) -> Section:
    """Which speech moved whom, on what."""
    from smile_commons.exports.report.plots.influence import grid, heat_map

    title = "Influence"
    of_people = [score for score in results.scores if score.id == "influence"]
    table = s.score_table(of_people, results, debate, "Influence by speaker", who=True)
    tables = [table] if of_people else []
    if not results.influence:
        words = ["No ballots stand around speeches that speak to an article."]
        return Section("influence", title, words, ["influence"] if of_people else [], (), tables)
    found = grid(results.influence, personas)
    strongest = sorted(results.influence, key=lambda e: -abs(e.influence))
    rows = [
        [
            Cell(str(e.turn), debate.link(e.turn)),
            debate.name(e.speaker),
            debate.name(e.listener),
            debate.titled(e.article),
            number(e.influence),
            span(e.interval),
            number(e.share, signed=False),
            number(e.change),
        ]
        for e in strongest[:MOST_EFFECTS]
    ]
    note = left_out(len(results.influence) - len(rows), "smaller ones are in scores.json.")
    head = ("turn", "speaker", "listener", "article", "influence", "95 %", "share", "of a change")
    table = Table("The strongest effects", head, rows, note)
    caption = "Change of listeners that falls to each speech, summed over articles."
    if found.left:
        caption += f" {found.left} speeches with less are left out."
    words = [
        "What a listener's ballot changed by is shared among the speeches on the article that it "
        "heard in between. It is an allotment and no proof of cause: with few ballots many "
        "speeches share one change."
    ]
    plot = Plot(partial(heat_map, found, debate), caption, table)
    return Section("influence", title, words, ["influence"], [plot], tables)


MOST_EFFECTS = 60


def movement(results: Results, debate: Debate, personas: Sequence[str]) -> Section:
    """How far each persona moved, in private and in public."""
    title = "Movement of each persona"
    every = [
        score
        for id in ("movement", "stated-movement", "gap")
        for who in personas
        if (score := results.find(id, persona=who)) is not None
    ]
    groups = [
        (results.title(id), s.levels((x for x in every if x.id == id), results, debate, who=True))
        for id in ("movement", "stated-movement", "gap")
    ]
    table = s.score_table(every, results, debate, "Movement and gap, by persona", who=True)
    if not any(levels for _, levels in groups):
        words = ["No movement could be measured."]
        return Section("movement", title, words, _ids(every), tables=[table] if every else [])
    words = [
        "Above 0 is towards the articles, below 0 away from them. The gap is how far what was said "
        "in public stands from the ballot."
    ]
    told = "A row for each persona: movement with its interval, and the control."
    draw = partial(forest, "movers", title, told, groups)
    plot = Plot(draw, "Movement, each beside its control.", table)
    return Section("movement", title, words, _ids(every), [plot])


def _point(point: Point | None) -> str:
    if point is None:
        return ""
    value = number(point.value, signed=False)
    return f"{value} ({span(point.interval, signed=False)})" if point.interval else value


def _ids(scores: Sequence[Score]) -> list[str]:
    return list(dict.fromkeys(score.id for score in scores))

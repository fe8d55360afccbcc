"""The section on consistency: scores by persona, speeches by turn, what was found quoted."""

from collections.abc import Sequence
from functools import partial

from smile_commons.exports.report import scores as s
from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import Cell, Plot, Section, Table, left_out, number
from smile_commons.exports.report.plots.by_turn import by_turn
from smile_commons.scoring.results import Mark, Results

MOST_ROWS = 400
MOST_QUOTES = 60
_STAGES = {
    "again": "before, once more",
    "during": "during",
    "after": "after",
    "pressed": "after chained questions",
}


def consistency(results: Results, debate: Debate, personas: Sequence[str]) -> Section:
    """Whether personas keep to their cards, their words and their voices."""
    title = "Consistency of the personas"
    named = {id for _, ids in s.FAMILIES for id in ids} | {"influence", "stated-position"}
    found = [x for x in results.scores if x.id not in named and not x.scope.article]
    own = [x for x in found if x.scope.persona and not x.scope.act]
    of_whole = [x for x in found if x.scope.whole]
    ids = list(dict.fromkeys(score.id for score in (*of_whole, *own)))
    own.sort(key=lambda score: ids.index(score.id))
    by_persona = s.score_table(own, results, debate, "Consistency by persona", who=True)
    every = (by_persona, _quotes(results, debate), _answers(results, debate))
    tables = [table for table in every if table.rows]
    marks = _marks(results)
    if not marks and not ids:
        words = ["Consistency was not scored: it needs the personas' cards and a judge."]
        return Section("consistency", title, words)
    words = [
        "People are not wholly consistent either, so each score is held against a control or a "
        "ceiling, named beside it, and never against 1."
    ]
    draw = partial(by_turn, marks, {id: results.title(id) for id in marks}, personas, debate)
    caption = "What each speech counts, by turn; the lines are the means of the thirds."
    plot = Plot(draw, caption, _by_turn(marks, results, debate))
    return Section("consistency", title, words, ids, [plot] if marks else [], tables)


def _marks(results: Results) -> dict[str, list[Mark]]:
    found = dict[str, list[Mark]]()
    for mark in results.marks:
        if mark.value is not None:
            found.setdefault(mark.id, []).append(mark)
    return found


def _by_turn(marks: dict[str, list[Mark]], results: Results, debate: Debate) -> Table:
    cells = dict[tuple[int, str], dict[str, float | None]]()
    for id, found in marks.items():
        for mark in found:
            cells.setdefault((mark.turn, mark.persona), {})[id] = mark.value
    keys = sorted(cells)
    rows = [
        [
            Cell(str(turn), debate.link(turn)),
            debate.name(persona),
            *(number(cells[turn, persona].get(id), signed=False) for id in marks),
        ]
        for turn, persona in keys[:MOST_ROWS]
    ]
    note = left_out(len(keys) - len(rows), "more speeches are in scores.json.")
    return Table("By speech", ("turn", "persona", *map(results.title, marks)), rows, note)


def _quotes(results: Results, debate: Debate) -> Table:
    found = [mark for mark in results.marks if mark.quote]
    rows = [
        [
            s.defined(mark.id, results),
            Cell(str(mark.turn), debate.link(mark.turn)),
            debate.name(mark.persona),
            mark.quote or "",
            mark.against or "",
            mark.excuse or "",
        ]
        for mark in found[:MOST_QUOTES]
    ]
    note = left_out(len(found) - len(rows), "more are in scores.json.")
    head = ("score", "turn", "persona", "what was said", "against", "excused by")
    return Table("What was found, quoted", head, rows, note, True).filled()


def _answers(results: Results, debate: Debate) -> Table:
    """What was answered in interviews, beside the first answer to the same question."""
    rows = [
        [
            debate.name(one.persona),
            one.question,
            _STAGES.get(one.stage, one.stage),
            one.quote,
            one.against,
            "" if one.value is None else "yes" if one.value else "no",
        ]
        for one in results.answers[:MOST_ROWS]
    ]
    note = left_out(len(results.answers) - len(rows), "more are in scores.json.")
    head = ("persona", "question", "when", "answer", "answer before the debate", "agree")
    title = "Interviews: each answer beside the first"
    return Table(title, head, rows, note, True).filled()

"""The section on consistency: scores by persona, speeches by turn, what was found quoted."""

from collections.abc import Sequence
from functools import partial

from smile_commons.exports.report import scores as s
from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import Cell, Plot, Section, Table, number
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
    own = [
        score
        for score in results.scores
        if score.id not in named
        and score.scope.article is None
        and score.scope.act is None
        and score.scope.persona is not None
    ]
    of_whole = [x for x in results.scores if x.scope.whole and x.id not in named]
    ids = list(dict.fromkeys(score.id for score in (*of_whole, *own)))
    tables = list[Table]()
    if own:
        own.sort(key=lambda score: ids.index(score.id))
        caption = "Consistency by persona"
        tables.append(s.score_table(own, results, debate, caption, who=True))
    quotes = _quotes(results, debate)
    tables += [table for table in (quotes, _answers(results, debate)) if table is not None]
    marks = _marks(results)
    if not marks and not ids:
        words = ["Consistency was not scored: it needs the personas' cards and a judge."]
        return Section("consistency", title, words)
    words = [
        "People are not wholly consistent either, so each score is held against a control or a "
        "ceiling, named beside it, and never against 1."
    ]
    plots = list[Plot]()
    if marks:
        titles = {id: results.title(id) for id in marks}
        plots.append(
            Plot(
                partial(by_turn, marks, titles, personas, debate),
                "What each speech counts, by turn; the lines are the means of the thirds.",
                _by_turn(marks, results, debate),
            )
        )
    return Section("consistency", title, words, ids, plots, tables)


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
    more = len(keys) - len(rows)
    note = f"{more} more speeches are in scores.json." if more else ""
    return Table("By speech", ("turn", "persona", *map(results.title, marks)), rows, note)


def _quotes(results: Results, debate: Debate) -> Table | None:
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
    more = len(found) - len(rows)
    note = f"{more} more are in scores.json." if more else ""
    head = ("score", "turn", "persona", "what was said", "against", "excused by")
    return Table("What was found, quoted", head, rows, note, True).filled() if rows else None


def _answers(results: Results, debate: Debate) -> Table | None:
    """What was answered in interviews, beside the first answer to the same question."""
    found = results.answers
    rows = [
        [
            debate.name(one.persona),
            one.question,
            _STAGES.get(one.stage, one.stage),
            one.quote,
            one.against,
            "" if one.value is None else "yes" if one.value else "no",
        ]
        for one in found[:MOST_ROWS]
    ]
    more = len(found) - len(rows)
    note = f"{more} more are in scores.json." if more else ""
    head = ("persona", "question", "when", "answer", "answer before the debate", "agree")
    title = "Interviews: each answer beside the first"
    return Table(title, head, rows, note, True).filled() if rows else None

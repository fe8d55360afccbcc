"""Scores as tables and as rows of plots."""

from collections.abc import Iterable, Sequence

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import UNSCORED, Cell, Finding, Table, number, span
from smile_commons.exports.report.plots.forest import Row
from smile_commons.scoring.results import Control, Results, Score

FAMILIES = (
    ("Private ballots", ("attainment", "agreement", "polarisation", "convergence",
                         "mutual-convergence", "movement")),
    ("Stated in speeches", ("stated-attainment", "stated-agreement", "stated-polarisation",
                            "stated-convergence", "stated-mutual-convergence", "stated-movement")),
    ("Between the two", ("gap", "hollow-agreement", "silent-agreement")),
)  # fmt: skip
HEADLINES = (
    *("convergence", "mutual-convergence", "stated-convergence", "stated-mutual-convergence"),
    *("gap", "prompt-to-line", "line-to-line", "voice"),
)
_WIDEST = 2.0
"""A score whose range is wider has no place on an axis with the others."""
HEAD = (
    *("score", "value", "95 %", "at the start", "control", "its value", "difference", "n"),
    "against its controls",
)


def families(results: Results) -> list[tuple[str, list[Score]]]:
    """The scores of the whole, by what they are read from, in the order of their definitions."""
    whole = {score.id: score for score in results.scores if score.scope.whole}
    named = {id for _, ids in FAMILIES for id in ids}
    groups = [(name, [whole[id] for id in ids if id in whole]) for name, ids in FAMILIES]
    groups.append(("Consistency", [score for id, score in whole.items() if id not in named]))
    return [(name, scores) for name, scores in groups if scores]


def levels(scores: Iterable[Score], results: Results, debate: Debate, *, who: bool) -> list[Row]:
    """The scores that have a value, as rows of a plot; by ``who``, or by what they are called."""
    found = list[Row]()
    for score in scores:
        if score.value is None or not _drawable(score, results):
            continue
        control = score.control.value if score.control else None
        label = debate.name(score.scope.persona or "") if who else results.title(score.id)
        found.append(Row(label, score.value, score.interval, score.shown, control))
    return found


def score_table(
    scores: Sequence[Score], results: Results, debate: Debate, caption: str, *, who: bool = False
) -> Table:
    """A row a score, with its controls; the name leads to its definition.

    Args:
        scores: what stands in it.
        results: where the definitions are.
        debate: where the names are.
        caption: of the table.
        who: whether there is a column of personas.
    """
    rows = list[list[str | Cell]]()
    for score in scores:
        signed = is_signed(score.id, results)
        own: list[str | Cell] = [defined(score.id, results)]
        if who:
            own.append(debate.name(score.scope.persona or ""))
        value = number(score.value, signed=signed)
        own += [
            value or UNSCORED,
            span(score.interval, signed=signed),
            number(score.start, signed=signed),
        ]
        if score.value is None:
            rows.append([*own, "", "", "", _count(score), score.unscored or ""])
            continue
        controls = score.controls or (None,)
        for place, control in enumerate(controls):
            lead = own if place == 0 else ["" for _ in own]
            tail = [_count(score), verdict(score)] if place == 0 else ["", ""]
            rows.append([*lead, *_control(control, signed), *tail])
    head = (HEAD[0], "who", *HEAD[1:]) if who else HEAD
    return Table(caption, head, rows).filled()


def defined(id: str, results: Results) -> Cell:
    """What a score is called, leading to its definition."""
    return Cell(results.title(id), f"#def-{id}" if id in results.definitions else "")


def finding(score: Score, results: Results) -> Finding:
    """A score for the head of the report."""
    signed = is_signed(score.id, results)
    control = score.control
    beside = ""
    if control is not None and control.value is not None:
        beside = f"{control.kind} {number(control.value, signed=signed)}"
    kind = {True: "shown", False: "not-shown", None: "open"}[score.shown]
    return Finding(
        id=score.id,
        title=results.title(score.id),
        value=number(score.value, signed=signed) or UNSCORED,
        interval=span(score.interval, signed=signed),
        verdict=(score.unscored or "") if score.value is None else verdict(score),
        kind=kind,
        control=beside,
    )


def verdict(score: Score) -> str:
    """Whether a score stands clear of its controls, in words."""
    if score.value is None:
        return "unscored"
    if score.shown is None:
        missing = (score.control.reason if score.control else None) or "no control"
        return score.undecided or missing
    return "shown" if score.shown else "not shown"


def is_signed(id: str, results: Results) -> bool:
    """Whether a score can be below 0."""
    definition = results.definitions.get(id)
    return definition is None or definition.range[0] < 0


def _drawable(score: Score, results: Results) -> bool:
    definition = results.definitions.get(score.id)
    return definition is None or max(map(abs, definition.range)) <= _WIDEST


def _control(control: Control | None, signed: bool) -> tuple[str, str, str]:
    if control is None:
        return "none", "", ""
    name = control.kind if control.decides else f"{control.kind} (beside it)"
    if control.value is None:
        return f"{name}: {control.reason or 'not run'}", "", ""
    apart = number(control.difference)
    between = span(control.interval)
    return name, number(control.value, signed=signed), f"{apart} ({between})" if between else apart


def _count(score: Score) -> str:
    return "" if score.n is None else str(score.n)

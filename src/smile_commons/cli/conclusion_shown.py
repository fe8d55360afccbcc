"""The end of a play as its reader is told it: sentences, a few figures, and where the rest is."""

from collections.abc import Mapping, Sequence

from smile_commons.cli import console
from smile_commons.scoring.conclusion import Figure, conclusion
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.findings import Findings

HEAD = ("what this rests on", "who", "value", "95 %", "control", "")
_ONLY_THIS = "Ranges (95 %) hold for this one performance; another may go otherwise."
_PERCENT, _JOINED = "95 %", "95_%"
_LEAST_NAME = 12
"""Columns that are left to a name however narrow the terminal."""


def show_conclusion(
    findings: Findings, cues: Mapping[str, str], articles: Mapping[str, str], *, more: str
) -> None:
    """Prints what came of a debate.

    Args:
        findings: what scoring found.
        cues: of people, by id.
        articles: short titles, by id.
        more: where the rest is, printed last.
    """
    told = conclusion(findings, cues, articles)
    for sentence in told.sentences:
        console.say(_wrapped(sentence))
    if told.figures:
        console.say()
        console.say(figure_table(told.figures))
        if any(figure.interval for figure in told.figures):
            console.say(_wrapped(_ONLY_THIS))
    if unread := len(findings.addressed):
        count = "1 sentence was" if unread == 1 else f"{unread} sentences were"
        console.note(f"{count} not read, for speaking to the judge")
    console.say()
    console.say(console.wrap(more))


def _wrapped(text: str) -> str:
    """The text set to the terminal's width; ``95 %`` stays on one line."""
    return console.wrap(text.replace(_PERCENT, _JOINED)).replace(_JOINED, _PERCENT)


def figure_table(figures: Sequence[Figure]) -> str:
    """The figures as a small table; names are cut to what the terminal is wide."""
    rows = [_cells(figure) for figure in figures]
    others = [
        max(console.columns(row[place]) for row in (HEAD, *rows))
        for place in range(len(HEAD))
        if place != 1
    ]
    room = console.width() - sum(others) - 2 * len(others)
    return console.table(
        HEAD, [(row[0], _cut(row[1], max(room, _LEAST_NAME)), *row[2:]) for row in rows]
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    signed = DEFINITIONS[figure.id].low < 0

    def number(value: float) -> str:
        return f"{round(value, 2) + 0.0:{'+' if signed else ''}.2f}"

    ends = figure.interval
    who = figure.person or "all"
    return (
        figure.title,
        who if figure.article is None else f"{who}, {figure.article}",
        number(figure.value),
        "" if ends is None else f"{number(ends[0])} to {number(ends[1])}",
        "" if figure.control is None else f"{number(figure.control)} {figure.against}",
        {True: "shown", False: "not shown", None: "cannot be told"}[figure.shown],
    )


def _cut(name: str, columns: int) -> str:
    if console.columns(name) <= columns:
        return name
    while console.columns(name) > columns - 1:
        name = name[:-1]
    return f"{name.rstrip()}…"

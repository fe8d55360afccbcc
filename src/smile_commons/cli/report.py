"""The report of a run: printed, and written beside its scores."""

from collections.abc import Iterator

from smile_commons.api.report import REPORT, debate_of, results_of, write_report
from smile_commons.cli import console
from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.page import Head, Table, text_of
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.results import Results

_MOST_ROWS = 16
"""Of each table in the terminal; the page has them all."""
_PRINTED = ("whole", "over-time", "movement", "consistency", "judge", "unscored")
"""Sections that read well without their plots."""


def show_report(folder: RunFolder, *, as_json: bool = False) -> None:
    """Writes the report of a run and prints it, the path last.

    Raises:
        InputError: the run was not scored, or its scores cannot be read.
    """
    results, debate = results_of(folder), debate_of(folder)
    if not as_json:
        print_report(results, debate)
    written = write_report(folder.path, results, debate)
    if as_json:
        files = [str(path) for path in written]
        console.emit({"run": folder.id, "report": files[0], "files": files})
        return
    console.say()
    for path in written:
        console.say(str(path))


def print_report(results: Results, debate: Debate) -> None:
    """Prints the head and the sections that need no plots."""
    from smile_commons.exports.report.head import head
    from smile_commons.exports.report.sections import sections

    _print_head(head(results, debate))
    for section in sections(results, debate):
        if section.id not in _PRINTED:
            continue
        console.say(f"\n\n{section.title.upper()}\n")
        for words in section.words:
            console.paragraph(words)
        for table in (*(plot.table for plot in section.plots), *section.tables):
            console.say(f"\n{table.caption}")
            for line in _lines(table):
                console.say(line)


def _print_head(told: Head) -> None:
    console.say(told.title)
    console.say("=" * console.columns(told.title))
    for warning in told.warnings:
        console.say(f"\n{console.wrap(f'Read first: {warning}')}")
    console.say()
    widest = max((len(name) for name, _ in told.facts), default=0)
    for name, fact in told.facts:
        console.say(f"{name.ljust(widest)}  {fact}")
    if told.findings:
        rows = [(f.title, f.value, f.interval, f.control, f.verdict) for f in told.findings]
        console.say(f"\n{console.table(('at a glance', 'value', '95 %', 'control', ''), rows)}")


def _lines(table: Table) -> Iterator[str]:
    rows = [[text_of(cell) for cell in row] for row in table.rows]
    shown, left = rows[:_MOST_ROWS], len(rows) - _MOST_ROWS
    if table.wordy:
        for row in shown:
            said = zip(table.head, row, strict=True)
            parts = "; ".join(f"{name}: {cell}" if name else cell for name, cell in said if cell)
            yield console.wrap(f"- {parts}")
    else:
        yield console.table(table.head, shown)
    if left > 0:
        yield f"… and {left} more in {REPORT}"

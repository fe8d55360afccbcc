"""Scores as they are printed: what is shown first, what was not and why, what it cost."""

from collections.abc import Mapping, Sequence
from typing import Any

from smile_commons.cli import console
from smile_commons.scoring.findings import Findings
from smile_commons.scoring.report import Row, summary

HEAD = ("score", "who", "value", "95 %", "control", "")


def show_findings(findings: Findings, cues: Mapping[str, str]) -> None:
    """Prints the table under its head, and what could not be scored."""
    if note := findings.controls["note"]:
        console.note(note)
    rows = summary(findings.scores)
    told = [row for row in rows if row.value is not None]
    console.say(console.table(HEAD, cells(told, cues)))
    for reason, titles in _reasons(rows).items():
        console.note(f"unscored: {', '.join(titles)}: {reason}")
    for row in findings.addressed:
        console.note(f"not read, for it speaks to the judge: turn {row['turn']}: {row['quote']}")


def cells(rows: Sequence[Row], cues: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The rows as a table's cells."""
    return [
        (
            row.title,
            cues.get(row.persona, row.persona) if row.persona else "",
            "" if row.value is None else f"{row.value:+.2f}",
            "" if row.interval is None else f"{row.interval[0]:+.2f} to {row.interval[1]:+.2f}",
            "" if row.control is None else f"{row.control:+.2f} {row.against}",
            row.note,
        )
        for row in rows
    ]


def cost(findings: Findings, seconds: float | None = None) -> str:
    """What the judge was asked, how much of it was kept or cached, and how long it took."""
    took = "" if seconds is None else f", {seconds:.0f} s in all"
    if findings.judge is None:
        return f"no judge was asked{took}"
    spent: dict[str, Any] = findings.judge["cost"]
    share = spent["cached_share"]
    cached = "" if share is None else f", {share:.0%} of their prompts from the server's cache"
    checked = "" if findings.judge["reliability"] else "; the judge was never checked"
    return (
        f"judge {findings.judge['name']}: {spent['items']} items, {spent['kept']} kept from "
        f"before, {spent['requests']} questions{cached}, {spent['seconds']:.0f} s{took}{checked}"
    )


def _reasons(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Titles of the scores of the whole that there are none of, by the reason."""
    found = dict[str, list[str]]()
    for row in rows:
        if row.value is None and row.persona is None:
            reason = row.note.removeprefix("unscored: ")
            found.setdefault(reason, []).append(row.title)
    return found

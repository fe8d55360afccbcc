"""What a lesson leaves as tables for a spreadsheet: CSV in UTF-8 with the mark that Excel wants.

Text that a spreadsheet would compute is made harmless (OWASP, CSV injection); a number stays one.
Rows of people stand in an order drawn by lot, and no time is told.
"""

import csv
import io
import random
from collections.abc import Iterable, Sequence

from smile_commons.exports.clean import clean
from smile_commons.room.records import Item, Vote, standing
from smile_commons.room.results import Results

SIDES = ("against", "undecided", "for")
_COMPUTED = tuple("=+-@\t\r\n＝＋－＠")
_QUOTE = "'"
"""Stands before text that would be computed: what spreadsheets take for the mark of a text."""

Cell = str | int | float | bool | None


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([cell(one) for one in row])
    return out.getvalue().encode("utf-8-sig")


def cell(value: Cell) -> str:
    """One cell: text harmless, numbers as they are, yes and no as 1 and 0, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text = clean(value)
    return _QUOTE + text if text.lstrip(" ").startswith(_COMPUTED) else text


def votes_csv(votes: Sequence[Vote], *, seed: int | None = None) -> bytes:
    """One row a person and article: positions before and after, by people numbered by lot.

    No seat, no round, no reason is in it. The numbers are drawn anew for each article, so that rows
    of one person cannot be joined; in a class of four or fewer there are none.
    """
    from smile_commons.room.hiding import FEWEST

    draw = random.Random(seed) if seed is not None else random.SystemRandom()
    standings = standing(list(votes))
    rows: list[tuple[Cell, ...]] = []
    for article in dict.fromkeys(one.article for one in votes):
        people = [
            (
                one.before.position if one.before else None,
                one.after.position if one.after else None,
                bool(one.before and one.before.late),
            )
            for (_, of), one in standings.items()
            if of == article
        ]
        if len(people) < FEWEST:
            continue
        draw.shuffle(people)
        rows += [(article, *one) for one in people]
    return table(("article", "before", "after", "late"), rows)


def matrix_csv(results: Results) -> bytes:
    """Who went from which side to which, as far as it may be shown; hidden counts are empty."""
    rows: list[tuple[Cell, ...]] = []
    for one in results.articles:
        for side, counts, total in zip(SIDES, one.matrix, one.rows, strict=True):
            rows.append((one.id, side, *counts, total))
        rows.append((one.id, "all", *one.columns, one.both))
    return table(("article", "before", *(f"after: {side}" for side in SIDES), "all"), rows)


def questions_csv(items: Sequence[Item]) -> bytes:
    """Questions and statements as they stand, without who wrote them."""
    return table(
        ("id", "kind", "text", "state", "to", "how"),
        [(one.id, one.kind, one.text, one.state, one.to, one.how) for one in items],
    )


def moderation_csv(items: Sequence[Item]) -> bytes:
    """What was decided of what a student wrote, and why, without its words or who wrote it."""
    return table(
        ("id", "kind", "state", "reason", "flags", "merged into"),
        [
            (one.id, one.kind, one.state, one.reason, " ".join(one.flags), one.into)
            for one in items
            if one.kind == "question" or one.flags or one.state == "refused"
        ],
    )

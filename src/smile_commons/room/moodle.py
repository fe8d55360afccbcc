"""Files that Moodle reads: who took part, as grades, and essays on the articles (GIFT).

Moodle's importer of grades maps rows by one of four fields of a user, and one bad row stops all of
them (``grade/import/csv``, ``load_data.php``). GIFT: ``question/format/gift/format.php``.
"""

import csv
import io
import re
from collections.abc import Collection, Sequence
from typing import Literal, get_args

from smile_commons.room.refusal import RefusedError
from smile_commons.world.dialogue import Article

Column = Literal["user id", "id number", "email", "username"]
"""By what a roster's entries can be found in Moodle."""
TOOK_PART = "Took part"
_SPECIAL = re.compile(r"([\\#=~{}:])")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def moodle_csv(
    roster: Sequence[tuple[str, str]], took_part: Collection[str], column: Column
) -> bytes:
    """Grades: 1 for who took part, 0 for who did not. Only with a roster, and after the lesson.

    Cells stand exactly as given: Moodle compares them letter by letter.

    Args:
        roster: seat (empty: it never came) and what identifies the student in Moodle.
        took_part: seats that voted or asked.
        column: what the roster's entries are.

    Raises:
        RefusedError: nobody is on it, an entry stands there twice, or is none of that kind.
    """
    if column not in get_args(Column):
        raise RefusedError("moodle_column", known=", ".join(get_args(Column)))
    if not roster:
        raise RefusedError("moodle_empty")
    known: set[str] = set()
    rows: list[tuple[str, int]] = []
    for seat, who in roster:
        name = who.strip()
        if name.casefold() in known:
            raise RefusedError("moodle_twice", name=name)
        if not _fits(name, column):
            raise RefusedError("moodle_unfit", name=name, column=column)
        known.add(name.casefold())
        rows.append((name, int(bool(seat) and seat in took_part)))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((column, TOOK_PART))
    writer.writerows(sorted(rows))
    return out.getvalue().encode("utf-8")


def _fits(name: str, column: Column) -> bool:
    if not name or name == "-" or any(ord(one) < 32 for one in name):
        return False
    if name.startswith(tuple("=+@")):
        return False  # a spreadsheet would compute it, and Moodle takes no quote before it
    if column == "email":
        return _MAIL.fullmatch(name) is not None
    if column == "user id":
        return name.isdecimal()
    return column != "username" or not re.search(r"\s", name)


def gift(articles: Sequence[Article]) -> str:
    """One essay for each article: is it right, and what would the other side say?"""
    return "\n\n".join(f"::{escaped(one.title)}::{escaped(one.text)} {{}}" for one in articles) + (
        "\n" if articles else ""
    )


def escaped(text: str) -> str:
    """Text in which nothing is a mark of GIFT, on one line."""
    flat = " ".join(text.split())
    if flat.startswith(("//", "$CATEGORY", "[")):
        flat = "\N{WORD JOINER}" + flat  # a comment, a category, or the name of a format
    return _SPECIAL.sub(r"\\\1", flat)

"""CSV is read back whole, and no cell is computed."""

import csv
import io

from hypothesis import example, given
from spoken import ANYTHING, script, speech, whisper

from smile_commons.exports.clean import clean
from smile_commons.exports.spreadsheet import COLUMNS, JOINER, to_csv


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


@given(ANYTHING)
@example('=HYPERLINK("http://a.b")')
@example('a,"b"\r\n;c')
def test_any_text_is_one_cell_that_nothing_computes(text: str) -> None:
    (row,) = rows(to_csv(script(speech(text))))
    assert not row["text"].startswith(tuple("=+-@\t"))
    assert row["text"].removeprefix(JOINER) == clean(text).removeprefix(JOINER)


def test_the_columns_say_who_spoke_to_whom() -> None:
    events = (speech("Why?", to=("ezra",), move="question"), whisper("Later.", "ezra", "kai"))
    first, second = rows(to_csv(script(*events)))
    assert tuple(first) == COLUMNS
    assert (first["cue"], first["to"], first["move"]) == ("Talia", "ezra", "question")
    assert second["whispered_to"] == "ezra kai"

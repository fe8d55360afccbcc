"""A run as CSV: one event a row, for spreadsheets."""

import csv
import io

from smile_commons.exports.clean import clean
from smile_commons.exports.script import Script

JOINER = "\u2060"
"""Stands before text that a spreadsheet would compute; it has no width."""
_COMPUTED = tuple("=+-@\t")
COLUMNS = (
    *("turn", "act", "kind", "speaker", "cue", "to", "whispered_to", "move", "on", "article"),
    *("by", "at", "text"),
)


def to_csv(script: Script) -> str:
    """The events of a script as CSV (RFC 4180), with the mark that tells a spreadsheet UTF-8."""
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for event in script.events:
        made = {
            "cue": script.cue(event.speaker),
            "to": " ".join(event.to),
            "whispered_to": " ".join(script.confidants(event)),
        }
        told = (made[name] if name in made else getattr(event, name) for name in COLUMNS)
        table.writerow(["" if value is None else cell(str(value)) for value in told])
    return "\ufeff" + out.getvalue()


def cell(text: str) -> str:
    """The text so that no spreadsheet computes it."""
    text = clean(text)
    return JOINER + text if text.startswith(_COMPUTED) else text

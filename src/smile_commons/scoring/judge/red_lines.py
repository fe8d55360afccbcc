"""A red line as a motion that what it rules out be done.

A small model hears the tone towards a thing, and no rule against it: asked whether a speech is for
"Nobody should sell the harbour" it tosses a coin, asked whether it is for selling it does not
(``docs/consistency.md``). So it is asked about the deed, and whoever is for it crosses the line.
"""

import re

_RULED_OUT = re.compile(
    r"^[\w'’ -]{1,40}?\b(?:will not|won['’]t|will never|would not|would never|must not|must never"
    r"|shall not|does not|refuses to) (?P<deed>\S.*)$",
    re.IGNORECASE,
)


def deed_of(red_line: str) -> str | None:
    """What a red line rules out, from the verb on; None where it is worded in another way."""
    found = _RULED_OUT.match(" ".join(red_line.split()))
    return found["deed"] if found else None


def motion_of(red_line: str) -> str:
    """The motion that is asked about; a line that rules out nothing by such words as it stands."""
    deed = deed_of(red_line)
    return f"It is right to {deed}" if deed else red_line

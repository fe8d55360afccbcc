"""Fountain read again: what our own export wrote comes back as it was said."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from smile_commons.exports.clean import clean
from smile_commons.exports.fountain import to_fountain
from smile_commons.exports.script import Script
from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.screenplay import read
from smile_commons.transcript import Event

SCENE = """Title: The Weir

# One

INT. HALL - DAY

The river is high.

ANNA (V.O.)
(softly)
Who *may* go? [[a note]]

BEN
No.

ANNA ^
Yes.

>THE END<
"""


def test_cues_speeches_and_acts() -> None:
    lines = parse_fountain(SCENE)
    assert [(line.turn, line.speaker, line.act, line.text) for line in lines] == [
        (1, "ANNA", "One", "Who may go?"),
        (2, "BEN", "One", "No."),
        (3, "ANNA", "One", "Yes."),
    ]


def parse_fountain(text: str) -> tuple[Line, ...]:
    (found,) = read(Given(text, Path("a.fountain"), "a.fountain"))
    return found.ordered(by_time=False)


TEXT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
    st.lists(st.sampled_from(["(a)", "NO.", "INT. x", "*b*", "word ", "@c", "> d", "[[e]]", "x"])),
).map(lambda text: "".join(text) if isinstance(text, list) else text)


@given(TEXT)
def test_our_own_export_is_read_back(text: str) -> None:
    events = (
        Event(0, "forum", "act", None, "Night."),
        Event(1, "forum", "speech", "talia", f"Well. {text}"),
        Event(2, "forum", "speech", "ezra", "No."),
    )
    script = Script(title="A", events=events, cast={"talia": "Talia", "ezra": "Ezra"})
    lines = parse_fountain(to_fountain(script))
    assert [line.speaker for line in lines] == ["TALIA", "EZRA"]
    assert lines[0].text.split() == f"Well. {clean(text)}".replace("\u2060", "").split()

"""A run written out as JSON lines is its transcript."""

from pathlib import Path

from smile_commons.exports.formats import EXPORTERS
from smile_commons.exports.script import Script
from smile_commons.transcript import Event, read_events


def test_the_lines_read_back_as_the_same_events(tmp_path: Path) -> None:
    events = (
        Event(turn=0, act="forum", kind="act", speaker=None, text="Night."),
        Event(1, "forum", "speech", "kai", "A\u2028b \x1b[1m ☺", to=("ezra",), move="confess"),
    )
    text = EXPORTERS["jsonl"].render(Script(title="The Forum", events=events))
    assert len(text.splitlines()) == 2
    (tmp_path / "scene.jsonl").write_text(text, encoding="utf-8")
    assert tuple(read_events(tmp_path / "scene.jsonl")) == events

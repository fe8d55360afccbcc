"""A speech that streams in is set as it would be if it had come at once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smile_commons.cli import console
from smile_commons.cli.events_shown import Flow

WORDS = st.lists(st.sampled_from(["a", "smile", "x" * 25, "笑笑", " ", "\n", "\n\n"]), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, size=st.integers(1, 7))
def test_pieces_of_any_size_make_the_same_lines(
    words: list[str],
    size: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    capsys.readouterr()
    text = " ".join(words).strip()
    flow = Flow("  ")
    for start in range(0, len(text), size):
        flow.feed(text[start : start + size])
    flow.end()
    assert capsys.readouterr().out == console.wrap(text, "  ") + "\n"


def test_a_word_is_printed_once_it_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    flow = Flow()
    flow.feed("We sm")
    assert capsys.readouterr().out == "We"
    flow.feed("ile. \x1b[31m")
    assert capsys.readouterr().out == " smile."
    flow.end()
    assert capsys.readouterr().out == "\n"

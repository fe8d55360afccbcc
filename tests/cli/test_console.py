"""What is printed fits the terminal and cannot drive it."""

import sys

import pytest

from smile_commons.cli import console


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")


def test_a_speech_is_set_to_the_width_and_keeps_its_lines() -> None:
    text = console.wrap(
        "Every smile is a story, and every story has its teller.\n\nMine too.", "  "
    )
    assert text == ("  Every smile is a story, and\n  every story has its teller.\n\n  Mine too.")


def test_wide_letters_count_twice_and_combining_ones_not_at_all() -> None:
    assert console.columns("笑e\u0301") == 3
    assert console.wrap("笑笑笑笑笑 笑笑笑笑笑 笑笑笑笑笑").split("\n") == [
        "笑笑笑笑笑 笑笑笑笑笑",
        "笑笑笑笑笑",
    ]


def test_a_word_longer_than_the_line_stands_alone() -> None:
    assert console.wrap("a " + "b" * 40 + " c").split("\n") == ["a", "b" * 40, "c"]


def test_numbers_stand_to_the_right() -> None:
    table = console.table(("who", "value"), [("ezra", "+0.50"), ("talia\x1b[1m", "-0.1")])
    assert table.split("\n") == ["who    value", "ezra   +0.50", "talia   -0.1"]


def test_colour_only_on_a_terminal_that_wants_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    console.cue("Talia")
    assert capsys.readouterr().out == "TALIA\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    console.cue("Talia")
    assert capsys.readouterr().out == "\x1b[1mTALIA\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    console.cue("Talia")
    assert capsys.readouterr().out == "TALIA\n"


def test_json_is_one_object_that_a_terminal_survives(capsys: pytest.CaptureFixture[str]) -> None:
    console.emit({"said": "\x9b2J\u202e ☺"})
    assert capsys.readouterr().out == '{\n  "said": "\\u009b2J\\u202e ☺"\n}\n'

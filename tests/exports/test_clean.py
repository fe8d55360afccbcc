"""Text from a model can neither drive a terminal nor hide what it says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.exports.clean import clean, escape_json


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;a title\x07said", "said"),
        ("\x1b]8;;http://a.b\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("back\b\b\bspace\x7f", "backspace"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\u202edesrever", "desrever"),
        ("half \ud83d a face", "half \ufffd a face"),
        ("a\tb\n", "a\tb\n"),
        ("Zoë 笑 ☺ 👩‍🎨", "Zoë 笑 ☺ 👩‍🎨"),
        ("\x1b", ""),
    ],
)
def test_what_is_left_of_a_text(text: str, left: str) -> None:
    assert clean(text) == left


@given(st.text())
def test_nothing_that_moves_a_cursor_is_left(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(letter in "\n\t" or letter.isprintable() or ord(letter) > 0x9F for letter in cleaned)


@given(st.text())
def test_json_keeps_its_value_and_can_be_printed(text: str) -> None:
    printed = escape_json(json.dumps({"text": text}, ensure_ascii=False))
    assert json.loads(printed) == {"text": text}
    assert clean(printed) == printed

"""Text from a model cannot command a terminal or break a file, however it was cut up."""

from hypothesis import given
from hypothesis import strategies as st

from smile_commons.models.cleaning import Cleaner, clean


def test_control_characters_go_and_line_breaks_stay() -> None:
    assert clean("a\x1b[31mb\x00\x07\x9b\tc\r\nd\x7f") == "a[31mb\tc\nd"


def test_half_a_character_is_replaced_and_two_halves_are_joined() -> None:
    assert clean("a\ud83db") == "a\ufffdb"
    cleaner = Cleaner()
    pieces = [cleaner.feed("a\ud83d"), cleaner.feed("\ude00b\ud83d"), cleaner.finish()]
    assert pieces == ["a", "😀b", "\ufffd"]


any_text = st.text(st.characters(exclude_categories=()), max_size=30)


@given(st.lists(any_text, max_size=6))
def test_it_does_not_matter_where_a_text_is_cut(pieces: list[str]) -> None:
    cleaner = Cleaner()
    joined = "".join(cleaner.feed(piece) for piece in pieces) + cleaner.finish()
    assert joined == clean("".join(pieces))
    joined.encode("utf-8")

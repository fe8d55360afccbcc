"""The pages of a PDF: speeches broken between two say so, leftward text stands as it is read."""

import io
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from spoken import narration, opening, script, speech, whisper

from smile_commons.exports.leftward import as_seen, begins_right, is_leftward
from smile_commons.exports.screenplay import to_pdf

ROOM = 36


def pages(*events: object) -> list[str]:
    """The text of every page after the title."""
    reader = PdfReader(io.BytesIO(to_pdf(script(*events))[0]))
    return [page.extract_text() for page in reader.pages][1:]


def sentences(count: int, of: str = "I said it {} times and nobody wrote it down.") -> str:
    return " ".join(of.format(n) for n in range(count))


def test_a_speech_that_goes_over_a_page_says_so_on_both() -> None:
    first, second = pages(opening("Rain. " * 400), speech(sentences(20), speaker="ezra"))
    assert first.rstrip().endswith("(MORE)")
    assert re.search(r"^\s*EZRA \(CONT'D\)$", second, re.MULTILINE)
    assert "(CONT'D)" not in first
    assert "(MORE)" not in second


def test_a_speech_longer_than_two_pages_is_continued_on_each() -> None:
    found = pages(speech(sentences(120)))
    assert len(found) > 2
    assert all(page.rstrip().endswith("(MORE)") for page in found[:-1])
    assert all("TALIA (CONT'D)" in page for page in found[1:])
    assert all(page.count("(CONT'D)") == 1 for page in found[1:])
    joined = re.sub(r"\(MORE\)|TALIA( \(CONT'D\))?|^\d+\.$", " ", "\n".join(found), flags=re.M)
    assert " ".join(sentences(120).split()) in " ".join(joined.split())


def test_two_lines_at_least_stand_on_either_side() -> None:
    """Wherever the page ends, nobody's cue stands alone under it, and no single line over it."""
    for height in range(20, 56):
        found = pages(opening("\n".join("Rain." for _ in range(height))), speech(sentences(4)))
        for page, after in itertools.pairwise(found):
            if "(MORE)" in page:
                before = page.rpartition("TALIA")[2].strip().splitlines()
                rest = after.rpartition("(CONT'D)")[2].strip().splitlines()
                assert len(before) >= 3  # two lines and (MORE)
                assert len(rest) >= 2
            assert not page.rstrip().endswith("TALIA")


def test_how_something_is_said_never_ends_a_page() -> None:
    for height in range(30, 56):
        found = pages(opening("\n".join("Rain." for _ in range(height))),
                      whisper(sentences(6), "ezra"))  # fmt: skip
        for page in found:
            last = page.rstrip().removesuffix("(MORE)").rstrip()
            assert not last.endswith("(whispering to Ezra)")


def test_a_speech_that_fits_has_no_marks() -> None:
    assert "(MORE)" not in "".join(pages(speech("Yes."), narration("Rain."), speech("No.", 2)))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("שלום", ["םולש"]),
        ("שלום abc", ["abc םולש"]),
        ("abc שלום", ["abc םולש"]),
        ("שלום (abc)", ["(abc) םולש"]),
        ("אב (גד) הו", ["וה (דג) בא"]),
        ("abc (שלום) def", ["abc (םולש) def"]),
        ("אב, 42.", [".42 ,בא"]),
        ("(אב", ["בא)"]),
        ("אב) גד", ["דג (בא"]),
    ],
)
def test_what_is_read_from_right_to_left_is_seen_so(text: str, seen: list[str]) -> None:
    assert as_seen(text, ROOM, len) == seen


def test_lines_are_broken_in_the_order_in_which_they_are_read() -> None:
    words = [letter * 9 for letter in "אבגדהו"]
    shown = as_seen(" ".join(words), ROOM, len)
    assert shown == [" ".join(reversed(words[:3])), " ".join(reversed(words[3:]))]


def test_arabic_letters_take_their_forms_and_keep_their_marks() -> None:
    (seen,) = as_seen("مَرْحَبًا", ROOM, len)
    assert not set("مرحب") & set(seen)
    assert {"\u064e", "\u0652", "\u064b"} <= set(seen)


def test_hebrew_stands_in_a_pdf_in_a_font_that_has_it() -> None:
    content, note = to_pdf(script(speech("שלום לכולם, זה הערב."), narration("דלת נטרקת.")))
    if note:
        pytest.skip("no font on this machine has Hebrew")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert set("שלוםכזהערבדתנטק") <= set(text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("אבג abc()[]«»,. 12"), max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    shown = "".join(as_seen(text, ROOM, len))

    def kept(some: str) -> list[str]:
        return sorted(letter for letter in some if letter.isalnum())

    assert kept(shown) == kept(text)
    assert len(shown.replace(" ", "")) == len(text.replace(" ", ""))


def test_a_text_begins_where_its_first_letter_says() -> None:
    assert begins_right("... שלום")
    assert not begins_right("42 abc שלום")
    assert is_leftward("abc ש")
    assert not is_leftward("abc 42")

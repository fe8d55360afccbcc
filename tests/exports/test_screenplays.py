"""PDF, FDX and HTML are read back: what was said stands there as speech, and all of it."""

import io
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from pypdf import PdfReader
from spoken import ANYTHING, lines, narration, opening, script, speech, told, whisper

from smile_commons.errors import InputError
from smile_commons.exports.screenplay import to_fdx, to_html, to_pdf

ODD = "(sighs) I will not.\n\n[[cut]] *so* INT. A ROOM\nCUT TO:"


class Page(HTMLParser):
    """Each paragraph and heading of a page, with its class."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h1", "h2", "h3"):
            self.found.append((dict(attrs).get("class") or tag, ""))
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self.found.clear()

    def handle_data(self, data: str) -> None:
        if self.found:
            kind, text = self.found[-1]
            self.found[-1] = kind, text + data

    def said(self) -> list[str]:
        start = next(place for place, (kind, _) in enumerate(self.found) if kind == "character")
        return [text.strip("\n") for kind, text in self.found[start + 1 :] if kind == "p"]


@given(ANYTHING)
@example(ODD)
def test_html_holds_every_line_as_it_was_said(text: str) -> None:
    if not told(text):
        return
    page = Page(to_html(script(speech(text))))
    said = ["" if line == "\xa0" else line.replace("\xa0", " ") for line in page.said()]
    assert said == [line.replace("\xa0", " ") for line in lines(text)]


@given(ANYTHING)
def test_html_needs_nothing_else_and_runs_nothing(text: str) -> None:
    page = to_html(script(opening(text), speech(text), narration(text), title=text))
    assert page.count("<h1>") == 1
    assert not re.search(r"<(script|link|img|iframe|!--)", page)


@given(ANYTHING)
@example(ODD)
def test_final_draft_gets_dialogue_and_nothing_else(text: str) -> None:
    if not told(text):
        return
    found = paragraphs(to_fdx(script(speech(text))))
    assert found == [("Character", "TALIA"), *(("Dialogue", line) for line in lines(text))]


@given(ANYTHING)
@example("TALIA\nHello there.\n\nINT. A ROOM")
def test_narration_is_action_in_final_draft(text: str) -> None:
    found = paragraphs(to_fdx(script(narration(text))))
    assert all(kind == "Action" for kind, _ in found)
    assert [line for _, words in found for line in words.split("\n")] == told(text)


def test_final_draft_gets_the_title_page_that_the_library_drops() -> None:
    tree = ElementTree.fromstring(to_fdx(script(speech("Yes."), model="local")))
    page = [text.text for text in tree.findall("TitlePage/Content/Paragraph/Text") if text.text]
    assert page == ["The Forum", "Played by local", "forum-1", "2145-03-06"]


def test_acts_have_their_title_and_their_scene() -> None:
    play = script(opening("Rain.\n\nLIGHTS."), speech("Yes."))
    assert paragraphs(to_fdx(play))[:4] == [
        ("Action", "THE PUBLIC FORUM"),
        ("Scene Heading", "EXT. SMILE COMMONS - NIGHT"),
        ("Action", "Rain."),
        ("Action", "LIGHTS."),
    ]
    headings = [one for one in Page(to_html(play)).found if one[0] in ("h1", "h2", "h3")]
    assert headings == [
        ("h1", "The Forum\n"),
        ("h2", "The public forum\n"),
        ("h3", "EXT. SMILE COMMONS - NIGHT\n"),
    ]


def test_a_whisper_says_to_whom() -> None:
    play = script(whisper("Not now.", "ezra", "kai"))
    assert ("Parenthetical", "(whispering to Ezra and Kai)") in paragraphs(to_fdx(play))
    assert ("parenthetical", "(whispering to Ezra and Kai)") in Page(to_html(play)).found
    assert "(whispering to Ezra and Kai)" in words(to_pdf(play)[0])


@settings(max_examples=40, deadline=None)
@given(ANYTHING)
@example(ODD)
@example("word" * 60)
@example("Привет, мир! Γειά σου — “é” → ½")
def test_a_pdf_holds_every_letter_that_a_font_has(text: str) -> None:
    content, note = to_pdf(script(speech(text)))
    read = words(content)
    if not note:
        assert letters(text) in letters(read)
    else:
        assert "`font`" in note or "right to left" in note


def test_a_pdf_says_which_letters_no_font_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smile_commons.exports.fonts._installed", lambda: ())
    monkeypatch.setattr("smile_commons.exports.fonts._READERS_OWN", ())
    note = to_pdf(script(speech("ख़ुशी and Ж")))[1]
    assert "Ж (cyrillic capital letter zhe)" in note
    assert "`font` FILE" in note


def test_a_named_font_gives_the_letters_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    font = Path(matplotlib.__file__).parent / "mpl-data/fonts/ttf/DejaVuSans.ttf"
    monkeypatch.setattr("smile_commons.exports.fonts._installed", lambda: ())
    content, note = to_pdf(script(speech("Ж")), [font])
    assert not note
    assert "Ж" in words(content)


@pytest.mark.parametrize("name", ["nowhere.ttf", "words.ttf"])
def test_what_is_no_font_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "words.ttf").write_text("not a font")
    with pytest.raises(InputError, match=name):
        to_pdf(script(speech("Ж")), [tmp_path / name])


def paragraphs(fdx: str) -> list[tuple[str, str]]:
    """Kind and text of each paragraph of the script."""
    tree = ElementTree.fromstring(fdx)
    return [
        (paragraph.attrib["Type"], "".join(text.text or "" for text in paragraph.findall("Text")))
        for paragraph in tree.findall("Content/Paragraph")
    ]


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def letters(text: str) -> str:
    """A text without what a page breaks and what takes no place."""
    plain = unicodedata.normalize("NFC", "".join(lines(text)))
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")

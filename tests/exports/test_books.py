"""DOCX and EPUB are read back by libraries: nothing that was said is lost or read as markup."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from docx import Document
from ebooklib import ITEM_DOCUMENT, epub
from hypothesis import example, given, settings
from spoken import ANYTHING, lines, narration, opening, script, speech, told, whisper

from smile_commons.exports.epub import to_epub
from smile_commons.exports.script import Scene
from smile_commons.exports.word import to_docx

XHTML = "{http://www.w3.org/1999/xhtml}"
slow = settings(max_examples=60, deadline=None)


def docx_paragraphs(content: bytes) -> list[tuple[str, str]]:
    document = Document(io.BytesIO(content))
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def pages(content: bytes) -> dict[str, ElementTree.Element]:
    """The pages of a book, each well-formed XML, by the names of their files."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        return {Path(name).stem: ElementTree.fromstring(book.read(name)) for name in names}


def paragraphs(page: ElementTree.Element, kind: str | None) -> list[str]:
    return [
        "\n".join(text for text in paragraph.itertext())
        for paragraph in page.iter(f"{XHTML}p")
        if paragraph.get("class") == kind
    ]


@slow
@given(ANYTHING)
@example("(sighs)\n\n  [[x]] *no*\tend")
def test_word_holds_a_speech_as_one_paragraph_of_dialogue(text: str) -> None:
    if not told(text):
        return
    found = docx_paragraphs(to_docx(script(speech(text))))[3:]
    assert found == [("Character", "TALIA"), ("Dialogue", "\n".join(lines(text)))]


def test_word_has_a_style_for_everything() -> None:
    play = script(opening("Rain."), whisper("Not now.", "ezra"), narration("A door slams."))
    assert docx_paragraphs(to_docx(play)) == [
        ("Title", "The Forum"),
        ("Subtitle", "forum-1"),
        ("Subtitle", "2145-03-06"),
        ("Heading 1", "The public forum"),
        ("Scene Heading", "EXT. SMILE COMMONS - NIGHT"),
        ("Action", "Rain."),
        ("Character", "TALIA"),
        ("Parenthetical", "(whispering to Ezra)"),
        ("Dialogue", "Not now."),
        ("Action", "A door slams."),
    ]


@slow
@given(ANYTHING)
@example("<b>&amp;</b>{{ 7 * 7 }}{% raw %}")
def test_a_book_holds_every_line_that_was_said(text: str) -> None:
    play = script(opening(), speech(text), narration(text), title=text)
    page = pages(to_epub(play))["act-1"]
    spoken = [line for said in paragraphs(page, None) for line in said.split("\n")]
    assert spoken == told(text)
    seen = [line for said in paragraphs(page, "action") for line in said.split("\n")]
    assert seen == ["Night.", *told(text)]


def test_a_book_opens_in_a_reader(tmp_path: Path) -> None:
    scenes = {"forum": Scene("The <forum>"), "after": Scene("After & all")}
    events = (opening(), speech("Yes."), opening("Dawn.", "after", 1), whisper("No.", "kai"))
    path = tmp_path / "play.epub"
    path.write_bytes(to_epub(script(*events, scenes=scenes)))
    book = epub.read_epub(str(path))
    assert book.get_metadata("DC", "title")[0][0] == "The Forum"
    assert [link.title for link in book.toc] == ["The <forum>", "After & all"]
    documents = [item.get_name() for item in book.get_items_of_type(ITEM_DOCUMENT)]
    assert documents == ["nav.xhtml", "title.xhtml", "act-1.xhtml", "act-2.xhtml"]
    assert "(whispering to Kai)" in paragraphs(pages(path.read_bytes())["act-2"], "aside")


def test_a_book_begins_with_its_type_and_is_the_same_every_time() -> None:
    play = script(opening(), speech("Yes."))
    content = to_epub(play)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert to_epub(play) == content

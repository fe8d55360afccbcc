"""A script as a screenplay of the library ``screenplain``, which sets it as PDF, FDX and HTML.

The library's objects are made here one by one and never parsed from text, so nothing that was
said can be read as markup.
"""

import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from smile_commons.exports import scene
from smile_commons.exports.fonts import Letters
from smile_commons.exports.script import Script
from smile_commons.exports.templates import render

Set = Callable[[str], Any]
"""Makes a line of the library's rich text of plain text."""


def screenplay(script: Script, rich: Set, *, sections: bool = False) -> Any:
    """The script as ``screenplain.types.Screenplay``.

    Args:
        script: what is to be printed.
        rich: how a line becomes rich text.
        sections: acts as sections, where the format knows them; otherwise as centred lines.
    """
    from screenplain import types

    paragraphs = list[Any]()
    for element in scene.elements(script):
        match element:
            case scene.ActTitle(text) if sections:
                paragraphs.append(types.Section(rich(text), 1))
            case scene.ActTitle(text):
                paragraphs.append(types.Action([rich(text.upper())], centered=True))
            case scene.Heading(text):
                paragraphs.append(types.Slug(rich(text)))
            case scene.Action(lines):
                paragraphs.append(types.Action([rich(line) for line in lines]))
            case scene.Spoken():
                paragraphs.append(_dialog(element, rich))
    return _titled(script, rich, paragraphs)


def _dialog(spoken: scene.Spoken, rich: Set) -> Any:
    from screenplain import types

    dialog: Any = types.Dialog(rich(spoken.cue))
    aside = [(True, rich(f"({spoken.aside})"))] if spoken.aside else []
    # Set outright: the library would take a line that begins with `(` for a parenthetical.
    dialog.blocks = [*aside, *((False, rich(line)) for line in spoken.lines)]
    return dialog


def _titled(script: Script, rich: Set, paragraphs: Sequence[Any]) -> Any:
    from screenplain import types

    page = {
        "Title": [rich(scene.title(script))],
        "Credit": [rich(line) for line in (scene.credit(script),) if line],
        "Contact": [rich(fact) for fact in scene.facts(script)],
    }

    class Titled(types.Screenplay):
        """The library would read emphasis into a title page of plain text."""

        def get_rich_attribute(self, name: str, default: Any = ()) -> Any:
            return page.get(name, default)

    return Titled({}, paragraphs)


_LINES_ABOVE = 16
"""Of the title; a third of a page."""


def to_fdx(script: Script) -> str:
    """The script as FDX."""
    from screenplain.export import fdx
    from screenplain.richstring import plain

    setter: Any = fdx
    out = io.StringIO()
    setter.to_fdx(screenplay(script, plain), out)
    tree = ElementTree.fromstring(out.getvalue())
    content = ElementTree.SubElement(ElementTree.SubElement(tree, "TitlePage"), "Content")
    for line in [*[""] * _LINES_ABOVE, scene.title(script), "", scene.credit(script)]:
        _paragraph(content, line, "Center")
    for line in ["", *scene.facts(script)]:
        _paragraph(content, line, "Left")
    text = ElementTree.tostring(tree, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n{text}\n'


def _paragraph(content: ElementTree.Element, text: str, alignment: str) -> None:
    paragraph = ElementTree.SubElement(content, "Paragraph", {"Alignment": alignment})
    ElementTree.SubElement(paragraph, "Text").text = text


def to_html(script: Script) -> str:
    """The script as a page."""
    from screenplain.export import html
    from screenplain.richstring import plain

    setter: Any = html
    out = io.StringIO()
    setter.convert_bare(screenplay(script, plain, sections=True), out)
    body = _headings(out.getvalue())
    return render(
        "templates/page.html.j2", title=scene.title(script), about=scene.about(script), body=body
    )


def _headings(body: str) -> str:
    """The library makes an act an h1 and a scene an h6; a page has one h1, then h2, then h3."""
    for made, wanted in (("h1", "h2"), ("h6", "h3")):
        body = body.replace(f"<{made}>", f"<{wanted}>").replace(f"</{made}>", f"</{wanted}>")
    return body


def to_pdf(script: Script, fonts: Sequence[Path] = ()) -> tuple[bytes, str]:
    """The script as the bytes of a PDF, and what must be said of it (or nothing).

    Args:
        script: what is to be printed.
        fonts: TrueType files to take letters from that Courier Prime lacks.

    Raises:
        InputError: a font cannot be used.
    """
    from screenplain.export import pdf
    from screenplain.richstring import RichString, Segment

    from smile_commons.exports.pages import set_for_paper

    setter: Any = pdf
    settings: Any = setter.Settings()
    letters = Letters(settings.font_settings.family_name, fonts)

    class Lettered(Segment):
        """A piece of a line in a font of its own."""

        def __init__(self, text: str, font: str) -> None:
            super().__init__(text, ())
            self._font = font

        def to_html(self) -> str:
            return f'<font name="{self._font}">{super().to_html()}</font>'

    def rich(text: str) -> Any:
        return RichString(*(Lettered(*run) for run in letters.runs(text)))

    class Paged(setter.DocTemplate):
        """Sets the library's paragraphs as a script has them."""

        def build(self, story: Any) -> None:
            setter.DocTemplate.build(self, set_for_paper(story, settings, letters))

    out = io.BytesIO()
    setter.to_pdf(screenplay(script, rich), out, template_constructor=Paged, settings=settings)
    return out.getvalue(), " ".join(_notes(letters))


def _notes(letters: Letters) -> Iterator[str]:
    mend = "Name a font that has them with `font` FILE, or export html, docx or epub."
    if letters.missing:
        yield f"No font here has {_named(letters.missing)}; a dot stands in their place. {mend}"
    if letters.borrowed:
        yield f"{_named(letters.borrowed)}: only a reader's own fonts can show them. {mend}"


def _named(letters: set[str]) -> str:
    named = sorted(
        f"{one} ({unicodedata.name(one, f'U+{ord(one):04X}').lower()})" for one in letters
    )
    return f"{', '.join(named[:5])}{f' and {len(named) - 5} more' if len(named) > 5 else ''}"

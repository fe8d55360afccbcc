"""A run as DOCX: a screenplay whose elements are named styles, so that a writer can restyle it."""

import io
from datetime import UTC, datetime
from typing import Any

from smile_commons.exports import scene
from smile_commons.exports.script import Script

# By style: inches from the left and from the right margin, points above, kept with the next.
_STYLES: dict[str, tuple[float, float, int, bool]] = {
    "Scene Heading": (0, 0, 24, True),
    "Action": (0, 0, 12, False),
    "Character": (2.0, 0, 12, True),
    "Parenthetical": (1.5, 1.5, 0, True),
    "Dialogue": (1.0, 1.5, 0, False),
}
_FONT = "Courier New"


def to_docx(script: Script) -> bytes:
    """The script as the bytes of a DOCX file."""
    from docx import Document

    document: Any = Document()
    _set_up(document, script)
    document.add_paragraph(scene.title(script), style="Title")
    for line in scene.about(script):
        document.add_paragraph(line, style="Subtitle")
    for element in scene.elements(script):
        _add(document, element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Any, element: scene.Element) -> None:
    match element:
        case scene.ActTitle(text):
            document.add_paragraph(text, style="Heading 1")
        case scene.Heading(text):
            document.add_paragraph(text, style="Scene Heading")
        case scene.Action(lines):
            document.add_paragraph("\n".join(lines), style="Action")
        case scene.Spoken(cue, aside, lines):
            document.add_paragraph(cue, style="Character")
            if aside:
                document.add_paragraph(f"({aside})", style="Parenthetical")
            # One paragraph a speech; ends of lines become breaks within it.
            document.add_paragraph("\n".join(lines), style="Dialogue")


def _set_up(document: Any, script: Script) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Inches, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin, section.right_margin = Inches(1.5), Inches(1)
    section.top_margin = section.bottom_margin = Inches(1)
    for name, (left, right, above, keep) in _STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _in_courier(style)
        shape = style.paragraph_format
        shape.left_indent, shape.right_indent = Inches(left), Inches(right)
        shape.space_before, shape.space_after = Pt(above), Pt(0)
        shape.line_spacing, shape.keep_with_next = 1, keep
    for name in ("Title", "Subtitle", "Heading 1"):
        _plain_heading(document.styles[name])
    properties = document.core_properties
    properties.title, properties.author = scene.title(script)[:255], "Smile Commons"
    properties.comments = ""
    properties.created = properties.modified = _day(script.date)


def _in_courier(style: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = _FONT, Pt(12)
    style.font.color.rgb = RGBColor(0, 0, 0)
    # The theme's fonts go before a style's own unless they are named for each kind of letter.
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), _FONT)


def _plain_heading(style: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    _in_courier(style)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    style.paragraph_format.space_before = Pt(24)
    style.font.bold, style.font.italic = style.name != "Subtitle", False
    border = style.element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


def _day(date: str) -> datetime:
    """The day of the performance; today where it is not known."""
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC)
    except ValueError:
        return datetime.now(UTC)

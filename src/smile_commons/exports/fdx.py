"""A run as FDX, the format of Final Draft: set by ``screenplain``, with the title page it lacks."""

import io
from typing import Any
from xml.etree import ElementTree

from smile_commons.exports.scene import credit, facts, title
from smile_commons.exports.screenplay import screenplay
from smile_commons.exports.script import Script

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
    for line in [*[""] * _LINES_ABOVE, title(script), "", credit(script)]:
        _paragraph(content, line, "Center")
    for line in ["", *facts(script)]:
        _paragraph(content, line, "Left")
    text = ElementTree.tostring(tree, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n{text}\n'


def _paragraph(content: ElementTree.Element, text: str, alignment: str) -> None:
    paragraph = ElementTree.SubElement(content, "Paragraph", {"Alignment": alignment})
    ElementTree.SubElement(paragraph, "Text").text = text

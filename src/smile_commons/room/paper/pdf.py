"""A paper as PDF, set by reportlab with the fonts that scripts are printed with."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from smile_commons.exports.clean import clean
from smile_commons.exports.fonts import Letters
from smile_commons.room.paper.sheet import (
    Block,
    Choices,
    Cut,
    Heading,
    NewPage,
    Points,
    Sheet,
    Table,
    Text,
)

_BOX = "\N{WHITE SQUARE}"
_SIZES = {1: 18, 2: 13, 3: 11}
_MARGIN = 48


def as_pdf(sheet: Sheet) -> tuple[bytes, str]:
    """The bytes of a PDF on A4, and what must be said of it, or nothing: letters no font has."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    out = io.BytesIO()
    letters = Letters(_main_font())
    template: Any = SimpleDocTemplate(
        out, pagesize=A4, title=clean(sheet.title), lang=sheet.language,
        leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
    )  # fmt: skip
    story = [flowable for block in sheet.blocks for flowable in _set(block, letters, template)]
    template.build(story)
    missing = "".join(sorted(letters.missing | letters.borrowed))
    return out.getvalue(), f"No font here has {missing}; the HTML has them." if missing else ""


def _set(block: Block, letters: Letters, template: Any) -> Iterator[Any]:
    from reportlab.lib.enums import TA_LEFT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import HRFlowable, KeepTogether, PageBreak, Paragraph, Spacer

    def style(name: str, size: float = 10, **more: Any) -> ParagraphStyle:
        return ParagraphStyle(
            name, fontName=_main_font(), fontSize=size, leading=size * 1.35, spaceAfter=3,
            alignment=TA_LEFT, **more,
        )  # fmt: skip

    def line(text: str, of: ParagraphStyle) -> Any:
        runs = letters.runs(clean(text))
        html = "".join(f'<font name="{font}">{escape(run)}</font>' for run, font in runs)
        return Paragraph(html, of)

    match block:
        case Heading(text, level):
            size = _SIZES[level]
            yield line(text, style(f"h{level}", size, spaceBefore=size * 0.7, keepWithNext=1))
        case Text(text, kind):
            yield line(text, style(kind, {"plain": 10, "lead": 11, "hint": 9}[kind]))
        case Points(items, numbered):
            for number, item in enumerate(items, start=1):
                mark = f"{number}. " if numbered else "– "
                yield line(mark + item, style("point", leftIndent=14, firstLineIndent=-12))
        case Table():
            caption = [line(block.caption, style("caption", 9))] if block.caption else []
            yield KeepTogether([*caption, _table(block, line, style("cell", 9), template.width)])
            yield Spacer(1, 6)
        case Choices(sentence, labels, write):
            parts = [line(sentence, style("sentence"))] if sentence else []
            if labels:
                boxes = "    ".join(f"{_BOX} {label}" for label in labels)
                parts.append(line(boxes, style("boxes", 9)))
            if write:
                parts += [line(write, style("write", 9)), Spacer(1, 10)]
                parts.append(HRFlowable(width="100%", thickness=0.5, color="black"))
            yield KeepTogether(parts)
            yield Spacer(1, 5)
        case Cut():
            yield Spacer(1, 8)
            yield HRFlowable(width="100%", thickness=0.6, color="black", dash=(4, 3))
        case NewPage():
            yield PageBreak()


def _table(block: Table, line: Any, style: Any, width: float) -> Any:
    from reportlab.platypus import Table as SetTable
    from reportlab.platypus import TableStyle

    rows = [[line(cell, style) for cell in row] for row in (block.head, *block.rows)]
    longest = [
        max(8, min(40, max(len(row[at]) for row in (block.head, *block.rows))))
        for at in range(len(block.head))
    ]
    widths = [width * one / sum(longest) for one in longest]
    grid = ("GRID", (0, 0), (-1, -1), 0.5, "black")
    ruled = TableStyle([grid, ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return SetTable(rows, colWidths=widths, repeatRows=1, style=ruled)


@cache
def _main_font() -> str:
    """A font with serifs and without surprises: DejaVu Serif of matplotlib."""
    from pathlib import Path

    import matplotlib
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    file = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSerif.ttf"
    pdfmetrics.registerFont(TTFont("paper", str(file)))  # pyright: ignore[reportUnknownMemberType]
    return "paper"

"""How the pages of a PDF are set where ``screenplain`` does less than a script needs.

A speech that goes over a page says so, with (MORE) under it and its cue with (CONT'D) above the
rest; and what is read from right to left stands so.
"""

from collections.abc import Sequence
from typing import Any, cast
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Spacer

from smile_commons.exports.fonts import Letters
from smile_commons.exports.leftward import as_seen, begins_right, is_leftward

MORE, CONTINUED = "(MORE)", "(CONT'D)"
FEWEST_LINES = 2
"""Of a speech before and after the break: fewer are not worth it."""
_CUE, _SPOKEN = "character", ("dialog", "parenthentical")  # the library's spelling
_SPACED = ("_HSFrag", "_SHYWordHS")
"""What the library calls words with a space after them."""


class Speech(Flowable):
    """A cue with what is said under it, which may be broken between two pages."""

    def __init__(self, cue: Any, said: Sequence[Any], settings: Any, more: bool = False) -> None:
        super().__init__()
        self.cue, self.said, self.settings = cue, list(said), settings
        self.more = more
        self.spaceBefore = cue.style.spaceBefore

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803
        self.width = aW
        self.height = sum(_height(part, aW) for part in self._parts())
        return self.width, self.height

    def draw(self) -> None:
        canvas, left = cast("Any", self).canv, self.height
        for part in self._parts():
            left -= _height(part, self.width)
            part.drawOn(canvas, 0, left)

    def split(self, availWidth: float, availHeight: float) -> list[Any]:  # noqa: N803
        """The speech in two, or nothing where it had better go to the next page as a whole."""
        room = availHeight - self.settings.line_height - _height(self.cue, availWidth)
        before, after = list[Any](), list(self.said)
        while after and _height(after[0], availWidth) <= room:
            room -= _height(after[0], availWidth)
            before.append(after.pop(0))
        if after and isinstance(after[0], Paragraph) and _is_spoken(after[0]):
            halves: list[Any] = after[0].split(availWidth, room)
            if len(halves) == 2:
                before.append(halves[0])
                after[0] = halves[1]
        while before and not _ends_page(before[-1]):
            after.insert(0, before.pop())
        if not self._worth_it(before, availWidth) or not self._worth_it(after, availWidth):
            return []
        return [
            Speech(self.cue, before, self.settings, more=True),
            Speech(_continued(self.cue), after, self.settings, self.more),
        ]

    def _parts(self) -> list[Any]:
        more = [Paragraph(MORE, _unspaced(self.cue.style))] if self.more else []
        return [self.cue, *self.said, *more]

    def _worth_it(self, said: Sequence[Any], width: float) -> bool:
        lines = sum(_height(part, width) for part in said) / self.settings.line_height
        return lines >= FEWEST_LINES - 0.01


def set_for_paper(story: Sequence[Any], settings: Any, letters: Letters) -> list[Any]:
    """The library's flowables, speeches joined and leftward text laid out.

    Args:
        story: in their order.
        settings: the library's.
        letters: finds the fonts.
    """
    found = list[Any]()
    for part in story:
        one = _leftward(part, settings, letters)
        if _is_spoken(one) and found and isinstance(found[-1], Speech):
            found[-1].said.append(one)
        elif _style(one).startswith(_CUE):
            found.append(Speech(one, (), settings))
        else:
            found.append(one)
    return found


def _leftward(part: Any, settings: Any, letters: Letters) -> Any:
    """A paragraph whose lines are broken and ordered here, where it has letters that need it."""
    if not isinstance(part, Paragraph):
        return part
    lines = _lines(part)
    if not any(map(is_leftward, lines)):
        return part
    style: Any = part.style
    room = settings.frame_width - style.leftIndent - style.rightIndent

    def width(text: str) -> float:
        return sum(stringWidth(run, font, style.fontSize) for run, font in letters.runs(text))

    shown = [seen for line in lines for seen in as_seen(line, room, width)]
    right = begins_right(" ".join(lines)) and style.alignment != TA_CENTER
    html = "<br/>".join(
        "".join(f'<font name="{font}">{escape(run)}</font>' for run, font in letters.runs(line))
        for line in shown
    )
    alignment = TA_RIGHT if right and not style.name.startswith(_CUE) else style.alignment
    return Paragraph(html, ParagraphStyle(style.name, style, alignment=alignment or TA_LEFT))


def _lines(part: Any) -> list[str]:
    """The plain text of a paragraph, line by line."""
    lines = [""]
    for fragment in part.frags:
        if getattr(fragment, "lineBreak", False):
            lines.append("")
        elif isinstance(fragment, list):  # a word, where the paragraph was measured before
            pieces = cast("list[Any]", fragment)
            lines[-1] += "".join(text for _, text in pieces[1:])
            lines[-1] += " " if type(pieces).__name__ in _SPACED else ""
        else:
            lines[-1] += fragment.text
    return lines


def _continued(cue: Any) -> Any:
    """The cue once more, at the head of the next page."""
    if getattr(cue, "continued", False):
        return cue
    again: Any = Paragraph("", _unspaced(cue.style))
    again.frags = [*cue.frags, *(last.clone() for last in cue.frags[-1:])]
    if cue.frags:
        again.frags[-1].text = f" {CONTINUED}"
    again.continued = True
    return again


def _unspaced(style: Any) -> Any:
    return ParagraphStyle(style.name, style, spaceBefore=0)


def _ends_page(part: Any) -> bool:
    """Whether a page may end with it: not with how something is said, nor with a gap."""
    return isinstance(part, Paragraph) and _style(part) == _SPOKEN[0]


def _is_spoken(part: Any) -> bool:
    return isinstance(part, Spacer) or _style(part) in _SPOKEN


def _style(part: Any) -> str:
    return str(part.style.name) if isinstance(part, Paragraph) else ""


def _height(part: Any, width: float) -> float:
    return float(part.wrap(width, 10**6)[1])

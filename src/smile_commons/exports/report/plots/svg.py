"""A matplotlib figure as SVG that stands in a page: themed, named, the same bytes every time.

Colours are drawn as stand-ins and become CSS variables, so that a page sets them for light and
dark. Text stays text. Ids are made the plot's own, for a page holds many.
"""

import io
import re
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from smile_commons.exports.clean import clean

INK, SOFT, FAINT, PAPER = "#010101", "#020202", "#030303", "#fdfdfd"
"""Text and axes; what stands back; grids; the page."""
SERIES = tuple(f"#0{place}{place}0f{place}" for place in range(8))
"""Stand-ins for the colours of up to eight series."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
"""So that no series is told by its colour alone."""

_VARIABLES = {
    INK: "var(--ink)",
    SOFT: "var(--soft)",
    FAINT: "var(--line)",
    PAPER: "var(--page)",
    **{colour: f"var(--s{place})" for place, colour in enumerate(SERIES)},
}
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_STYLE = Path(__file__).with_name("report.mplstyle")


@contextmanager
def sheet(width: float, height: float) -> Generator[Any]:
    """An empty figure of that many inches, in the report's style."""
    # Its own types are too loose for a strict reading, here and in the plots.
    import matplotlib
    from matplotlib.figure import Figure

    mpl: Any = matplotlib

    # Whatever a user set for plots of their own stays out of it.
    with mpl.rc_context(fname=_STYLE):
        yield Figure(figsize=(width, height), layout="constrained")


def colour(place: int) -> str:
    """The stand-in for the colour of the series at that place; they come round after eight."""
    return SERIES[place % len(SERIES)]


def marker(place: int) -> str:
    """The mark of a series; with the ninth, marks and colours pair anew."""
    return MARKERS[(place + place // len(MARKERS)) % len(MARKERS)]


def plain(text: str, longest: int = 34) -> str:
    """A name for a plot: one line, shortened."""
    text = " ".join(clean(text).split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def to_svg(figure: Any, name: str, title: str, words: str) -> str:
    """The figure as an ``svg`` element.

    Args:
        figure: drawn in ``sheet``, and still inside of it.
        name: the plot's, unlike that of any other in the page.
        title: what it is called, for those who do not see it.
        words: what it shows, for those who do not see it.
    """
    raw = io.StringIO()
    with warnings.catch_warnings():
        # Letters that the measuring font lacks are drawn by the reader's own fonts.
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        figure.savefig(raw, format="svg", metadata={"Date": None})
    root = ElementTree.fromstring(raw.getvalue())
    _strip(root)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _rename(element, name)
        _recolour(element)
    _describe(root, name, title, words)
    return ElementTree.tostring(root, encoding="unicode")


def _strip(root: ElementTree.Element) -> None:
    """Takes away what is about the maker, and a style that would hold for the whole page."""
    for element in root.findall(f"{_SVG}metadata"):
        root.remove(element)
    for definitions in root.findall(f"{_SVG}defs"):
        for style in definitions.findall(f"{_SVG}style"):
            definitions.remove(style)


def _rename(element: ElementTree.Element, name: str) -> None:
    """Ids and what refers to them, under the plot's name."""
    if "id" in element.attrib:
        element.set("id", f"{name}-{element.attrib['id']}")
    link = element.attrib.pop(_LINK, None)
    if link is not None:
        element.set("href", link.replace("#", f"#{name}-", 1))
    for key in ("clip-path", "style"):
        value = element.get(key)
        if value and "url(#" in value:
            element.set(key, value.replace("url(#", f"url(#{name}-"))


def _recolour(element: ElementTree.Element) -> None:
    style = element.get("style")
    if style is not None:
        element.set("style", _COLOUR.sub(lambda found: _VARIABLES.get(found[0], found[0]), style))
    elif element.tag in ("text", "tspan"):
        # Black is what an attribute left out means.
        element.set("style", "fill: var(--ink)")
    if element.tag == "text" and "fill:" not in (element.get("style") or ""):
        element.set("style", f"{element.get('style')}; fill: var(--ink)")


def _describe(root: ElementTree.Element, name: str, title: str, words: str) -> None:
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-words")
    root.set("class", "plot")
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    for place, (tag, id, text) in enumerate((("title", "title", title), ("desc", "words", words))):
        told = ElementTree.Element(tag, {"id": f"{name}-{id}"})
        told.text = clean(text)
        root.insert(place, told)

"""A paper as a page: one file, no script, made to be printed."""

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from smile_commons.exports.clean import clean
from smile_commons.room.paper.sheet import Sheet

if TYPE_CHECKING:
    from jinja2 import Environment


def as_html(sheet: Sheet, *, css: str | None = None) -> str:
    """The page.

    Args:
        sheet: the paper.
        css: what is put into the page; None: the page loads ``/s/paper.css`` from the room.
    """
    blocks = [(type(one).__name__, one) for one in sheet.blocks]
    template = _environment().get_template("sheet.html.j2")
    return template.render(sheet=sheet, blocks=blocks, css=css)


@cache
def paper_css() -> str:
    """The style of all papers."""
    file = resources.files("smile_commons.room") / "static" / "paper.css"
    return file.read_text(encoding="utf-8")


def _finalized(value: Any) -> Any:
    """What somebody wrote, without control characters; markup as it is."""
    return clean(value) if type(value) is str else value


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("smile_commons.room", "paper"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )

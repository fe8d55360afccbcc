"""The report as one HTML file: styles and plots inside of it, no script, nothing fetched."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from smile_commons.exports.clean import clean
from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.head import head
from smile_commons.exports.report.page import Cell
from smile_commons.exports.report.sections import sections
from smile_commons.scoring.results import Results


def to_html(results: Results, debate: Debate) -> str:
    """The report; the same results give the same bytes.

    Args:
        results: what scoring found.
        debate: what it was found in.
    """
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            head=head(results, debate),
            sections=sections(results, debate),
            definitions=sorted(results.definitions.values(), key=lambda d: d.id),
            debate=debate,
            known=set(results.definitions),
            left=len(debate.speeches) - len(debate.shown),
            style=files(__package__ or "").joinpath("templates/report.css").read_text("utf-8"),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("smile_commons.exports.report"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.tests["cell"] = _is_cell
    return environment


def _is_cell(value: object) -> bool:
    return isinstance(value, Cell)


def _finalize(value: Any) -> Any:
    """What a speech, a name or a reason holds, without control characters; markup as it is."""
    return clean(value) if type(value) is str else value

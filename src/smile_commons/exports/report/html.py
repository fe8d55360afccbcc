"""The report as one HTML file: styles and plots inside of it, no script, nothing fetched."""

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.head import head
from smile_commons.exports.report.sections import sections
from smile_commons.exports.templates import render
from smile_commons.scoring.results import Results


def to_html(results: Results, debate: Debate) -> str:
    """The report; the same results give the same bytes.

    Args:
        results: what scoring found.
        debate: what it was found in.
    """
    return render(
        "report/templates/report.html.j2",
        head=head(results, debate),
        sections=sections(results, debate),
        definitions=sorted(results.definitions.values(), key=lambda d: d.id),
        debate=debate,
        known=set(results.definitions),
        left=len(debate.speeches) - len(debate.shown),
    )

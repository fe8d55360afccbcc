"""A report as one HTML file: styles and plots inside of it, no script, nothing fetched."""

from collections.abc import Sequence

from smile_commons.exports.report.debate import Debate
from smile_commons.exports.report.head import head
from smile_commons.exports.report.page import Head, Section
from smile_commons.exports.report.sections import sections
from smile_commons.exports.templates import render
from smile_commons.scoring.definitions import Definition
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


def study_html(
    head: Head,
    sections: Sequence[Section],
    definitions: Sequence[Definition],
    *,
    question: str = "",
    version: str = "",
) -> str:
    """The page; the same study gives the same bytes.

    Args:
        head: what stands above everything else.
        sections: in order.
        definitions: of the scores that it names.
        question: what was asked.
        version: of this program.
    """
    return render(
        "report/templates/study.html.j2",
        head=head,
        sections=sections,
        definitions=[one.to_dict() for one in definitions],
        known={one.id for one in definitions},
        question=question,
        version=version,
    )

"""A study's report as one HTML file: styles and plots inside of it, no script, nothing fetched."""

from collections.abc import Sequence

from smile_commons.exports.report.page import Head, Section
from smile_commons.exports.templates import render
from smile_commons.scoring.definitions import Definition


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

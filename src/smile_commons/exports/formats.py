"""The formats a run can be written out in, by the name that ``--to`` takes."""

from collections.abc import Mapping
from types import MappingProxyType

from smile_commons.exports.epub import to_epub
from smile_commons.exports.exporter import Exporter
from smile_commons.exports.fdx import to_fdx
from smile_commons.exports.fountain import to_fountain
from smile_commons.exports.html import to_html
from smile_commons.exports.jsonl import to_jsonl
from smile_commons.exports.markdown import to_markdown
from smile_commons.exports.pdf import to_pdf
from smile_commons.exports.plugged import GROUP, plugged_exporter
from smile_commons.exports.spreadsheet import to_csv
from smile_commons.exports.twee import to_twee
from smile_commons.exports.word import to_docx
from smile_commons.plugins import unknown

EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "md": Exporter("md", to_markdown),
        "fountain": Exporter("fountain", to_fountain),
        "pdf": Exporter("pdf", lambda script: to_pdf(script)[0], set_in=to_pdf),
        "fdx": Exporter("fdx", to_fdx),
        "html": Exporter("html", to_html),
        "docx": Exporter("docx", to_docx),
        "epub": Exporter("epub", to_epub),
        "twee": Exporter("twee", to_twee, family=True),
        "csv": Exporter("csv", to_csv),
        "jsonl": Exporter("jsonl", to_jsonl),
    }
)


def exporter_of(name: str) -> Exporter:
    """The exporter of that name: one of ours, or a plug-in's.

    Raises:
        InputError: there is none, or the plug-in cannot be used; all names there are are told.
    """
    found = EXPORTERS.get(name) or plugged_exporter(name)
    if found is None:
        raise unknown("format", name, list(EXPORTERS), GROUP)
    return found

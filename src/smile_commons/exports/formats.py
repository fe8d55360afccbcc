"""The formats a run can be written out in, by the name that ``--to`` takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from smile_commons.exports.epub import to_epub
from smile_commons.exports.fdx import to_fdx
from smile_commons.exports.fountain import to_fountain
from smile_commons.exports.html import to_html
from smile_commons.exports.jsonl import to_jsonl
from smile_commons.exports.markdown import to_markdown
from smile_commons.exports.pdf import to_pdf
from smile_commons.exports.script import Script
from smile_commons.exports.spreadsheet import to_csv
from smile_commons.exports.twee import to_twee
from smile_commons.exports.word import to_docx


@dataclass(frozen=True, slots=True)
class Written:
    """A script in some format."""

    content: str | bytes
    note: str = ""
    """What the writer must know of it (letters that no font has)."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format: the ending of its files and how a script is written in it."""

    suffix: str
    render: Callable[[Script], str | bytes]
    family: bool = False
    """Whether it shows the other branches of a run too."""

    def write(self, script: Script, fonts: Sequence[Path] = ()) -> Written:
        """The script in this format.

        Args:
            script: what is written.
            fonts: files to take letters from, for formats that hold fonts.

        Raises:
            InputError: a font cannot be used.
        """
        if self.suffix == "pdf":
            return Written(*to_pdf(script, fonts))
        return Written(self.render(script))


EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "md": Exporter("md", to_markdown),
        "fountain": Exporter("fountain", to_fountain),
        "pdf": Exporter("pdf", lambda script: to_pdf(script)[0]),
        "fdx": Exporter("fdx", to_fdx),
        "html": Exporter("html", to_html),
        "docx": Exporter("docx", to_docx),
        "epub": Exporter("epub", to_epub),
        "twee": Exporter("twee", to_twee, family=True),
        "csv": Exporter("csv", to_csv),
        "jsonl": Exporter("jsonl", to_jsonl),
    }
)

"""The formats a run can be written out in, by the name that ``--to`` takes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from smile_commons.exports.epub import to_epub
from smile_commons.exports.exporter import Exporter
from smile_commons.exports.fountain import to_fountain
from smile_commons.exports.jsonl import to_jsonl
from smile_commons.exports.markdown import to_markdown
from smile_commons.exports.screenplay import to_fdx, to_html, to_pdf
from smile_commons.exports.script import Script
from smile_commons.exports.spreadsheet import to_csv
from smile_commons.exports.twee import to_twee
from smile_commons.exports.word import to_docx
from smile_commons.plugins import EXPORTERS as GROUP
from smile_commons.plugins import Plugin, find, unknown

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
    if (found := EXPORTERS.get(name)) is not None:
        return found
    if (plugin := find(GROUP, name)) is not None:
        return _checked(plugin)
    raise unknown("format", name, list(EXPORTERS), GROUP)


RIGHT = (
    "an Exporter (smile_commons.exports.exporter) with an ending of small letters and digits "
    "and a function that makes a text or bytes of a script"
)
_ENDING = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)*")


def _checked(plugin: Plugin) -> Exporter:
    """The plug-in's exporter, so that its failures name it.

    Raises:
        InputError: it cannot be imported or is no exporter.
    """
    made: Exporter = plugin.load(RIGHT, Exporter)
    if not _ENDING.fullmatch(str(made.suffix)):
        raise plugin.fault(f"its ending is {made.suffix!r}", RIGHT)
    if not callable(made.set_in or made.render):
        raise plugin.fault("it renders with what is no function", RIGHT)

    def render(script: Script) -> str | bytes:
        with plugin.blamed():
            return _content(plugin, made.render(script))

    def set_in(script: Script, fonts: Sequence[Path]) -> tuple[str | bytes, str]:
        with plugin.blamed():
            written = made.write(script, fonts)
            return _content(plugin, written.content), str(written.note)

    return replace(made, render=render, set_in=set_in if made.set_in else None)


def _content(plugin: Plugin, made: object) -> str | bytes:
    if not isinstance(made, str | bytes):
        raise plugin.fault(f"it made something of type {type(made).__name__}", RIGHT)
    return made

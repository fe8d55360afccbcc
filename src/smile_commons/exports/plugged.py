"""Formats that plug-ins bring."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from smile_commons.exports.exporter import Exporter
from smile_commons.exports.script import Script
from smile_commons.plugins import EXPORTERS as GROUP
from smile_commons.plugins import Plugin, find

RIGHT = (
    "an Exporter (smile_commons.exports.exporter) with an ending of small letters and digits "
    "and a function that makes a text or bytes of a script"
)
_ENDING = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)*")


def plugged_exporter(name: str) -> Exporter | None:
    """The exporter of the plug-in of that name; None: there is none.

    Raises:
        InputError: it cannot be imported, is there twice, or is no exporter.
    """
    plugin = find(GROUP, name)
    return None if plugin is None else _checked(plugin)


def _checked(plugin: Plugin) -> Exporter:
    """The plug-in's exporter, so that its failures name it.

    Raises:
        InputError: it cannot be imported or is no exporter.
    """
    made = plugin.load(RIGHT)
    if not isinstance(made, Exporter):
        raise plugin.fault(f"{plugin.entry.value} is of type {type(made).__name__}", RIGHT)
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

"""A script as a screenplay of the library ``screenplain``, which sets it as PDF, FDX and HTML.

The library's objects are made here one by one and never parsed from text, so nothing that was
said can be read as markup.
"""

from collections.abc import Callable, Sequence
from typing import Any

from smile_commons.exports.scene import (
    Action,
    ActTitle,
    Heading,
    Spoken,
    credit,
    elements,
    facts,
    title,
)
from smile_commons.exports.script import Script

Set = Callable[[str], Any]
"""Makes a line of the library's rich text of plain text."""


def screenplay(script: Script, rich: Set, *, sections: bool = False) -> Any:
    """The script as ``screenplain.types.Screenplay``.

    Args:
        script: what is to be printed.
        rich: how a line becomes rich text.
        sections: acts as sections, where the format knows them; otherwise as centred lines.
    """
    from screenplain import types

    paragraphs = list[Any]()
    for element in elements(script):
        match element:
            case ActTitle(text) if sections:
                paragraphs.append(types.Section(rich(text), 1))
            case ActTitle(text):
                paragraphs.append(types.Action([rich(text.upper())], centered=True))
            case Heading(text):
                paragraphs.append(types.Slug(rich(text)))
            case Action(lines):
                paragraphs.append(types.Action([rich(line) for line in lines]))
            case Spoken():
                paragraphs.append(_dialog(element, rich))
    return _titled(script, rich, paragraphs)


def _dialog(spoken: Spoken, rich: Set) -> Any:
    from screenplain import types

    dialog: Any = types.Dialog(rich(spoken.cue))
    aside = [(True, rich(f"({spoken.aside})"))] if spoken.aside else []
    # Set outright: the library would take a line that begins with `(` for a parenthetical.
    dialog.blocks = [*aside, *((False, rich(line)) for line in spoken.lines)]
    return dialog


def _titled(script: Script, rich: Set, paragraphs: Sequence[Any]) -> Any:
    from screenplain import types

    page = {
        "Title": [rich(title(script))],
        "Credit": [rich(line) for line in (credit(script),) if line],
        "Contact": [rich(fact) for fact in facts(script)],
    }

    class Titled(types.Screenplay):
        """The library would read emphasis into a title page of plain text."""

        def get_rich_attribute(self, name: str, default: Any = ()) -> Any:
            return page.get(name, default)

    return Titled({}, paragraphs)

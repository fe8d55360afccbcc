"""FDX, the format of Final Draft: cues and dialogue, whatever their letters."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from smile_commons.scoring.lines import Line
from smile_commons.scoring.readers.conversation import Conversation, Passed
from smile_commons.scoring.readers.given import Given
from smile_commons.scoring.readers.transcript import fault

_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
"""``(V.O.)``, ``(CONT'D)``."""
_ACTS = ("New Act", "Act")


def recognises(given: Given) -> bool:
    """Whether it is XML of Final Draft."""
    return "<FinalDraft" in given.text[:4000]


def read(given: Given) -> list[Conversation]:
    """The speeches of a screenplay; action and parentheticals are counted and left out.

    Raises:
        InputError: it is no XML, or declares entities; the bounds.
    """
    into = Conversation(None, given.file)
    who = ""
    said = list[str]()
    act: str | None = None
    for kind, text in _paragraphs(_root(given)):
        if kind != "Dialogue" and kind != "Parenthetical" and (who or said):
            _add(into, who, said, act)
            who, said = "", []
        if kind == "Character":
            who = _name(text)
        elif kind == "Dialogue":
            said.append(text)
        elif kind in _ACTS:
            act = text or act
        elif text:
            into.pass_over(Passed.DIRECTIONS)
    _add(into, who, said, act)
    return [into]


def _add(into: Conversation, who: str, said: list[str], act: str | None) -> None:
    if who and said:
        into.say(Line(0, who, "\n".join(said).strip(), act))
    elif said:
        into.pass_over(Passed.NAMELESS)


def _name(text: str) -> str:
    while len(text) < 300 and _ASIDE.search(text):
        text = _ASIDE.sub("", text)
    return " ".join(text.split())


def _root(given: Given) -> ElementTree.Element:
    # Entities of a document's own may swell without bounds; Final Draft writes none.
    if "<!ENTITY" in given.text or "<!DOCTYPE" in given.text[:4000]:
        raise fault(given.file, None, "", "declares entities, which Final Draft does not")
    try:
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", given.text)  # it names the bytes' encoding
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        line, _ = error.position
        raise fault(given.file, line, "", f"is no XML that can be read: {error}") from error


def _paragraphs(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    content = root.find("Content")
    for paragraph in () if content is None else content.iter("Paragraph"):
        text = "".join(part.text or "" for part in paragraph.findall("Text"))
        yield paragraph.get("Type", ""), text.strip()

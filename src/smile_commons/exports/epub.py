"""A run as EPUB 3: a title page, a chapter for each act, a table of contents."""

import io
import re
import uuid
import zipfile
from datetime import UTC, datetime
from typing import Any

from smile_commons.exports import scene
from smile_commons.exports.script import Script
from smile_commons.exports.templates import render

_PARTS = ("META-INF/container.xml", "content.opf", "nav.xhtml", "title.xhtml")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def to_epub(script: Script) -> bytes:
    """The script as the bytes of an EPUB file; the same script gives the same bytes."""
    chapters = _chapters(script)
    day = found[0] if (found := _DAY.match(script.date)) else ""
    given: dict[str, Any] = {
        "title": scene.title(script),
        "about": scene.about(script),
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"smile-commons:{script.run}:{scene.title(script)}"),
        "day": day,
        "modified": f"{day}T00:00:00Z" if day else f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "chapters": [(f"act-{number}", name) for number, (name, _) in enumerate(chapters, 1)],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        # The standard wants this one first, as it is.
        _add(book, "mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for part in _PARTS:
            folder = "" if part.startswith("META-INF") else "book/"
            _add(book, f"{folder}{part}", render(f"book/{part.rpartition('/')[2]}.j2", **given))
        _add(book, "book/play.css", render("book/play.css"))
        for number, (name, inside) in enumerate(chapters, 1):
            page = render("book/act.xhtml.j2", title=name, elements=[_tagged(e) for e in inside])
            _add(book, f"book/act-{number}.xhtml", page)
    return out.getvalue()


def _chapters(script: Script) -> list[tuple[str, list[scene.Element]]]:
    chapters = list[tuple[str, list[scene.Element]]]()
    for element in scene.elements(script):
        if isinstance(element, scene.ActTitle):
            chapters.append((element.text, []))
            continue
        if not chapters:
            chapters.append((scene.title(script), []))
        chapters[-1][1].append(element)
    return chapters or [(scene.title(script), [])]


def _tagged(element: scene.Element) -> dict[str, Any]:
    """An element as a template reads it: its kind, and its parts by name."""
    match element:
        case scene.Heading(text) | scene.ActTitle(text):
            return {"kind": "heading", "text": text}
        case scene.Action(lines):
            return {"kind": "action", "lines": lines}
        case scene.Spoken(cue, aside, lines):
            said = scene.paragraphs(lines)
            return {"kind": "spoken", "cue": cue, "aside": aside, "paragraphs": said}


def _add(book: zipfile.ZipFile, name: str, content: str, how: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    book.writestr(entry, content.encode(), compress_type=how)

"""The pages: templates filled in with how a room stands, everything escaped."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from smile_commons.room.classroom import Room
from smile_commons.room.journal import Entry
from smile_commons.room.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Environment

_BLANK: Mapping[str, Any] = {"by": "", "cue": "", "to": [], "label": ""}
_SCRIPT = "text/javascript; charset=utf-8"
STATIC = {
    "room.css": "text/css; charset=utf-8",
    "paper.css": "text/css; charset=utf-8",
    **{
        f"{name}.js": "text/javascript; charset=utf-8"
        for name in ("room", "seat", "desk", "wall", "results")
    },
}


def page(name: str, words: Wording, *, status: int = 200, **fields: Any) -> HTMLResponse:
    """A page of the room's."""
    template = _environment().get_template(name)
    text = template.render(w=words, lang=words.language, **fields)
    return HTMLResponse(text, status_code=status)


def results_page(room: Room, at: str, kind: str, found: Mapping[str, Any]) -> HTMLResponse:
    """What moved.

    Args:
        room: whose.
        at: the page that it belongs to, which is gone back to.
        kind: ``wall``, ``teacher`` or ``seat``.
        found: the results, and a seat's own dot.
    """
    words, state = room.wording, room.state_data()
    return page("results.html", words, room=room, at=at, kind=kind, state=state,
                since=last_id(room), number=words.number, **found)  # fmt: skip


@cache
def static(name: str) -> bytes | None:
    """A file of ours that pages load; None: there is none of that name."""
    path = resources.files("smile_commons.room") / "static" / name
    return path.read_bytes() if name in STATIC and path.is_file() else None


def lines_of(entries: list[Entry]) -> list[Mapping[str, Any]]:
    """The lines of a debate as a page shows them when it is loaded; struck ones are left out."""
    shown = list[Mapping[str, Any]]()
    for one in entries:
        if one.event == "struck":
            shown = [line for line in shown if line["turn"] <= one.data["after"]]
        elif one.event in ("act", "speech", "narration"):
            shown.append({**_BLANK, "kind": one.event, "n": one.n, **one.data})
    return shown


def last_id(room: Room) -> str:
    """The id of the last line of a journal: a page that is loaded now has everything up to it."""
    return f"{room.hub.epoch}-{len(room.entries)}"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("smile_commons.room", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

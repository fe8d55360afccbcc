"""A world's lorebook as a card holds one, and a book of another program as a file of a world."""

import json
from collections.abc import Mapping
from typing import Any

from smile_commons.world.lore_json import LARGEST_LORE
from smile_commons.world.lore_names import ANYWHERE, OWN, plain
from smile_commons.world.lore_regex import split_keys
from smile_commons.world.lore_shapes import V3_BOOK, shape_of
from smile_commons.world.mending import list_of, object_of
from smile_commons.world.text import unprintable

_BESIDE = ("name", "description", "scan_depth", "token_budget", "recursive_scanning", "extensions")
_FIELDS = (
    *("keys", "secondary_keys", "comment", "content", "constant", "selective", "insertion_order"),
    *("enabled", "position", "use_regex", "id", "name", "priority", "case_sensitive"),
)
"""What an entry of a card's book holds; all else is an extension."""


def book_for_card(text: bytes) -> dict[str, Any]:
    """The book of a world's file, which was checked when the world was read.

    One that a card held is given back as it was; that of another program gets the names of card V3.
    """
    data: Any = json.loads(text.decode("utf-8-sig"))
    whole, shape = object_of(data) or {}, shape_of(data)
    if whole.get("spec") == V3_BOOK or shape is None:
        return object_of(whole.get("data")) or {"entries": []}
    entries: Any = shape.entries
    if not shape.silly and all({"keys", "content"} <= set(object_of(one) or ()) for one in entries):
        return {**shape.book}
    by_id = object_of(entries)
    pairs = [*enumerate(list_of(entries) or ())] if by_id is None else [*by_id.items()]
    beside = {name: shape.book[name] for name in _BESIDE if name in shape.book}
    others = {n: v for n, v in shape.book.items() if n not in (*_BESIDE, "entries", "data")}
    made = [_entry(id, one) for id, given in pairs if (one := object_of(given))]
    own = {"scan_depth": 2, "recursive_scanning": True} if shape.silly else {}
    extensions = {**(object_of(beside.get("extensions")) or {}), **others}
    return {"name": "", **own, **beside, "extensions": extensions, "entries": made}


def file_for_world(book: Any) -> str:
    """A book in a file of its own; nothing in it changes."""
    escaped = unprintable(json.dumps(book, ensure_ascii=False)) is not None
    indent = None if len(json.dumps(book)) > LARGEST_LORE // 2 else 2
    return json.dumps(book, indent=indent, ensure_ascii=escaped) + "\n"


def _entry(id: Any, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as card V3 has it; what that has no field for is an extension."""
    made: dict[str, Any] = {
        "id": id,
        "keys": [],
        "secondary_keys": [],
        "comment": "",
        "content": "",
    }
    extensions = dict[str, Any](object_of(entry.get("extensions")) or {})
    for name, value in entry.items():
        ours = OWN.get(plain(name))
        if name == "extensions" or value is None:
            continue
        if ours == "disabled":
            made["enabled"] = not value
        elif ours == "position":
            extensions["position"] = value
            made["position"] = "before_char" if str(value) in ("0", "before_char") else "after_char"
        elif ours in ("keys", "secondary_keys"):
            made[ours] = split_keys(value) if isinstance(value, str) else value
        elif ours in _FIELDS or plain(name) == "casesensitive":
            made[ours or "case_sensitive"] = value
        else:
            extensions[ANYWHERE.get(plain(name), name)] = value
    made.setdefault("enabled", True)
    made.setdefault("selective", bool(made["secondary_keys"]))
    made.setdefault("insertion_order", 100)
    made.setdefault("position", "before_char")
    return {**made, "use_regex": made.get("use_regex", False), "extensions": extensions}

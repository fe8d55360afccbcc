"""A world's lorebook as a card holds one, and a card's as a file of a world."""

import json
from collections.abc import Mapping
from typing import Any, cast

# SillyTavern's names of what a card's book keeps among an entry's extensions.
_EXTENSIONS = {
    "excludeRecursion": "exclude_recursion",
    "preventRecursion": "prevent_recursion",
    "delayUntilRecursion": "delay_until_recursion",
    "scanDepth": "scan_depth",
    "matchWholeWords": "match_whole_words",
    "caseSensitive": "case_sensitive",
    "groupOverride": "group_override",
    "groupWeight": "group_weight",
    "useGroupScoring": "use_group_scoring",
    "automationId": "automation_id",
    "displayIndex": "display_index",
}


def book_for_card(text: bytes) -> dict[str, Any]:
    """The book of a world's file, which was checked when the world was read."""
    data: Any = json.loads(text.decode("utf-8-sig"))
    inside: Any = data["data"] if data.get("spec") == "lorebook_v3" else data
    if isinstance(inside["entries"], dict):
        return _of_silly(cast("Mapping[str, Any]", inside))
    return cast("dict[str, Any]", inside)


def file_for_world(book: Mapping[str, Any]) -> str:
    """A card's book in a file of its own, as the specification has it; nothing in it changes."""
    return json.dumps({"spec": "lorebook_v3", "data": book}, indent=2) + "\n"


def _of_silly(data: Mapping[str, Any]) -> dict[str, Any]:
    """SillyTavern's world file as a book of card V3; what that has no field for is an extension."""
    entries = [_entry(uid, entry) for uid, entry in data["entries"].items()]
    others = {name: value for name, value in data.items() if name not in ("entries", "name")}
    return {
        "name": data.get("name") or "",
        "scan_depth": 2,
        "recursive_scanning": True,
        "extensions": others,
        "entries": entries,
    }


def _entry(uid: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    left = dict(entry)
    position = left.pop("position", 0)
    made: dict[str, Any] = {
        "id": left.pop("uid", uid),
        "keys": left.pop("key", None) or [],
        "secondary_keys": left.pop("keysecondary", None) or [],
        "comment": left.pop("comment", None) or "",
        "content": left.pop("content", None) or "",
        "constant": left.pop("constant", None) or False,
        "selective": left.pop("selective", True),
        "insertion_order": left.pop("order", 100),
        "enabled": not left.pop("disable", False),
        "position": "before_char" if position == 0 else "after_char",
        "use_regex": False,
    }
    extensions = {_EXTENSIONS.get(name, name): value for name, value in left.items()}
    return {**made, "extensions": {"position": position, **extensions}}

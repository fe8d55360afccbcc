"""Where the book is in a file: those of Card V3, SillyTavern, Chub, Risu, Agnai and NovelAI."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from smile_commons.world.lore_names import OWN, plain
from smile_commons.world.mending import list_of, object_of

V3_BOOK = "lorebook_v3"
_INSIDE = ("lorebook", "character_book", "characterBook", "embedded_lorebook")
"""Where a file of something else holds a book (a scenario of NovelAI)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A book as it was found."""

    book: Mapping[str, Any]
    """What it says beside its entries."""
    entries: Mapping[str, Any] | list[Any]
    place: str
    """Of its entries in the file (``data.entries``)."""
    silly: bool
    """Whether SillyTavern's own settings are meant where the book says nothing."""
    passed_over: tuple[str, ...] = ()
    """What else was in the file."""


def shape_of(data: Any) -> Shape | None:
    """The book in some JSON; None when it holds none."""
    if (bare := list_of(data)) is not None:
        return Shape({}, bare, "", _is_silly(bare)) if _is_entry(bare[:1]) else None
    whole = object_of(data)
    if whole is None or ("spec" in whole and whole["spec"] != V3_BOOK):
        return None
    inner = whole.get("data")
    listed = list_of(inner)
    if whole.get("type") == "risu" and listed is not None:
        return Shape(whole, listed, "data", silly=False)
    if whole.get("spec") == V3_BOOK:
        found = None if "spec" in (object_of(inner) or ()) else shape_of(inner)
        return None if found is None else replace(found, place=f"data.{found.place}".rstrip("."))
    if "entries" in whole:
        return _book(whole, "")
    for name in _INSIDE:
        book = object_of(whole.get(name))
        if book is not None and "entries" in book:
            found = _book(book, f"{name}.")
            others = tuple(one for one in whole if one != name)
            return None if found is None else replace(found, passed_over=others)
    return None


def looks_like_lore(data: Any) -> bool:
    """Whether some JSON is meant as a lorebook and not as a card."""
    whole = object_of(data)
    if whole is not None and whole.get("spec") == V3_BOOK:
        return True
    # A card may hold a book too: only a scenario, which is nobody's card, is a book's file.
    held = whole is not None and whole.get("type") != "risu" and len(whole) > 1
    if held and not {"entries", "scenarioVersion"} & set(whole or ()):
        return False
    return shape_of(data) is not None


def _book(book: Mapping[str, Any], place: str) -> Shape | None:
    entries = book.get("entries")
    if (by_id := object_of(entries)) is not None:
        return Shape(book, by_id, f"{place}entries", silly=True)
    listed = list_of(entries)
    return None if listed is None else Shape(book, listed, f"{place}entries", _is_silly(listed))


def _is_silly(entries: list[Any]) -> bool:
    first = next((one for entry in entries if (one := object_of(entry))), None)
    return first is not None and "key" in first and "keys" not in first


def _is_entry(entries: list[Any]) -> bool:
    names = {OWN.get(plain(name)) for one in entries if (entry := object_of(one)) for name in entry}
    return {"keys", "content"} <= names

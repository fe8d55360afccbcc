"""Lorebooks as other programs write them, read as far as they can be.

After the specification of Character Card V3 (kwaroran/character-card-spec-v3), whose books are
those of V2 with more fields, the world files of SillyTavern, and the books of Chub, Risu, Agnai and
NovelAI. Unknown fields are let be; what can be mended is, and the book says so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from smile_commons.errors import Problem
from smile_commons.world.lore_decorators import decorated
from smile_commons.world.lore_names import named_book, named_entry
from smile_commons.world.lore_regex import all_of, split_keys
from smile_commons.world.lore_shapes import V3_BOOK, Shape, shape_of
from smile_commons.world.lorebook import Logic, Lorebook, LoreEntry
from smile_commons.world.mending import (
    Count,
    Foreign,
    Notes,
    Percent,
    Text,
    mended,
    object_of,
    shown,
    texts,
)
from smile_commons.world.model import EVERYBODY
from smile_commons.world.text import printable

LARGEST_LORE = 2 * 1024 * 1024
"""Bytes of one file."""
MOST_ENTRIES = 5000
LONGEST_KEY = 400
_LOGIC: tuple[Logic, ...] = ("any", "not all", "not any", "all")
"""By SillyTavern's number."""
_LOGICS: Mapping[str, int] = {"andany": 0, "notall": 1, "notany": 2, "andall": 3}
_BEFORE = ("before_char", "before", "0")


def _logic(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _LOGICS.get(value.lower().replace("_", "").replace(" ", ""), value)


Keys = Annotated[tuple[str, ...], texts(split_keys)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Entry(Foreign):
    keys: Keys = ()
    secondary_keys: Keys = ()
    content: Text = ""
    name: Text = ""
    comment: Text = ""
    enabled: bool = True
    disabled: bool = False
    constant: bool = False
    selective: bool | None = None
    selective_logic: Annotated[int, BeforeValidator(_logic), Field(ge=0, le=3)] = 0
    use_regex: bool = False
    case_sensitive: bool | None = None
    match_whole_words: bool | None = None
    insertion_order: Finite = 100
    priority: Finite | None = None
    id: int | str | None = None
    position: str | int | float = ""
    mode: str = ""
    scan_depth: Count = None
    probability: Percent = 100
    use_probability: bool = True
    exclude_recursion: bool = False
    prevent_recursion: bool = False
    delay_until_recursion: bool | int = False
    sticky: Count = None
    cooldown: Count = None
    delay: Count = None
    group: Keys = ()
    group_weight: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 100
    group_override: bool = False
    use_group_scoring: bool = False


class _Book(Foreign):
    name: Text = ""
    scan_depth: Count = None
    token_budget: Count = None
    recursive_scanning: bool | None = None


def parse_lore(text: str, file: str) -> tuple[Lorebook | None, list[Problem]]:
    """The lorebook of a file (``memory/kai.lore.json``), or None, and what keeps it from being one.

    What was mended is no problem; the book says it (``mended``).
    """
    try:
        data: Any = json.loads(text)
    except json.JSONDecodeError as error:
        return None, [Problem(file, error.lineno, "", f"is not JSON: {error.msg}")]
    except RecursionError:
        return None, [Problem(file, None, "", "is nested too deep")]
    except ValueError as error:  # a number of more digits than Python reads
        return None, [Problem(file, None, "", f"is not JSON: {error}"[:200])]
    return read_lore(data, file)


def read_lore(data: Any, file: str) -> tuple[Lorebook | None, list[Problem]]:
    """The same for JSON that is read already."""
    shape = shape_of(data)
    if shape is None:
        return None, [_no_lore(data, file)]
    if len(shape.entries) > MOST_ENTRIES:
        said = f"has {len(shape.entries)} entries, more than {MOST_ENTRIES}"
        return None, [Problem(file, None, shape.place, said)]
    return _Reading(shape).book(file, owner_of(file)), []


def owner_of(file: str) -> str | None:
    """Whose lore a file holds: its name up to the first point; None for everybody's."""
    stem = PurePosixPath(file).name.split(".")[0]
    return None if stem == EVERYBODY else stem


def _no_lore(data: Any, file: str) -> Problem:
    whole = object_of(data) or {}
    inner = object_of(whole.get("data")) if whole.get("spec") == V3_BOOK else whole
    place = "data" if inner is not whole else ""
    if inner and "entries" in inner and "spec" not in inner:
        place = f"{place}.entries".strip(".")
        return Problem(file, None, place, "is neither a list nor an object of entries")
    said = "is no lorebook: it has no `entries`"
    hint = "a lorebook of card V3, SillyTavern, Chub, Risu, Agnai or NovelAI"
    return Problem(file, None, place, said, hint)


@dataclass(slots=True)
class _Reading:
    """One book under way."""

    shape: Shape
    told: list[str] = field(default_factory=list[str])
    taken: set[str] = field(default_factory=set[str])
    unused: dict[str, int] = field(default_factory=dict[str, int])
    elsewhere: int = 0
    """Entries that have their place elsewhere in a prompt."""

    def book(self, file: str, owner: str | None) -> Lorebook:
        shape = self.shape
        given = named_book(shape.book)
        place = shape.place.rpartition(".")[0] if shape.place != "data" else ""
        said = mended(_Book, given.fields, Notes(place, given.paths, self.told))
        entries = tuple(one for entry in self._each() if (one := self._entry(*entry)) is not None)
        depth = 2 if shape.silly and said.scan_depth is None else said.scan_depth
        recursive = shape.silly if said.recursive_scanning is None else said.recursive_scanning
        return Lorebook(
            file=file,
            owner=owner,
            name=said.name,
            scan_depth=depth,  # SillyTavern's own settings are not in its files
            token_budget=said.token_budget,
            recursive=recursive,
            entries=entries,
            mended=tuple(self.told),
            unused=tuple(self._left()),
        )

    def _each(self) -> list[tuple[str, int, Any]]:
        entries = self.shape.entries
        if isinstance(entries, Mapping):
            return [(name, place, one) for place, (name, one) in enumerate(entries.items())]
        return [(str(place), place, one) for place, one in enumerate(entries)]

    def _entry(self, name: str, place: int, given: Any) -> LoreEntry | None:
        where = f"{self.shape.place}.{name}".strip(".")
        entry = object_of(given)
        if entry is None:
            self.told.append(f"{where}: {shown(given)} is no entry; left out")
            return None
        named = named_entry(entry)
        one = mended(_Entry, named.fields, Notes(where, named.paths, self.told))
        if one.mode == "folder":  # Risu's, which holds nothing itself
            return None
        for unused in named.unused:
            self.unused[unused] = self.unused.get(unused, 0) + 1
        if "lorebookVersion" in self.shape.book:
            one.keys = self._joined(one.keys, where)
        by_id = isinstance(self.shape.entries, Mapping)
        id = _id(name if by_id and one.id is None else one.id, place, self.taken)
        at = str(one.position)
        old_names = "keys" not in entry and "keys" in named.paths
        self.elsewhere += at.isdecimal() and int(at) > 1
        before = at in _BEFORE or (not at and old_names)
        return _made(one, id, before=before, selective=_selective(one, named.paths))

    def _joined(self, keys: tuple[str, ...], where: str) -> tuple[str, ...]:
        """NovelAI's keys, of which one such as `gate & lock` wants both words."""
        joined = tuple(all_of(key) or key for key in keys)
        for key, other in zip(keys, joined, strict=True):
            if key != other:
                self.told.append(f"{where}.keys: all of {key!r} have to be met in one message here")
        return joined

    def _left(self) -> list[str]:
        """What is in the file and has no effect here."""
        told = list(self.shape.passed_over)
        told += [f"{name} (of {_entries(count)})" for name, count in self.unused.items()]
        if self.elsewhere:
            told.append(f"position (elsewhere in the prompt, of {_entries(self.elsewhere)})")
        return told


def _selective(entry: _Entry, paths: Mapping[str, str]) -> bool:
    """SillyTavern's entries are selective where they say nothing; those of a card are not."""
    if entry.selective is None:
        return paths.get("secondary_keys", "secondary_keys") != "secondary_keys"
    return entry.selective


def _made(entry: _Entry, id: str, *, before: bool, selective: bool) -> LoreEntry:
    content, decorators = decorated(printable(entry.content))
    constant = entry.constant or entry.mode == "constant"
    return LoreEntry(
        id=id,
        content=content,
        keys=_keys(entry.keys),
        secondary=_keys(entry.secondary_keys) if selective and not entry.use_regex else (),
        logic=_LOGIC[entry.selective_logic],
        name=printable(entry.name or entry.comment),
        enabled=entry.enabled and not entry.disabled,
        constant=constant and not entry.use_regex,
        regex=entry.use_regex,
        case_sensitive=bool(entry.case_sensitive),
        whole_words=entry.match_whole_words is not False,
        order=entry.insertion_order,
        priority=entry.priority,
        before=before,
        scan_depth=entry.scan_depth,
        chance=entry.probability / 100 if entry.use_probability else 1.0,
        listens_to_lore=not entry.exclude_recursion,
        heard_by_lore=not entry.prevent_recursion,
        delayed=int(entry.delay_until_recursion),
        sticky=entry.sticky or 0,
        cooldown=entry.cooldown or 0,
        delay=entry.delay or 0,
        groups=entry.group,
        group_weight=entry.group_weight,
        group_first=entry.group_override,
        group_by_score=entry.use_group_scoring,
        decorators=decorators,
    )


def _id(given: int | str | None, place: int, taken: set[str]) -> str:
    id = str(place if given is None else given)[:64]
    while id in taken:
        id = f"{id}'"
    taken.add(id)
    return id


def _keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    clean = (printable(key).strip()[:LONGEST_KEY] for key in keys)
    return tuple(key for key in clean if key)


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"

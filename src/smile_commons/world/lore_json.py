"""Lorebooks as other programs write them, checked: that of Character Card V3 and SillyTavern's.

After the specification of Character Card V3 (kwaroran/character-card-spec-v3), whose books are
those of V2 with more fields, and the world files of SillyTavern. Unknown fields are let be.
"""

import json
import re
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from smile_commons.errors import Problem
from smile_commons.world.lorebook import Logic, Lorebook, LoreEntry
from smile_commons.world.model import EVERYBODY

LARGEST_LORE = 2 * 1024 * 1024
"""Bytes of one file."""
MOST_ENTRIES = 5000
LONGEST_KEY = 400
_LOGIC: tuple[Logic, ...] = ("any", "not all", "not any", "all")
"""By SillyTavern's number."""
_DECORATORS = {
    "activate",
    "dont_activate",
    "scan_depth",
    "additional_keys",
    "exclude_keys",
    "activate_only_after",
    "activate_only_every",
}
_DECORATOR = re.compile(r"(@@@?)([a-z_]+)(?:[ \t]+(.*))?")


def _listed(value: Any) -> Any:
    """Some programs write keys as one text with commas."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


Keys = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Foreign(BaseModel):
    """What others write: a null is as good as nothing, and unknown fields are no mistake."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, data: Any) -> Any:
        if isinstance(data, dict):
            given = cast("dict[str, Any]", data)
            return {name: value for name, value in given.items() if value is not None}
        return data


class _Extensions(Foreign):
    """What SillyTavern adds to an entry of a card's book."""

    exclude_recursion: bool = False
    prevent_recursion: bool = False
    delay_until_recursion: bool | int = False
    probability: float = Field(default=100, ge=0, le=100)
    use_probability: bool = Field(default=True, alias="useProbability")
    selective_logic: int = Field(default=0, ge=0, le=3, alias="selectiveLogic")
    scan_depth: int | None = Field(default=None, ge=0)
    match_whole_words: bool | None = None
    case_sensitive: bool | None = None
    sticky: int = Field(default=0, ge=0)
    cooldown: int = Field(default=0, ge=0)
    delay: int = Field(default=0, ge=0)
    group: Keys = ()
    group_weight: float = Field(default=100, ge=0)
    group_override: bool = False
    use_group_scoring: bool = False


class _Entry(Foreign):
    keys: Keys = ()
    content: str = ""
    extensions: _Extensions = _Extensions()
    enabled: bool = True
    insertion_order: float = 100
    case_sensitive: bool | None = None
    use_regex: bool = False
    constant: bool = False
    name: str = ""
    comment: str = ""
    priority: float | None = None
    id: int | str | None = None
    selective: bool = False
    secondary_keys: Keys = ()
    position: str | int = ""


class _Book(Foreign):
    name: str = ""
    scan_depth: int | None = Field(default=None, ge=0)
    token_budget: int | None = Field(default=None, ge=0)
    recursive_scanning: bool = False
    entries: list[_Entry] = Field(max_length=MOST_ENTRIES)


class _SillyEntry(Foreign):
    uid: int | str | None = None
    key: Keys = ()
    keysecondary: Keys = ()
    content: str = ""
    comment: str = ""
    constant: bool = False
    selective: bool = True
    selective_logic: int = Field(default=0, ge=0, le=3, alias="selectiveLogic")
    order: float = 100
    position: int = 0
    disable: bool = False
    exclude_recursion: bool = Field(default=False, alias="excludeRecursion")
    prevent_recursion: bool = Field(default=False, alias="preventRecursion")
    delay_until_recursion: bool | int = Field(default=False, alias="delayUntilRecursion")
    probability: float = Field(default=100, ge=0, le=100)
    use_probability: bool = Field(default=True, alias="useProbability")
    scan_depth: int | None = Field(default=None, ge=0, alias="scanDepth")
    case_sensitive: bool = Field(default=False, alias="caseSensitive")
    match_whole_words: bool = Field(default=True, alias="matchWholeWords")
    sticky: int = Field(default=0, ge=0)
    cooldown: int = Field(default=0, ge=0)
    delay: int = Field(default=0, ge=0)
    group: Keys = ()
    group_weight: float = Field(default=100, ge=0, alias="groupWeight")
    group_override: bool = Field(default=False, alias="groupOverride")
    use_group_scoring: bool = Field(default=False, alias="useGroupScoring")


class _SillyBook(Foreign):
    name: str = ""
    entries: dict[str, _SillyEntry] = Field(max_length=MOST_ENTRIES)


class _Alone(Foreign):
    """A book in a file of its own."""

    spec: Literal["lorebook_v3"]
    data: _Book


def parse_lore(text: str, file: str) -> tuple[Lorebook | None, list[Problem]]:
    """The lorebook of a file (``memory/kai.lore.json``), or None, and every mistake in it."""
    try:
        data: Any = json.loads(text)
    except json.JSONDecodeError as error:
        return None, [Problem(file, error.lineno, "", f"is not JSON: {error.msg}")]
    except RecursionError:
        return None, [Problem(file, None, "", "is nested too deep")]
    return read_lore(data, file)


def read_lore(data: Any, file: str) -> tuple[Lorebook | None, list[Problem]]:
    """The same for JSON that is read already."""
    if not looks_like_lore(data):
        said = "is no lorebook: it has no `entries`"
        return None, [Problem(file, None, "", said, "a V3 lorebook or a SillyTavern world")]
    owner = owner_of(file)
    try:
        if isinstance(cast("dict[str, Any]", data).get("entries"), dict):
            return _silly(_SillyBook.model_validate(data), file, owner), []
        book = _Alone.model_validate(data).data if "spec" in data else _Book.model_validate(data)
    except ValidationError as error:
        return None, problems_of(error, file)
    return _book(book, file, owner), []


def looks_like_lore(data: Any) -> bool:
    """Whether some JSON is meant as a lorebook."""
    if not isinstance(data, dict):
        return False
    given = cast("dict[str, Any]", data)
    if given.get("spec") == "lorebook_v3":
        return True
    return "spec" not in given and isinstance(given.get("entries"), dict | list)


def owner_of(file: str) -> str | None:
    """Whose lore a file holds: its name up to the first point; None for everybody's."""
    stem = PurePosixPath(file).name.split(".")[0]
    return None if stem == EVERYBODY else stem


def problems_of(error: ValidationError, file: str) -> list[Problem]:
    """What pydantic found, by field (``data.entries.3.keys``)."""
    return [
        Problem(
            file,
            None,
            ".".join(str(step) for step in found["loc"])[:120],
            found["msg"][:1].lower() + found["msg"][1:200],
        )
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _book(book: _Book, file: str, owner: str | None) -> Lorebook:
    taken = set[str]()
    return Lorebook(
        file=file,
        owner=owner,
        name=book.name,
        scan_depth=book.scan_depth,
        token_budget=book.token_budget,
        recursive=book.recursive_scanning,
        entries=tuple(_entry(entry, place, taken) for place, entry in enumerate(book.entries)),
    )


def _entry(entry: _Entry, place: int, taken: set[str]) -> LoreEntry:
    extra = entry.extensions
    content, decorators = _decorated(entry.content)
    sensitive = entry.case_sensitive if extra.case_sensitive is None else extra.case_sensitive
    before = entry.position in ("before_char", 0)
    return LoreEntry(
        id=_id(entry.id, place, taken),
        content=content,
        keys=_keys(entry.keys),
        secondary=_keys(entry.secondary_keys) if entry.selective and not entry.use_regex else (),
        logic=_LOGIC[extra.selective_logic],
        name=entry.name or entry.comment,
        enabled=entry.enabled,
        constant=entry.constant and not entry.use_regex,
        regex=entry.use_regex,
        case_sensitive=bool(sensitive),
        whole_words=extra.match_whole_words is not False,
        order=entry.insertion_order,
        priority=entry.priority,
        before=before,
        scan_depth=extra.scan_depth,
        chance=extra.probability / 100 if extra.use_probability else 1.0,
        listens_to_lore=not extra.exclude_recursion,
        heard_by_lore=not extra.prevent_recursion,
        delayed=int(extra.delay_until_recursion),
        sticky=extra.sticky,
        cooldown=extra.cooldown,
        delay=extra.delay,
        groups=extra.group,
        group_weight=extra.group_weight,
        group_first=extra.group_override,
        group_by_score=extra.use_group_scoring,
        decorators=decorators,
    )


def _silly(book: _SillyBook, file: str, owner: str | None) -> Lorebook:
    taken = set[str]()
    entries = enumerate(book.entries.items())
    return Lorebook(
        file=file,
        owner=owner,
        name=book.name,
        scan_depth=2,  # SillyTavern's own settings, which are not in its files
        recursive=True,
        entries=tuple(_silly_entry(name, one, place, taken) for place, (name, one) in entries),
    )


def _silly_entry(name: str, entry: _SillyEntry, place: int, taken: set[str]) -> LoreEntry:
    content, decorators = _decorated(entry.content)
    return LoreEntry(
        id=_id(name if entry.uid is None else entry.uid, place, taken),
        content=content,
        keys=_keys(entry.key),
        secondary=_keys(entry.keysecondary) if entry.selective else (),
        logic=_LOGIC[entry.selective_logic],
        name=entry.comment,
        enabled=not entry.disable,
        constant=entry.constant,
        case_sensitive=entry.case_sensitive,
        whole_words=entry.match_whole_words,
        order=entry.order,
        before=entry.position == 0,
        scan_depth=entry.scan_depth,
        chance=entry.probability / 100 if entry.use_probability else 1.0,
        listens_to_lore=not entry.exclude_recursion,
        heard_by_lore=not entry.prevent_recursion,
        delayed=int(entry.delay_until_recursion),
        sticky=entry.sticky,
        cooldown=entry.cooldown,
        delay=entry.delay,
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
    return tuple(key.strip()[:LONGEST_KEY] for key in keys if key.strip())


def _decorated(content: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The content without the decorators at its head, and those of them that we know.

    A line with ``@@@`` stands in for the one above it where that one is not known.
    """
    lines = content.lstrip("\r\n").split("\n")
    known = dict[str, list[str]]()
    met = place = 0
    for place, line in enumerate(lines):
        found = _DECORATOR.fullmatch(line.strip())
        if found is None:
            if line.strip() or place + 1 == len(lines):
                break
            continue
        marks, name, value = found[1], found[2], (found[3] or "").strip()
        met = met if marks == "@@@" else 0
        if not met and name in _DECORATORS:
            known.setdefault(name, []).append(value)
            met = 1
    text = "\n".join(lines[place:]).strip()
    if _DECORATOR.fullmatch(text):
        text = ""
    decorators = [(name, value) for name, values in known.items() for value in _kept(name, values)]
    return text, tuple(decorators)


def _kept(name: str, values: list[str]) -> list[str]:
    return values if name == "additional_keys" else values[:1]

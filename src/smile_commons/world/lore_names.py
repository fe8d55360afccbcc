"""What an entry's fields are called elsewhere.

By Card V2 and V3, SillyTavern, Chub, Risu, Agnai, NovelAI and Backyard.
Names are compared without case and underscores, so ``scanDepth`` and ``scan_depth`` are one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smile_commons.world.mending import list_of, object_of


def plain(name: str) -> str:
    """A field's name without case and marks, for comparing."""
    return "".join(c for c in name.lower() if c.isalnum())


def _names(own: str, **others: str) -> dict[str, str]:
    """Our name of each field by what it is called, here or elsewhere."""
    named = {plain(name): name for name in own.split()}
    return named | {one: name for name, theirs in others.items() for one in theirs.split()}


OWN = _names(
    "keys secondary_keys content name comment enabled disabled constant insertion_order priority"
    " position selective use_regex id mode",
    keys="key keywords keyword",
    secondary_keys="keysecondary secondkey secondkeys",
    content="text entry value",
    name="displayname title",
    comment="memo",
    disabled="disable",
    constant="alwaysactive forceactivation",
    insertion_order="order insertorder weight",
    id="uid",
)
ANYWHERE = _names(
    "selective_logic case_sensitive match_whole_words scan_depth probability use_probability"
    " exclude_recursion prevent_recursion delay_until_recursion sticky cooldown delay group"
    " group_weight group_override use_group_scoring",
    probability="activationpercent",
)
"""What SillyTavern keeps among a card's extensions, and in its own files beside the rest."""
BOOK = _names("name scan_depth token_budget recursive_scanning")
_IDLE = frozenset(
    "addmemo displayindex depth role vectorized extensions lastupdatedat lorebiasgroups kind"
    " contextconfig characterfilter automationid outletname ignorebudget bookversion".split()
)
"""Fields of others that change nothing here, or are looked at apart."""


@dataclass(frozen=True, slots=True)
class Named:
    """An object's fields under our names."""

    fields: Mapping[str, Any]
    paths: Mapping[str, str]
    """Where each stood (``extensions.probability``)."""
    unused: tuple[str, ...]
    """Fields that say something and are not used here."""


def named_entry(entry: Mapping[str, Any]) -> Named:
    """An entry's fields under our names; where one is said twice, what says something counts."""
    fields, paths = dict[str, Any](), dict[str, str]()
    extensions = object_of(entry.get("extensions")) or {}
    _take(fields, paths, entry, {**OWN, **ANYWHERE}, "")
    _take(fields, paths, extensions, ANYWHERE, "extensions.")
    budget = (object_of(entry.get("contextConfig")) or {}).get("budgetPriority")
    if budget is not None:  # NovelAI's
        fields.setdefault("priority", budget)
        paths.setdefault("priority", "contextConfig.budgetPriority")
    known = {*OWN, *ANYWHERE, *_IDLE}
    unused = tuple(n for n, v in entry.items() if plain(n) not in known and _says(v))
    people = (object_of(entry.get("characterFilter")) or {}).values()
    unused += ("characterFilter",) if any(map(_says, people)) else ()
    return Named(fields, paths, unused)


def named_book(book: Mapping[str, Any]) -> Named:
    """A book's fields but its entries, likewise."""
    fields, paths = dict[str, Any](), dict[str, str]()
    _take(fields, paths, book, BOOK, "")
    return Named(fields, paths, ())


def _take(
    fields: dict[str, Any],
    paths: dict[str, str],
    given: Mapping[str, Any],
    names: Mapping[str, str],
    before: str,
) -> None:
    for name, value in given.items():
        ours = names.get(plain(name))
        if ours is None or value is None:
            continue
        taken = ours in fields and (name != ours or not _says(value)) and not before
        if taken and _says(fields[ours]):
            continue
        fields[ours], paths[ours] = value, f"{before}{name}"


def _says(value: Any) -> bool:
    several: Iterable[Any] | None = list_of(value)
    inner = object_of(value)
    if inner is not None:
        several = inner.values()
    return bool(value) if several is None else any(map(_says, several))

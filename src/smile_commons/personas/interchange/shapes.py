"""Cards of other shapes, put into the envelope of Version 2.

Known are Version 1 (TavernAI), Pygmalion, the text-generation web UI, Agnai, Risu, Chub, Backyard
and whatever uses their names: fields are compared without case and underscores. What has no field
in Version 2 is kept among the extensions, under the program's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smile_commons.world.lore_names import plain
from smile_commons.world.mending import list_of, object_of, shown

_NAMES: Mapping[str, str] = {
    "name": "name charname ainame charactername aidisplayname displayname",
    "nickname": "nickname chatname",
    "description": "description charpersona persona desc context aipersona bio biography definition"
    " summary about background",
    "personality": "personality tavernpersonality",
    "scenario": "scenario worldscenario",
    "first_mes": "firstmes chargreeting greeting firstmessage intro introduction openingmessage"
    " initialmessage",
    "mes_example": "mesexample exampledialogue exampledialogs exampledialogues exampledialog"
    " samplechat samplechats examplemessages examplemessage customdialogue exampleconversation",
    "alternate_greetings": "alternategreetings",
    "group_only_greetings": "grouponlygreetings",
    "system_prompt": "systemprompt baseprompt",
    "post_history_instructions": "posthistoryinstructions jailbreak",
    "creator_notes": "creatornotes creatorcomment",
    "creator": "creator",
    "tags": "tags",
    "character_version": "characterversion",
    "character_book": "characterbook embeddedlorebook globallore loreitems lorebook memorybook",
    "extensions": "extensions",
}
_OURS = {theirs: ours for ours, names in _NAMES.items() for theirs in names.split()}
_TELLS = frozenset({"description", "personality", "scenario", "first_mes", "mes_example"})
_INSIDE = ("character", "definition", "node", "char", "data")
"""Where a file holds its card one step down."""
_IDLE = frozenset("created updated createdat updatedat id kind type avatar version spec".split())
"""Fields that nobody misses."""


@dataclass(frozen=True, slots=True)
class Known:
    """A card that was recognised."""

    data: dict[str, Any]
    """As Version 2 has it."""
    notes: tuple[str, ...]


def understood(raw: Mapping[str, Any]) -> Known | None:
    """The card in an object without an envelope; None when it is none that is known."""
    for name in _INSIDE:
        inner = object_of(raw.get(name))
        if inner is not None and (found := understood(inner)) is not None:
            return _with_others(found, raw, name)
    if object_of(raw.get("persona")) is not None or "sampleChat" in raw:
        kind = str(raw.get("kind") or "character")
        return _known(_of_agnai(raw), "agnai") if kind == "character" else None
    if not _is_card(raw):
        return None
    if "tavern_personality" in raw:
        return _known(_by_chub(raw), "chub")
    return _known(raw, "elsewhere")


def _with_others(found: Known, raw: Mapping[str, Any], place: str) -> Known:
    """A card that stood a step down, with the name that stood beside it."""
    data = dict(found.data)
    if not _says(data.get("name")) and isinstance(raw.get("name"), str):
        data["name"] = raw["name"]
    others = [n for n, v in raw.items() if n != place and plain(n) not in _OURS and _says(v)]
    left = (f"beside `{place}` the file holds {_listed(others)}; not taken",) if others else ()
    return Known(data, (*found.notes, *left))


def _is_card(raw: Mapping[str, Any]) -> bool:
    ours = {_OURS.get(plain(name)) for name in raw}
    return "name" in ours and bool(ours & _TELLS)


def _known(raw: Mapping[str, Any], program: str) -> Known:
    """The fields under the names of Version 2; a value that stands there twice is taken once."""
    data = {name: value for name, value in raw.items() if name in _NAMES}
    others = {name: value for name, value in raw.items() if name not in _NAMES}
    if not any(plain(name) in _OURS for name in others):  # Version 1, which is left as it is
        return _with_extensions(dict(raw), {}, program)
    left = dict[str, Any]()
    for name, value in others.items():
        ours = _OURS.get(plain(name))
        if ours is None or (_says(data.get(ours)) and _says(value) and value != data[ours]):
            left[name] = value
        elif not _says(data.get(ours)):
            data[ours] = value
    return _with_extensions(data, left, program)


def _with_extensions(data: dict[str, Any], left: dict[str, Any], program: str) -> Known:
    book = list_of(data.get("character_book"))
    if book is not None:
        data["character_book"] = {"name": "", "extensions": {}, "entries": book}
    if not left:
        return Known(data, ())
    extensions = object_of(data.get("extensions")) or {}
    data["extensions"] = {**extensions, program: left}
    told = [name for name, value in left.items() if _says(value) and plain(name) not in _IDLE]
    said = f"kept under extensions.{program} and not used here: {_listed(told)}"
    return Known(data, (said,) if told else ())


def _of_agnai(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Agnai's persona is an object of attributes, and its description is for the reader."""
    given = dict(raw)
    persona = given.pop("persona", None)
    notes = given.pop("description", None)
    if _says(notes):
        given.setdefault("creator_notes", notes)
    text = persona_text(persona)
    looks = given.get("appearance")
    if isinstance(looks, str) and looks.strip() and looks not in text:
        text = f"{text}\n{given.pop('appearance')}".strip()
    return {"description": text, **given}


def persona_text(persona: Any) -> str:
    """What a persona of attributes says, a line each."""
    whole = object_of(persona)
    if whole is None:
        return persona if isinstance(persona, str) else ""
    attributes = object_of(whole.get("attributes")) or {}
    lines = list[str]()
    for name, value in attributes.items():
        several = list_of(value)
        said = ", ".join(map(str, several)) if several is not None else str(value)
        lines.append(said if name == "text" else f"{name}: {said}")
    return "\n".join(line for line in lines if line.strip())


def _by_chub(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Chub's definitions call a description `personality`, and its own page `description`."""
    given = dict(raw)
    page, told = given.pop("description", None), given.pop("personality", None)
    short = given.pop("tavern_personality", None)
    if _says(page):
        given.setdefault("creator_notes", page)
    return {"description": told or page or "", "personality": short or "", **given}


def _says(value: Any) -> bool:
    return value not in (None, "", [], {}, False)


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(shown(name).strip("'\"") for name in names[:12])
    return told if len(names) <= 12 else f"{told} and {len(names) - 12} more"

"""A persona as a foreign card: over the card that it came from, so that nothing of that is lost."""

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from smile_commons.personas.interchange.as_persona import digest_of, draft_of
from smile_commons.personas.interchange.foreign import OURS, V3, ForeignCard, card_of
from smile_commons.world.card import Card
from smile_commons.world.mending import object_of

_EMPTY: Mapping[str, Any] = {
    "name": "",
    "description": "",
    "personality": "",
    "scenario": "",
    "first_mes": "",
    "mes_example": "",
    "creator_notes": "",
    "system_prompt": "",
    "post_history_instructions": "",
    "alternate_greetings": [],
    "tags": [],
    "creator": "",
    "character_version": "",
    "extensions": {},
    "group_only_greetings": [],
}


def card_from(
    persona: Card,
    came_from: ForeignCard | None = None,
    lore: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> ForeignCard:
    """The card of a persona.

    The persona itself stands whole among the extensions. The other fields are those of the card
    that it came from, but for what a writer has changed since.

    Args:
        persona: whose card it is.
        came_from: the card that was imported, if one was.
        lore: the persona's own lorebook as JSON of card V3.
        now: when it was changed, for ``modification_date``.
    """
    if came_from is None:
        data = copy.deepcopy(dict(_EMPTY))
        changes = _all_of(persona)
    else:
        data = came_from.data
        changes = _changed(persona, came_from)
    changes |= _lore_change(data, lore)
    data |= {name: value for name, value in changes.items() if value is not None}
    for name in [name for name, value in changes.items() if value is None]:
        data.pop(name, None)
    if changes and now is not None and (came_from is None or came_from.raw.get("spec") == V3):
        data["modification_date"] = int(now.timestamp())
    _keep_ours(data, persona)
    around: Mapping[str, Any] = came_from.raw if came_from else {"spec": V3, "spec_version": "3.0"}
    made = card_of({**around, "data": data}, persona.id)
    if came_from is None:
        return made
    return replace(came_from, raw=made.raw, view=made.view)


def _all_of(persona: Card) -> dict[str, Any]:
    spoken = persona.voice.exemplars
    stance = persona.stance
    return {
        "name": persona.name,
        "nickname": persona.cue,
        "description": persona.biography,
        "personality": f"{stance.principle} {persona.voice.notes}",
        "first_mes": spoken[0],
        "mes_example": _examples(spoken),
        "extensions": {"talkativeness": str(persona.talkativeness)},
    }


def _examples(spoken: tuple[str, ...]) -> str:
    return "\n".join(f"<START>\n{{{{char}}}}: {line}" for line in spoken)


def _changed(persona: Card, came_from: ForeignCard) -> dict[str, Any]:
    """The fields that a writer has changed since the card was imported."""
    before = draft_of(came_from, persona.id).fields
    changes = dict[str, Any]()
    if persona.name != before["name"]:
        changes["name"] = persona.name
    if persona.cue != before["cue"]:
        changes["nickname"] = persona.cue
    if persona.biography != before["biography"]:
        changes["description"] = persona.biography
    notes = before["voice"].get("notes")
    if notes and persona.voice.notes != notes:
        changes["personality"] = persona.voice.notes
    spoken = list(before["voice"].get("exemplars", ()))
    if spoken and list(persona.voice.exemplars)[: len(spoken)] != spoken:
        changes["mes_example"] = _examples(persona.voice.exemplars)
    if persona.talkativeness != before.get("talkativeness", 0.5):
        extensions = object_of(came_from.data.get("extensions")) or {}
        changes["extensions"] = {**extensions, "talkativeness": str(persona.talkativeness)}
    return changes


def _lore_change(data: Mapping[str, Any], lore: Mapping[str, Any] | None) -> dict[str, Any]:
    """The lorebook, where it is another than the card has; None takes it away."""
    had = data.get("character_book")
    if json.dumps(had, sort_keys=True) == json.dumps(lore, sort_keys=True):
        return {}
    return {"character_book": None if lore is None else dict(lore)}


def _keep_ours(data: dict[str, Any], persona: Card) -> None:
    data["extensions"] = {
        **(object_of(data.get("extensions")) or {}),
        OURS: {
            "version": 1,
            "persona": persona.model_dump(mode="json", exclude_defaults=True),
            "described": digest_of(str(data.get("description") or "")),
        },
    }

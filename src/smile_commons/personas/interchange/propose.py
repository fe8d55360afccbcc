"""What a foreign card does not say, proposed for the writer to edit: by a model, or as gaps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from smile_commons.models.model import Model
from smile_commons.models.request import Request, conversation
from smile_commons.personas.interchange.as_persona import EXEMPLARS, LONGEST_LINE, Draft
from smile_commons.prompts.environment import Prompts

_TOKENS = 600
_TEMPERATURES = (0.4, 0.9)
"""One after the other, while a small model says an example of the prompt again."""
_SHOWN = 1800
"""Characters of a description that the model is shown."""


def _short(value: Any) -> Any:
    return " ".join(value.split())[:LONGEST_LINE] if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_short), Field(min_length=3)]


class _Value(BaseModel):
    name: Line
    weight: float = Field(ge=0, le=1)


class Proposal(BaseModel):
    """What a persona needs beside what a card tells."""

    title: Line
    notes: Line
    lines: list[Line] = Field(min_length=EXEMPLARS, max_length=6)
    principle: Line
    framework: Line
    values: list[_Value] = Field(min_length=1, max_length=6)
    red_lines: list[Line] = Field(min_length=1, max_length=4)
    would_reconsider: list[Line] = Field(min_length=1, max_length=4)
    openness: float = Field(ge=0, le=1)
    goals: list[Line] = Field(min_length=1, max_length=4)


@dataclass(frozen=True, slots=True)
class Completed:
    """A whole persona as its file has it."""

    fields: Mapping[str, Any]
    proposed: tuple[str, ...]
    """The fields that no card said: the writer is to look at them."""
    by: Literal["model", "nobody", "earlier"]
    """Who proposed them; nobody: they say what is to be written there; earlier: who knows."""


async def proposal_of(draft: Draft, model: Model, prompts: Prompts) -> Proposal | None:
    """What a model proposes; None when it answers nothing that can be used.

    Raises:
        ModelError: the model failed.
    """
    fields = draft.fields
    text = prompts.render(
        "propose.j2",
        name=fields["cue"],
        description=" ".join(fields["biography"].split())[:_SHOWN],
        personality=fields["voice"]["notes"],
        lines=fields["voice"]["exemplars"][:3],
    )
    best: Proposal | None = None
    for seed, temperature in enumerate(_TEMPERATURES, start=1):
        reply = await model.complete(
            Request(
                purpose=f"propose/{seed}",
                messages=conversation(text, "propose.j2"),
                max_tokens=_TOKENS,
                temperature=temperature,
                seed=seed,
                schema=_schema(),
            )
        )
        try:
            best = Proposal.model_validate(json.loads(reply.choices[0].text))
        except (ValueError, ValidationError):
            continue
        if best.principle not in text:
            break
    return None if best is None else _without_copies(best, text, fields["cue"])


def _without_copies(proposal: Proposal, text: str, cue: str) -> Proposal:
    """The proposal with gaps where it only says an example of the prompt again."""
    gaps = _gaps(cue)
    changed: dict[str, Any] = {}
    if proposal.principle in text:  # what hangs on it goes too
        for name in ("principle", "framework", "values", "openness"):
            changed[name] = getattr(gaps, name)
    for name in ("title", "notes"):
        if getattr(proposal, name) in text:
            changed[name] = getattr(gaps, name)
    for name in ("lines", "red_lines", "would_reconsider", "goals"):
        own = [one for one in getattr(proposal, name) if one not in text]
        changed[name] = own or getattr(gaps, name)
    return proposal.model_copy(update=changed)


def completed(draft: Draft, proposal: Proposal | None) -> Completed:
    """The draft with what it lacks, from a proposal or as gaps to be filled in."""
    cue = draft.fields["cue"]
    given = proposal or _gaps(cue)
    voice = {**draft.fields["voice"]}
    exemplars = [*voice.get("exemplars", ())]
    if "voice.notes" in draft.missing:
        voice["notes"] = given.notes
    if "voice.exemplars" in draft.missing:
        told = [*exemplars, *(line for line in given.lines if line not in exemplars)]
        voice["exemplars"] = [*told, *_gaps(cue).lines[: max(0, EXEMPLARS - len(told))]][:6]
    added: dict[str, Any] = {}
    if "title" in draft.missing:
        added["title"] = given.title
    if "stance" in draft.missing:
        added["stance"] = {
            "principle": given.principle,
            "framework": given.framework,
            "values": {value.name: value.weight for value in given.values},
            "red_lines": given.red_lines,
            "would_reconsider": given.would_reconsider,
            "openness": given.openness,
        }
    if "goals" in draft.missing:
        added["goals"] = given.goals
    fields = {**draft.fields, **added, "voice": voice}
    if not draft.missing:  # a card of ours, whose writer had not looked at everything yet
        return Completed(fields, tuple(draft.fields.get("proposed", ())), "earlier")
    return Completed(fields, draft.missing, "model" if proposal else "nobody")


def _gaps(cue: str) -> Proposal:
    """Not a guess: each says what the writer is to put there."""
    return Proposal(
        title="to be written: who they are, in a few words",
        notes=f"To be written: how {cue} speaks.",
        lines=[
            f"To be written: the {place} speech that could only be {cue}'s."
            for place in ("first", "second", "third")
        ],
        principle=f"To be written: what {cue} holds right.",
        framework="To be written: the framework of ethics it belongs to.",
        values=[_Value(name="to be written", weight=0.5)],
        red_lines=[f"To be written: what {cue} will not do."],
        would_reconsider=[f"To be written: what could change {cue}'s mind."],
        openness=0.5,
        goals=[f"To be written: what {cue} wants."],
    )


def _schema() -> dict[str, Any]:
    """The shape of a proposal, in the words of JSON Schema that every endpoint knows."""
    text: dict[str, Any] = {"type": "string"}
    share: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
    value: dict[str, Any] = {
        "type": "object",
        "properties": {"name": text, "weight": share},
        "required": ["name", "weight"],
        "additionalProperties": False,
    }
    properties: dict[str, Any] = {
        "title": text,
        "notes": text,
        "lines": _several(text, EXEMPLARS, 4),
        "principle": text,
        "framework": text,
        "values": _several(value, 2, 4),
        "red_lines": _several(text, 1, 3),
        "would_reconsider": _several(text, 1, 3),
        "openness": share,
        "goals": _several(text, 1, 3),
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _several(items: Mapping[str, Any], fewest: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": dict(items), "minItems": fewest, "maxItems": most}

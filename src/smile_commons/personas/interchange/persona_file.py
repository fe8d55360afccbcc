"""A persona's file, written so that a writer can read it and sees what was only proposed."""

from collections.abc import Mapping
from typing import Any

import yaml

from smile_commons.personas.interchange.propose import Completed

_WIDTH = 96
_LONG = 70
_ORDER = (
    *("id", "name", "cue", "title", "pronouns", "biography", "voice", "stance", "goals"),
    *("relations", "talkativeness", "positions", "recall"),
)


def persona_text(completed: Completed, came_from: str, schema: str) -> str:
    """The YAML of a persona; what was proposed is listed, and marked where it stands.

    Args:
        completed: the persona.
        came_from: the name of the card's file, for the heading.
        schema: where editors find the JSON Schema.
    """
    fields = {name: completed.fields[name] for name in _ORDER if name in completed.fields}
    if completed.proposed:
        fields["proposed"] = list(completed.proposed)
    marked = {name.partition(".")[0]: name for name in completed.proposed}
    named = "".join(c if c.isprintable() else "?" for c in came_from)[:100]
    parts = [f"# yaml-language-server: $schema={schema}", f"# Imported from {named}."]
    for name, value in fields.items():
        if name == "proposed":
            parts.append("# Nobody has looked at these yet: edit them, then take them out here.")
        elif name in marked:
            parts.append(_mark(completed, name))
        parts.append(_dumped({name: value}))
    return "\n".join(parts) + "\n"


def _mark(completed: Completed, name: str) -> str:
    inside = [one.partition(".")[2] for one in completed.proposed if one.startswith(f"{name}.")]
    what = f"Its {' and '.join(inside)}" if inside else "This"
    verb = "are" if len(inside) > 1 or inside == ["exemplars"] else "is"
    if completed.by == "model":
        return f"# Proposed by a model from the card: {what.lower()} {verb} for you to edit."
    if completed.by == "earlier":
        return f"# Proposed when it was first imported: {what.lower()} {verb} for you to edit."
    return f"# Not in the card: {what.lower()} {verb} to be written."


class _Dumper(yaml.SafeDumper):
    """Long texts folded, as a person would write them."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = ">" if len(value) > _LONG and "\n" not in value else None
    style = "|" if "\n" in value else style
    dumping: Any = dumper
    return dumping.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def _dumped(value: Mapping[str, Any]) -> str:
    untyped: Any = yaml  # its stubs name an unknown width
    text: Any = untyped.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, indent=2
    )
    return str(text).rstrip("\n")

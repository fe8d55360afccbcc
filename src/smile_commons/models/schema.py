"""Checks a reply against the part of JSON Schema that our templates use."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from smile_commons.models.faults import AttemptError, invalid
from smile_commons.models.reply import Choice

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def check(text: str, schema: Mapping[str, Any]) -> str:
    """The JSON of a text, bare, when it keeps to ``schema``.

    A fence of backticks around it, as chat models like to write, is taken off. Known are
    ``type``, ``enum``, ``const``, ``required``, ``properties``, ``additionalProperties: false``,
    ``items``, ``minItems``, ``maxItems``, ``minimum`` and ``maximum``.

    Raises:
        AttemptError: it is not JSON, or breaks the schema; the message says where.
    """
    bare = _unfenced(text.strip())
    try:
        value = json.loads(bare)
    except (ValueError, RecursionError) as error:
        raise invalid("reply that breaks the schema", f"not JSON: {text}") from error
    mistake = _mistake(value, schema, "reply")
    if mistake is not None:
        raise invalid("reply that breaks the schema", mistake)
    return bare


def kept_to(choices: Sequence[Choice], schema: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The choices with bare JSON where the schema is kept to; at least one has to.

    Raises:
        AttemptError: none does; it is the first one's mistake.
    """
    found, failures = list[Choice](), list[AttemptError]()
    for choice in choices:
        try:
            found.append(replace(choice, text=check(choice.text, schema)))
        except AttemptError as failure:
            failures.append(failure)
            found.append(choice)
    if len(failures) == len(choices):
        raise failures[0]
    return tuple(found)


def _unfenced(text: str) -> str:
    if not text.startswith("```"):
        return text
    inner = text.partition("\n")[2]
    return inner.rpartition("```")[0].strip() or inner.strip()


def _mistake(value: Any, schema: Mapping[str, Any], place: str) -> str | None:
    kinds = schema.get("type")
    if kinds is not None and not _is_a(value, [kinds] if isinstance(kinds, str) else kinds):
        return f"{place} is not of type {kinds}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{place} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        return f"{place} is not {schema['const']!r}"
    if isinstance(value, int | float):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            return f"{place} is out of range"
    elif isinstance(value, dict):
        return _object_mistake(cast("dict[str, Any]", value), schema, place)
    elif isinstance(value, list):
        return _array_mistake(cast("list[Any]", value), schema, place)
    return None


def _object_mistake(value: dict[str, Any], schema: Mapping[str, Any], place: str) -> str | None:
    properties = cast("Mapping[str, Mapping[str, Any]]", schema.get("properties") or {})
    for name in cast("Sequence[str]", schema.get("required") or ()):
        if name not in value:
            return f"{place} lacks {name}"
    for name, inner in value.items():
        if name in properties:
            mistake = _mistake(inner, properties[name], f"{place}.{name}")
            if mistake is not None:
                return mistake
        elif schema.get("additionalProperties") is False:
            return f"{place}.{name} is not known"
    return None


def _array_mistake(value: list[Any], schema: Mapping[str, Any], place: str) -> str | None:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return f"{place} has {len(value)} items"
    for number, inner in enumerate(value):
        mistake = _mistake(inner, schema.get("items") or {}, f"{place}[{number}]")
        if mistake is not None:
            return mistake
    return None


def _is_a(value: Any, kinds: Sequence[str]) -> bool:
    if isinstance(value, bool):
        return "boolean" in kinds
    return any(isinstance(value, _TYPES.get(kind, (object,))) for kind in kinds)

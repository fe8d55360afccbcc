"""Checks a reply against a JSON Schema."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from smile_commons.models.faults import AttemptError, invalid
from smile_commons.models.reply import Choice


def check(text: str, schema: Mapping[str, Any]) -> str:
    """The JSON of a text, bare, when it keeps to ``schema``.

    A fence of backticks around it, as chat models like to write, is taken off.

    Raises:
        AttemptError: it is not JSON, or breaks the schema; the message says where.
    """
    bare = _unfenced(text.strip())
    try:
        value = json.loads(bare)
    except (ValueError, RecursionError) as error:
        raise invalid("reply that breaks the schema", f"not JSON: {text}") from error
    mistake = _mistake(value, schema)
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


def _mistake(value: Any, schema: Mapping[str, Any]) -> str | None:
    """What breaks the schema the most plainly, and where; None: nothing does."""
    import jsonschema

    checks: Any = jsonschema  # its errors are untyped in part
    found = checks.Draft202012Validator(schema).iter_errors(value)
    error = checks.exceptions.best_match(found)
    return None if error is None else f"reply{error.json_path.removeprefix('$')}: {error.message}"

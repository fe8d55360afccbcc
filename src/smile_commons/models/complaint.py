"""What an endpoint says is wrong, read from the body of its error, whatever its shape."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

_SAYING = (
    *("error", "errors", "message", "msg", "detail", "details", "title", "description"),
    *("error_description", "error_msg", "error_message", "errorMessage", "reason", "cause"),
    *("metadata", "raw", "innererror", "inner_error", "upstream", "upstream_error", "body"),
)
"""Fields that say something; ``input`` and its like repeat what was sent, and are passed over."""
_NAMING = ("param", "parameter", "field", "loc")
_KINDS = ("code", "type", "kind", "status", "error_type", "errorType", "reason")
_DEEPEST, _MOST = 8, 8
_FILTERED = re.compile(
    r"content[_ -]?(filter|policy|management|moderation)|contentfilter|responsible_?ai"
    r"|data_?inspection|policy_violation|prohibited_content|\binvalid_prompt\b|moderation"
    r"|flagged|usage polic|safety (system|reason|setting|polic|filter|guideline)"
    r"|(inappropriate|sensitive|unsafe|harmful) (content|information|words?|material)"
    r"|(prompt|input|content|request).{0,40}(blocked|rejected) (by|due|because)"
    r"|\b(SAFETY|RECITATION|BLOCKLIST|PROHIBITED)\b|guardrail",
)


def complaint(body: str) -> str:
    """The messages within an error's body, the outer one first, each once."""
    found = _loaded(body)
    if found is None:
        return "an HTML page" if "<html" in body[:2000].lower() else body
    said = list(dict.fromkeys(filter(None, (one.strip() for one in _said(found, 0)))))
    several = isinstance(_inner(found, "detail"), list)
    return ("; " if several else ": ").join(said[:_MOST]) or json.dumps(found)


def named(body: str) -> list[str]:
    """The fields that an error puts the blame on, the outer one first."""
    return [name for name in _values(_loaded(body), _NAMING, 0) if name]


def is_filtered(status: int | None, body: str) -> bool:
    """Whether a prompt was refused for what it is about, not for how it was sent."""
    if status == 451:
        return True
    if status not in (400, 403, 422):
        return False
    kinds = " ".join(_values(_loaded(body), _KINDS, 0))
    return bool(_FILTERED.search(f"{kinds} {complaint(body)}"))


def _loaded(body: str) -> Any:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("Any", found) if isinstance(found, dict | list) else None


def _inner(value: Any, name: str) -> Any:
    return cast("Mapping[str, Any]", value).get(name) if isinstance(value, dict) else None


def _said(value: Any, depth: int) -> Iterator[str]:
    """All that is said in a value; JSON within a text is read as well."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        inner = _loaded(value) if value.lstrip()[:1] in ("{", "[") else None
        if inner is None:
            yield value
        else:
            yield from _said(inner, depth + 1)
    elif isinstance(value, list):
        for one in cast("list[Any]", value)[:_MOST]:
            yield from _said(one, depth + 1)
    elif isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        if "msg" in found and "loc" in found:
            yield f"{found['loc']} {found['msg']}"
            return
        for key in _SAYING:
            if key in found:
                yield from _said(found[key], depth + 1)


def _values(value: Any, names: tuple[str, ...], depth: int) -> Iterator[str]:
    """The texts under some names, anywhere in what an error says."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield from _values(_loaded(value), names, depth + 1)
    elif isinstance(value, list):
        for one in cast("list[Any]", value)[:_MOST]:
            yield from _values(one, names, depth + 1)
    elif isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        for name in names:
            one: Any = found.get(name)
            if isinstance(one, list):
                one = " ".join(map(str, cast("list[Any]", one)))
            if isinstance(one, str | int):
                yield str(one)
        for key in _SAYING:
            if key in found and key not in names:
                yield from _values(found[key], names, depth + 1)

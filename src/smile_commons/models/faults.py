"""What can go wrong with one attempt at a model: what the endpoint complains of, and whether
another attempt makes sense.
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from smile_commons.errors import ModelError
from smile_commons.world.mending import object_of

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
    r"|\b(SAFETY|RECITATION|BLOCKLIST|PROHIBITED)\b|guardrail"
)


def complaint(body: str) -> str:
    """The messages within an error's body, the outer one first, each once."""
    found = _loaded(body)
    if found is None:
        return "an HTML page" if "<html" in body[:2000].lower() else body
    said = list(dict.fromkeys(filter(None, (one.strip() for one in _said(found, 0)))))
    several = isinstance((object_of(found) or {}).get("detail"), list)
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


RETRIED_STATUSES = frozenset({408, 409, 425, 429})
"""Besides every 5xx."""
_SHOWN = 300


class AttemptError(ModelError):
    """One attempt that brought no usable reply."""

    def __init__(
        self,
        message: str,
        fault: str,
        *,
        again: bool = True,
        after: float | None = None,
        status: int | None = None,
        body: str = "",
    ) -> None:
        super().__init__(message, fault)
        self.again = again
        """Whether the same request may succeed later."""
        self.after = after
        """Seconds that the endpoint asked to wait."""
        self.status = status
        self.body = body
        self.cut = False
        """Whether nothing was said because the tokens were used up before."""
        self.thought = False
        """Whether the model had thought before it failed."""

    @property
    def is_refusal(self) -> bool:
        """Whether the endpoint would not have the request as it was."""
        return self.status is not None and (self.status < 500 or self.status == 501)


def invalid(fault: str, detail: str = "") -> AttemptError:
    """A reply that came but cannot be used."""
    return AttemptError(f"{fault}: {shorten(detail)}" if detail else fault, fault)


def failed_status(status: int, headers: Mapping[str, str], body: str) -> AttemptError:
    """An HTTP status that says no."""
    again = status in RETRIED_STATUSES or (status >= 500 and status != 501)
    said = shorten(complaint(body))
    return AttemptError(
        f"status {status}" + (f": {said}" if said else ""),
        f"status {status}",
        again=again and "insufficient_quota" not in body,
        after=retry_after(headers, datetime.now(UTC)) if again else None,
        status=status,
        body=body,
    )


def from_exception(error: Exception) -> AttemptError | None:
    """What the client raised, as one of ours; None when it is not of the connection's making."""
    import httpx2
    import openai

    if isinstance(error, AttemptError):
        return error
    if isinstance(error, openai.APIStatusError):
        return failed_status(error.status_code, error.response.headers, _body(error))
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return invalid("timeout", "nothing came within the read timeout")
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__ or error
        if isinstance(cause, AttemptError):
            return cause
        return invalid("connection", f"{type(cause).__name__} {cause}")
    if isinstance(error, httpx2.HTTPError | httpx2.StreamError):
        return invalid("connection", f"{type(error).__name__} {error}")
    if isinstance(error, openai.OpenAIError | json.JSONDecodeError | UnicodeDecodeError):
        return invalid("not JSON", str(error))
    return None


@contextmanager
def as_attempts() -> Generator[None]:
    """While a client is asked: what it raises is one of ours.

    Raises:
        AttemptError: whatever went wrong with the connection or the reply.
    """
    try:
        yield
    except Exception as error:
        failure = from_exception(error)
        if failure is None:
            raise
        raise failure from (None if failure is error else error)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait by ``Retry-After`` (seconds or an HTTP date) or ``retry-after-ms``."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        value = headers.get("retry-after", "").strip()
        if not value:
            return None
        if re.fullmatch(r"\d+(\.\d+)?", value):
            return float(value)
        when = parsedate_to_datetime(value)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None  # a header that says nothing readable is as good as none


def shorten(text: str) -> str:
    """One line that a terminal can hold."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _body(error: Any) -> str:
    try:
        return str(error.response.text)
    except Exception as unread:  # the body broke off as well: its status is all there is
        return f"({type(unread).__name__} while the error was read)"

"""What can go wrong with one attempt at a model, and whether another attempt makes sense."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from smile_commons.errors import ModelError
from smile_commons.models.complaint import complaint

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

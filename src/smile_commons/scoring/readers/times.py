"""When something was said, as files write it."""

import re
from datetime import UTC, datetime
from typing import Any, cast

_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,6}))?$")
_MOST = 1e18


def moment(value: object) -> float | None:
    """A time as seconds from some beginning, the same for all times of a file that are alike.

    Numbers and numbers in quotes as they are; ISO 8601; ``h:mm:ss``, ``m:ss``; an object of
    ``seconds`` (Firestore). None: it is none of these.
    """
    if isinstance(value, dict):
        inner = cast("dict[str, Any]", value)
        whole = _number(inner.get("seconds", inner.get("_seconds")))
        part = _number(inner.get("nanoseconds", inner.get("_nanoseconds"))) or 0.0
        return None if whole is None else whole + part / 1e9
    number = _number(value)
    if number is not None or not isinstance(value, str):
        return number
    clock = _clock(value.strip())
    return _iso(value.strip()) if clock is None else clock


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < _MOST else None  # NaN compares false


def _clock(text: str) -> float | None:
    found = _CLOCK.match(text)
    if found is None:
        return None
    hours, minutes, seconds, part = found.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part or 0}")


def _iso(text: str) -> float | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    # A file without zones is in one zone, whichever.
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()

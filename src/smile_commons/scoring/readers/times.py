"""When something was said, as files write it, and which field puts records in order."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, cast

_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,6}))?$")
_MOST = 1e18
TIME = (
    *("timestamp", "timestamp_ms", "time", "created_at", "createdat", "created", "created_utc"),
    *("date", "datetime", "ts", "sent_at", "sentat", "date_sent", "origin_server_ts"),
    *("start", "start_time", "starttime", "begin"),
)
"""Names of the field that says when, the surest first."""
_DAY = ("date", "day")
_TIME_OF_DAY = re.compile(r"^\d{1,3}(?::\d{2}){1,2}(?:[.,]\d+)?$")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
_EPOCH = 1e8
"""Seconds; smaller numbers that come again may be durations."""


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


def times_of(records: Sequence[Mapping[str, Any]]) -> tuple[list[float | None], str | None]:
    """The times by the first field that all records have and that says order without doubt.

    Beside them a field of time that does not, if there is one.

    A time of day alone does not, since midnight lies between some, nor does a day alone, nor
    small numbers that fall and come again, which may say how long. Day and time of day together
    do.
    """
    rows = [_with_meta(one) for one in records]
    unused: str | None = None
    for name in TIME:
        given = [row.get(name) for row in rows]
        if not rows or all(value in (None, "") for value in given):
            continue
        found = [_moment(row, value) for row, value in zip(rows, given, strict=True)]
        times = [time for time in found if time is not None]
        if len(times) == len(rows) and not _may_be_durations(times):
            return [*times], None
        if not _rises(given):
            unused = unused or name
    return [None] * len(rows), unused


def _with_meta(one: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = one.get("meta")
    return {**cast("dict[str, Any]", meta), **one} if isinstance(meta, dict) else one


def _moment(row: Mapping[str, Any], value: object) -> float | None:
    text = value.strip() if isinstance(value, str) else ""
    if _DATE.match(text):
        return None
    if not _TIME_OF_DAY.match(text):
        return moment(value)
    day = next((str(row[name]).strip() for name in _DAY if row.get(name)), "")
    begins, clock = moment(day) if _DATE.match(day) else None, moment(text)
    return None if begins is None or clock is None else begins + clock


def _may_be_durations(times: Sequence[float]) -> bool:
    falls = any(a > b for a, b in pairwise(times))
    return falls and len(set(times)) < len(times) and max(times) < _EPOCH


def _rises(values: Sequence[object]) -> bool:
    found = [time for value in values if (time := moment(value)) is not None]
    return len(found) == len(values) and all(a <= b for a, b in pairwise(found))

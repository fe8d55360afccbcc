"""When each of some records was said: the one field of time that puts all of them in order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from smile_commons.scoring.readers.times import moment

TIME = (
    *("timestamp", "timestamp_ms", "time", "created_at", "createdat", "created", "created_utc"),
    *("date", "datetime", "ts", "sent_at", "sentat", "date_sent", "origin_server_ts"),
    *("start", "start_time", "starttime", "begin"),
)
"""Names of the field that says when, the surest first."""
_DAY = ("date", "day")
_CLOCK = re.compile(r"^\d{1,3}(?::\d{2}){1,2}(?:[.,]\d+)?$")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
_EPOCH = 1e8
"""Seconds; smaller numbers that come again may be durations."""


@dataclass(frozen=True, slots=True)
class Times:
    """The times of the speeches of a conversation."""

    values: list[float | None]
    unused: str | None = None
    """A field of time that does not give their order."""


def times_of(records: Sequence[Mapping[str, Any]]) -> Times:
    """The times by the first field that all records have and that says order without doubt.

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
            return Times([*times])
        if not _rises(given):
            unused = unused or name
    return Times([None] * len(rows), unused)


def _with_meta(one: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = one.get("meta")
    return {**cast("dict[str, Any]", meta), **one} if isinstance(meta, dict) else one


def _moment(row: Mapping[str, Any], value: object) -> float | None:
    text = value.strip() if isinstance(value, str) else ""
    if _DATE.match(text):
        return None
    if not _CLOCK.match(text):
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

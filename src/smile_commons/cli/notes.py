"""Notes on what was read, so few that they are read too."""

import re
from collections.abc import Iterable

MOST = 12
_NUMBER = re.compile(r"(?<=entries\.)[^.:]+|(?<=entry )\d+")


def few(notes: Iterable[str]) -> list[str]:
    """The notes, those that differ only in the entry put together, and not more than `MOST`."""
    alike = dict[str, list[str]]()
    for note in notes:
        alike.setdefault(_NUMBER.sub("*", note, count=1), []).append(note)
    told = [
        same[0] if len(same) == 1 else f"{same[0]} (and {len(same) - 1} more like it)"
        for same in alike.values()
    ]
    if len(told) <= MOST:
        return told
    return [*told[:MOST], f"and {len(told) - MOST} more notes"]

"""The known name that somebody most likely meant."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 80
"""Longer names are no slips of the pen, and comparing them takes long."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A hint that names the nearest known name, or the few there are; None when none is near."""
    names = sorted(known)
    if len(name) <= _LONGEST:
        near = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
        if near:
            return f"did you mean {near[0]!r}?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 12 else None

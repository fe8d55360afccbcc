"""Names that somebody typed: the one that is there, or what was most likely meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from smile_commons.errors import InputError

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


def nearest(name: str, known: Iterable[str], cutoff: float = 0.5) -> str | None:
    """The known name that is most like this one; None when none is."""
    near = get_close_matches(name[:_LONGEST], list(known), n=1, cutoff=cutoff)
    return near[0] if near else None


def known(name: str, names: Iterable[str], what: str) -> str:
    """The name, if there is one such.

    Raises:
        InputError: there is none; the message names the nearest, or all if they are few.
    """
    there = list(names)
    if name in there:
        return name
    near = nearest(name, there)
    hint = f"did you mean {near}?" if near else f"there are: {', '.join(sorted(there))}"
    raise InputError(f"no {what} is called {name!r}; {hint}")

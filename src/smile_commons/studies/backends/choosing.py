"""Which player a backend's name means."""

import os
import re
from math import ceil

from smile_commons.errors import InputError
from smile_commons.studies.player import Here, Player

LOCAL = "local"
_NAMED = re.compile(r"(?P<kind>[a-z]+)(?::(?P<rest>.+))?")
MOST_PROCESSES = 1024


async def player_by(backend: str, here: Here, at_once: int | None) -> Player:
    """The player that a name means.

    Args:
        backend: ``local``, ``process:N``, ``ray[:ADDRESS]`` or ``dask[:ADDRESS]``.
        here: for ``local``; elsewhere it says how many cells a process takes at once.
        at_once: cells at once, all in all; None: by what the models take.

    Raises:
        InputError: there is no such backend, or what it needs is not installed.
        ServiceError: a cluster cannot be reached.
    """
    found = _NAMED.fullmatch(backend.strip())
    kind, rest = (found["kind"], found["rest"]) if found else ("", None)
    if kind == LOCAL and rest is None:
        return here
    count = os.cpu_count() or 1
    if kind == "process":
        from smile_commons.studies.backends.processes import Processes

        if rest is not None and not (rest.isdecimal() and 1 <= int(rest) <= MOST_PROCESSES):
            raise InputError(f"`backend`: {rest!r} is no number of processes, from 1")
        count = int(rest) if rest else count
        return Processes(count, _each(at_once, count, here))
    if kind == "ray":
        from smile_commons.studies.backends.on_ray import OnRay

        return OnRay(rest, _each(at_once, count, here))
    if kind == "dask":
        from smile_commons.studies.backends.on_dask import OnDask

        return await OnDask.opened(rest, _each(at_once, count, here))
    raise InputError(
        f"`backend`: there is no {backend!r}; there are: {LOCAL}, process:N, ray[:ADDRESS], "
        "dask[:ADDRESS]"
    )


def _each(at_once: int | None, count: int, here: Here) -> int:
    """Cells at once for each of so many workers."""
    return here.at_once if at_once is None else max(1, ceil(at_once / count))

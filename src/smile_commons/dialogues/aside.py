"""Work that waits for the disk, done beside the event loop, where other debates go on."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Does it in a thread. One that is cancelled meanwhile waits until it is done: nothing is
    written to a run after its lease was given back.

    Raises:
        asyncio.CancelledError: it was cancelled; the work is done nevertheless.
    """
    working = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise

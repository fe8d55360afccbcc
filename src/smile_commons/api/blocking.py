"""Asynchronous work from code that is not, in a notebook's running loop too."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
_WAITED: ContextVar[bool] = ContextVar("_WAITED", default=False)


def blocking(work: Coroutine[Any, Any, T]) -> T:
    """Does it and waits; where a loop runs in this thread already, in another thread's.

    Ctrl-C cancels the work and waits until it has cleaned up.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_waited(work))
    return _elsewhere(_waited(work))


def is_waited_for() -> bool:
    """Whether this work is done for somebody who waits: then only Ctrl-C can have cancelled it."""
    return _WAITED.get()


async def _waited(work: Coroutine[Any, Any, T]) -> T:
    _WAITED.set(True)
    return await work


def waiting(work: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """The twin of an asynchronous verb that waits until it is done; same arguments, same errors."""

    @wraps(work)
    def waits(*args: P.args, **kwargs: P.kwargs) -> T:
        return blocking(work(*args, **kwargs))

    waits.__name__ = waits.__qualname__ = work.__name__.removesuffix("_async")
    return waits


def _elsewhere(work: Coroutine[Any, Any, T]) -> T:
    """Does it in a loop of another thread, which Ctrl-C in this one cancels."""
    running: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]]] = []

    async def noted() -> T:
        task = asyncio.current_task()
        assert task is not None
        running.append((asyncio.get_running_loop(), task))
        return await work

    with ThreadPoolExecutor(1, "smile-commons") as pool:
        done = pool.submit(asyncio.run, noted())
        while not done.done():
            try:
                wait([done], 0.1)
            except KeyboardInterrupt:
                for loop, task in running:
                    with suppress(RuntimeError):  # it was done just now
                        loop.call_soon_threadsafe(task.cancel)
    try:
        return done.result()
    except asyncio.CancelledError as stop:
        raise KeyboardInterrupt from stop

"""Asynchronous work from code that is not, in a notebook's running loop too."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
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
    return _Elsewhere(_waited(work)).result()


def is_waited_for() -> bool:
    """Whether this work is done for somebody who waits: then only Ctrl-C can have cancelled it."""
    return _WAITED.get()


async def _waited(work: Coroutine[Any, Any, T]) -> T:
    _WAITED.set(True)
    return await work


def waiting(work: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """The twin of an asynchronous verb that waits until it is done; same arguments, same errors."""

    @wraps(work)
    def wait(*args: P.args, **kwargs: P.kwargs) -> T:
        return blocking(work(*args, **kwargs))

    wait.__name__ = wait.__qualname__ = work.__name__.removesuffix("_async")
    return wait


class _Elsewhere:
    """A thread with a loop of its own, which does one thing."""

    def __init__(self, work: Coroutine[Any, Any, Any]) -> None:
        self._work = work
        self._done: Any = None
        self._error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="smile-commons", daemon=True)
        self._thread.start()

    def result(self) -> Any:
        while not self._over.is_set():
            try:
                # Not a join: one that is interrupted takes the thread for done.
                self._over.wait(0.1)
            except KeyboardInterrupt:
                self._cancel()
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._done

    def _run(self) -> None:
        try:
            self._done = asyncio.run(self._noted())
        except asyncio.CancelledError:
            self._error = KeyboardInterrupt()
        except BaseException as error:
            self._error = error
        finally:
            self._over.set()

    async def _noted(self) -> Any:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        return await self._work

    def _cancel(self) -> None:
        if self._loop is not None and self._task is not None:
            with suppress(RuntimeError):  # it was done just now
                self._loop.call_soon_threadsafe(self._task.cancel)

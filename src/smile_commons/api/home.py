"""An event loop that lasts, in which the models of a shared engine live.

A model's connections belong to the loop in which they were made. ``play`` makes a loop for each
call, a notebook has one that stands still meanwhile, and threads have one each; so models that all
of these ask live in a loop of their own, in a thread of its own.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from smile_commons.models.model import Model, OnText
from smile_commons.models.reply import Reply
from smile_commons.models.request import Request
from smile_commons.models.wrapped import WrappedModel

T = TypeVar("T")


class Home:
    """A thread with a loop that runs until it is closed."""

    def __init__(self) -> None:
        self._loop, self._over = asyncio.new_event_loop(), asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="smile-commons-engine", daemon=True)
        self._thread.start()

    async def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Does it there; the loop that asks goes on meanwhile, and cancelling it cancels that."""
        if asyncio.get_running_loop() is self._loop:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def aclose(self) -> None:
        """Ends the loop and waits for its thread."""
        self._loop.call_soon_threadsafe(self._over.set)
        await asyncio.to_thread(self._thread.join)

    def end_soon(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Does a last thing there and ends, while nobody waits."""

        async def last() -> None:
            try:
                await work()
            finally:
                self._over.set()

        self._ending = asyncio.run_coroutine_threadsafe(last(), self._loop)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:  # it ends what is left
            runner.run(self._over.wait())


class VisitedModel(WrappedModel):
    """A model asked from another loop than that in which it lives.

    Args:
        inner: the model.
        home: where it lives.
    """

    def __init__(self, inner: Model, home: Home) -> None:
        super().__init__(inner)
        self._home = home

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """The model's reply; see ``Model.complete``."""
        return await self._home.do(self._inner.complete(request, _told_here(on_text)))

    async def aclose(self) -> None:
        """Closes the model where it lives."""
        await self._home.do(self._inner.aclose())


def _told_here(on_text: OnText | None) -> OnText | None:
    """The same, called in the loop that asks."""
    if on_text is None:
        return None
    here = asyncio.get_running_loop()

    def tell(index: int, text: str) -> None:
        here.call_soon_threadsafe(on_text, index, text)

    return tell


async def closed(models: Sequence[Model]) -> None:
    """Closes them all, also where one cannot be closed.

    Raises:
        Exception: what the first of those raised.
    """
    came = await asyncio.gather(*(model.aclose() for model in models), return_exceptions=True)
    for failure in came:
        if isinstance(failure, BaseException):
            raise failure

"""Plays the debate behind the room: in a thread of its own, so that phones never wait for it."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from smile_commons.api.engine import Engine
from smile_commons.api.play import Watching, to_its_end
from smile_commons.api.resume import Reopened, reopened
from smile_commons.errors import CommonsError, StoppedError
from smile_commons.room.hall import Hall
from smile_commons.runs.folder import RunFolder


@dataclass(slots=True)
class Player:
    """One run, played to its end, or until it is stopped.

    Args:
        again: the run.
        hall: what it is played before.
        moved: called, in the thread that plays, with each run in which the debate goes on: the
            first, and branches where speeches were struck.
        over: called there when it is over, with what went wrong if something did.
    """

    again: Reopened
    hall: Hall
    moved: Callable[[RunFolder], None]
    over: Callable[[CommonsError | None], None]
    _thread: threading.Thread | None = None
    _playing: "tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None" = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begins, or goes on after an error."""
        if self.is_playing:
            return
        self._thread = threading.Thread(target=self._run, name="smile-commons-play", daemon=True)
        self._thread.start()

    @property
    def is_playing(self) -> bool:
        """Whether it is under way."""
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """Asks it to stop; its run is kept and can be resumed."""
        self._stopping.set()
        if self._playing is not None:
            loop, task = self._playing
            with suppress(RuntimeError):  # it is over just now
                loop.call_soon_threadsafe(task.cancel)

    def wait(self, seconds: float) -> bool:
        """Waits until it has stopped; at most so long. Says whether it has."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.is_playing

    def _run(self) -> None:
        error: CommonsError | None = None
        try:
            asyncio.run(self._play())
        except StoppedError:
            pass
        except (CommonsError, OSError) as failure:
            error = failure if isinstance(failure, CommonsError) else CommonsError(str(failure))
        except asyncio.CancelledError:
            pass
        self._playing = None
        if not self._stopping.is_set():
            self.over(error)

    async def _play(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._playing = (asyncio.get_running_loop(), task)
        if self._stopping.is_set():
            return
        again = self.again
        async with Engine(again.settings, log=again.folder.path) as engine:
            await to_its_end(again, engine, self._watch)

    def _watch(self, folder: RunFolder) -> Watching:
        if folder.path != self.again.folder.path:
            self.again = reopened(folder, folder.path.parent)
        self.moved(folder)
        return Watching(self.hall, self.hall.speak, self.hall.ask, live=True)

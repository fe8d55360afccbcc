"""``process:N``: N processes of this machine, each with a loop, an embedder and many cells at once.

One that dies takes the cells with it that it was playing, and no other: they are tried again, and
their runs go on where they stopped.
"""

import asyncio
import multiprocessing
import os
from _thread import LockType
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock, Thread

from smile_commons.studies.spec import Played, PlaySpec
from smile_commons.studies.worker import play

DIED = "the process that played it died"


def serve(pipe: "Connection[Played, PlaySpec]", at_once: int) -> None:
    """What a process does: plays what comes through the pipe, until that is closed."""
    pool, sending = ThreadPoolExecutor(at_once), Lock()
    while True:
        try:
            spec = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)  # nobody waits for it any more: its runs stay as they are, unlocked
        pool.submit(_answer, pipe, sending, spec)


def _answer(pipe: "Connection[Played, PlaySpec]", sending: LockType, spec: PlaySpec) -> None:
    came = play(spec)
    with sending, suppress(OSError):
        pipe.send(came)


@dataclass(slots=True)
class _Process:
    """One process and the cells that it is playing."""

    process: BaseProcess
    pipe: "Connection[PlaySpec, Played]"
    playing: dict[str, asyncio.Future[Played]] = field(
        default_factory=dict[str, asyncio.Future[Played]]
    )
    is_gone: bool = False
    sending: LockType = field(default_factory=Lock)

    def send(self, spec: PlaySpec) -> None:
        """Hands over a cell; several threads may.

        Raises:
            OSError, ValueError: the process is gone.
        """
        with self.sending:
            self.pipe.send(spec)


class Processes:
    """Plays in processes of this machine, which see the study's folder.

    Args:
        count: of processes.
        each: cells at once in each of them.
    """

    shares_budget = False
    shares_disk = True

    def __init__(self, count: int, each: int) -> None:
        self.at_once = count * each
        self._count, self._each = count, each
        self._processes: list[_Process] = []

    async def play(self, spec: PlaySpec) -> Played:
        """Plays a cell in the process that has the fewest."""
        there = [one for one in self._processes if not one.is_gone]
        if len(there) < self._count:
            there.append(self._started())
        self._processes = there
        one = min(there, key=lambda process: len(process.playing))
        future: asyncio.Future[Played] = asyncio.get_running_loop().create_future()
        one.playing[spec.cell] = future
        try:
            await asyncio.to_thread(one.send, spec)
            return await future
        except (OSError, ValueError):
            return Played(cell=spec.cell, status="failed", error=DIED, fault="service")
        finally:
            one.playing.pop(spec.cell, None)

    async def aclose(self) -> None:
        """Ends the processes; what they are playing can go on another time."""
        for one in self._processes:
            one.process.terminate()
        for one in self._processes:
            await asyncio.to_thread(one.process.join)
            one.pipe.close()
        self._processes = []

    def _started(self) -> _Process:
        spawn = multiprocessing.get_context("spawn")
        here, there = spawn.Pipe()
        process = spawn.Process(target=serve, args=(there, self._each), daemon=True)
        process.start()
        there.close()
        one = _Process(process, here)
        loop = asyncio.get_running_loop()
        Thread(target=_listen, args=(one, loop), daemon=True).start()
        return one


def _listen(one: _Process, loop: asyncio.AbstractEventLoop) -> None:
    """Hands on what comes back; when the process is gone, everything it was playing is lost."""
    with suppress(EOFError, OSError):
        while True:
            came = one.pipe.recv()
            loop.call_soon_threadsafe(_settle, one, came)
    with suppress(RuntimeError):  # the loop is over too
        loop.call_soon_threadsafe(_lost, one)


def _lost(one: _Process) -> None:
    one.is_gone = True
    for cell in list(one.playing):
        _settle(one, Played(cell=cell, status="failed", error=DIED, fault="service"))


def _settle(one: _Process, came: Played) -> None:
    future = one.playing.get(came.cell)
    if future is not None and not future.done():
        future.set_result(came)

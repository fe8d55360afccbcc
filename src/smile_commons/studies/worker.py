"""A cell played wherever this is called: ``play(spec) -> Played``, in whatever thread or process.

One event loop and one set of engines serve a whole process, so many threads of it may play at once
over shared connections and one embedder.
"""

import asyncio
import os
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Thread

from smile_commons.errors import CommonsError
from smile_commons.studies.packing import packed, unpack
from smile_commons.studies.player import Here
from smile_commons.studies.spec import Played, PlaySpec


class _Loop:
    """An event loop in a thread of its own, with what plays in it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.player = Here()
        Thread(target=self.loop.run_forever, name="smile-commons", daemon=True).start()


@cache
def _loop(_process: int) -> _Loop:
    return _Loop()


def play(spec: PlaySpec) -> Played:
    """Plays a cell and waits until it is over; never raises.

    Where the study's folder is not seen from here, the run is made in a folder that is thrown away,
    and comes back by content.
    """
    held = _loop(os.getpid())
    return asyncio.run_coroutine_threadsafe(_played(spec, held.player), held.loop).result()


async def _played(spec: PlaySpec, player: Here) -> Played:
    if spec.runs is not None:
        return await player.play(spec)
    place = Path(tempfile.mkdtemp(prefix="commons-cell-"))
    try:
        if spec.begun is not None:
            unpack(spec.begun, place / spec.run_id)
        if spec.trunk is not None and spec.trunk_files is not None:
            unpack(spec.trunk_files, place / spec.trunk)
        came = await player.play(replace(spec, runs=str(place)))
        there = (place / spec.run_id / "run.json").is_file()
        return replace(came, run=packed(place / spec.run_id) if there else None)
    except (CommonsError, OSError) as error:
        return Played(cell=spec.cell, status="failed", error=str(error), fault="service")
    finally:
        shutil.rmtree(place, ignore_errors=True)

"""Both ways of a parting played again, pair by pair."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from smile_commons.branches.diff import DiffSide, RunDiff
from smile_commons.branches.repeats import repeat, repeats
from smile_commons.cli import console
from smile_commons.cli.playing import Shown, carry, world_of
from smile_commons.dialogues.casting import cast, wanted_of
from smile_commons.errors import CommonsError
from smile_commons.models.open import check_model
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.ballots import last_asked


def play_repeats(parting: RunDiff, count: int) -> list[tuple[RunFolder, RunFolder]]:
    """Plays what is missing of ``count`` pairs; a pair is played to its end before the next.

    Raises:
        CommonsError: as when a run is played; all that was played is kept, and the same command
            goes on.
    """
    for way in (parting.a, parting.b):
        check_model(load_settings(run=way.run.manifest.settings))
    pairs: list[tuple[RunFolder, RunFolder]] = []
    for pair in repeats(parting, count):
        with _told_how_to_go_on(pair.number, count):
            a, b = (
                _played(parting, way, run, pair.number, count)
                for way, run in ((parting.a, pair.a), (parting.b, pair.b))
            )
        pairs.append((a, b))
    return pairs


def _played(
    parting: RunDiff, way: DiffSide, run: RunFolder | None, number: int, count: int
) -> RunFolder:
    """One way of one pair, played to its end unless it was."""
    if run is not None and run.status == "done":
        return run
    folder = run or repeat(parting, way, number, judged=_is_judged(parting))
    which = "A" if way is parting.a else "B"
    console.note(
        f"pair {number} of {count}, {which}'s way with seed {folder.manifest.seed}: {folder.id}"
    )
    world = world_of(folder, None)
    settings = load_settings(run=folder.manifest.settings, world=world.root)
    casting = cast(world, wanted_of(folder.manifest))
    shown = Shown(quiet=True, judged=folder.manifest.judged)
    with folder.owned():
        asyncio.run(carry(folder, world, casting, settings, shown))
    return folder


def _is_judged(parting: RunDiff) -> bool:
    """Whether a judge has to read the repeats: where ballots tell the positions it need not."""
    ways = (parting.a.run, parting.b.run)
    if all(last_asked(run.ballots.all()).ballots for run in ways):
        return False
    return all(run.manifest.judged for run in ways)


@contextmanager
def _told_how_to_go_on(number: int, count: int) -> Generator[None]:
    try:
        yield
    except CommonsError:
        console.note(
            f"pair {number} of {count} is not whole; what was played is kept, and the same command "
            "goes on from there"
        )
        raise

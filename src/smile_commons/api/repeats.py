"""Both sides of a comparison played again, pair by pair, each pair from one seed."""

from collections.abc import Callable

from smile_commons.api.observers import Observer
from smile_commons.api.opening import Given, check_given
from smile_commons.api.play import Watching, carry
from smile_commons.api.resume import reopened
from smile_commons.branches.diff import DiffSide, RunDiff
from smile_commons.branches.repeats import repeat, repeats
from smile_commons.errors import CommonsError
from smile_commons.models.settings import load_settings
from smile_commons.runs.folder import RunFolder
from smile_commons.scoring.ballots import last_asked

Tell = Callable[[str], None]


async def play_repeats(
    diff: RunDiff, count: int, tell: Tell, *, own: Given | None = None
) -> list[tuple[RunFolder, RunFolder]]:
    """Plays what is missing of ``count`` pairs; a pair is played to its end before the next.

    Args:
        diff: where the two runs part.
        count: pairs, those that are there already included.
        tell: told which run is played.
        own: models of one's own; None: as each run's settings say.

    Raises:
        CommonsError: as when a run is played; all that was played is kept, and the same call
            goes on.
    """
    own = own or Given()
    for side in (diff.a, diff.b):
        check_given(side.run, model=own.model, judge=own.judge, embedder=own.embedder)
        own.engine(load_settings(run=side.run.manifest.settings)).check()
    pairs: list[tuple[RunFolder, RunFolder]] = []
    for pair in repeats(diff, count):
        try:
            a = await _played(diff, diff.a, pair.a, pair.number, count, tell, own)
            b = await _played(diff, diff.b, pair.b, pair.number, count, tell, own)
        except CommonsError:
            tell(
                f"pair {pair.number} of {count} is not whole; what was played is kept, and the "
                "same command goes on from there"
            )
            raise
        pairs.append((a, b))
    return pairs


async def _played(
    diff: RunDiff,
    side: DiffSide,
    run: RunFolder | None,
    number: int,
    count: int,
    tell: Tell,
    own: Given,
) -> RunFolder:
    """One side of one pair, played to its end unless it was."""
    if run is not None and run.status == "done":
        return run
    folder = run or repeat(diff, side, number, judged=_is_judged(diff))
    which = "A" if side is diff.a else "B"
    tell(f"pair {number} of {count}, {which}'s way with seed {folder.manifest.seed}: {folder.id}")
    again = reopened(folder, folder.path.parent)
    async with own.engine(again.settings, log=folder.path) as engine:
        with folder.owned():
            await carry(again, engine, Watching(Observer()))
    return folder


def _is_judged(diff: RunDiff) -> bool:
    """Whether a judge has to read the repeats: where ballots tell the positions it need not."""
    runs = (diff.a.run, diff.b.run)
    if all(last_asked(run.ballots.all()).ballots for run in runs):
        return False
    return all(run.manifest.judged for run in runs)

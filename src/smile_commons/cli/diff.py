"""``commons diff``: where two runs part, and what came of it."""

from pathlib import Path

from smile_commons.api.blocking import blocking
from smile_commons.api.compare import compared
from smile_commons.cli import console
from smile_commons.cli.diff_shown import show_parting, show_positions
from smile_commons.runs.folder import RunFolder


def diff(*, a: str, b: str, repeat: int | None, runs: Path, as_json: bool = False) -> None:
    """Shows where two runs part and what it did to each position; plays both ways again if asked.

    Args:
        a, b, runs: which.
        repeat: how many pairs of repeats there shall be; those there already are not played again.
        as_json: one JSON object.

    Raises:
        InputError: there is no such run, or they cannot be compared.
        CommonsError: as when a run is played.
    """
    one, other = RunFolder.open(a, runs), RunFolder.open(b, runs)
    found = blocking(compared(one, other, repeats=repeat or 0, tell=console.note))
    if as_json:
        console.emit(found.to_dict())
        return
    cast = {**found.diff.b.run.manifest.cast, **found.diff.a.run.manifest.cast}
    show_parting(found.diff, cast)
    show_positions(found.once.source, found.once.differences, found.once.none, cast)
    if found.again is not None:
        again = found.again
        count = len(again.pairs)
        often = "once" if count == 1 else f"{count} times"
        head = f"Both ways played {often} more, in pairs of one seed"
        show_positions(again.source, again.differences, again.none, cast, head)
        for reason in again.left_out:
            console.note(f"left out: {reason}")

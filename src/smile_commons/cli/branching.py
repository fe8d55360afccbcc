"""A run that goes another way from one of its turns: made, told of and played on."""

from smile_commons.api.branch import branched
from smile_commons.branches.branching import BranchPoint
from smile_commons.cli import console
from smile_commons.cli.playing import carry_through
from smile_commons.provenance.calls import calls_before
from smile_commons.runs.folder import RunFolder


def play_branch(
    parent: RunFolder,
    point: BranchPoint,
    shown: console.Shown,
    *,
    turns: int | None = None,
    hold: bool = False,
    desk: bool = False,
) -> None:
    """Makes the branch, says what it has in common with its parent, and plays it on.

    Args:
        parent: the run that is left.
        point: where, and what is different.
        shown: how much is printed.
        turns: more speeches, or fewer, than the parent had.
        hold: make it, and let `commons resume` play it on.
        desk: whether a director is at the terminal.
    """
    again = branched(parent, point, turns=turns, held=hold)
    console.note(_shared(again.folder, parent))
    if hold:
        _tell_held(again.folder, shown)
    else:
        carry_through(again, shown, at_desk=desk)


def _shared(folder: RunFolder, parent: RunFolder) -> str:
    """What the branch takes over, and that it cost nothing."""
    past = folder.manifest.parent
    assert past is not None
    turns = [event.turn for event in folder.events.all() if event.is_turn]
    took = console.counted(len(turns), "speech")
    if ballots := len(folder.ballots.all()):
        took += f" and {console.counted(ballots, 'ballot')}"
    calls = calls_before(parent, max(turns, default=0))
    return (
        f"{folder.id} leaves {parent.id} after turn {past.turn} ({past.change})\n"
        f"{took} come from its record: 0 model calls (the speeches took {calls} there)"
    )


def _tell_held(folder: RunFolder, shown: console.Shown) -> None:
    if shown.as_json:
        console.emit({"run": folder.id, "path": str(folder.path), "status": "stopped"})
    elif shown.quiet:
        console.say(str(folder.path))
    else:
        console.say(f"made, not played: {folder.resume_command}")

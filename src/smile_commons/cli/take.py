"""``commons take``: the takes of a turn, and another one of them."""

from dataclasses import asdict, dataclass
from pathlib import Path

from smile_commons.branches.branching import BranchPoint
from smile_commons.cli.branch import How, play_branch
from smile_commons.cli.shown_takes import show_takes
from smile_commons.dialogues.retakes import taker, with_take, with_words
from smile_commons.errors import InputError
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder, turn_event
from smile_commons.runs.manifest import Change
from smile_commons.transcript import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """What is wanted in the place of what was said; at most one of the first three."""

    choose: int | None = None
    new: bool = False
    edit: str | None = None
    direct: str = ""
    """Goes with ``new``."""
    voice: bool = False
    """Likewise: in the persona's own voice, with what was remembered."""


def take(*, run: str, turn: int, other: Other, name: str, runs: Path, how: How) -> None:
    """Lists the takes of a turn or, with another one, makes a branch that goes on from it.

    The run itself is only added to while it is played, so another take is always a branch.

    Raises:
        InputError: there is no such run, turn or take.
        CommonsError: as when a run is played.
    """
    folder = RunFolder.open(run, runs)
    event = turn_event(folder, turn)
    wanted = [other.choose is not None, other.new, other.edit is not None]
    if sum(wanted) > 1:
        raise InputError("one take at a time: --choose N, --new or --edit TEXT")
    if other.direct and not other.new:
        raise InputError("--direct says how new takes are to be given; it goes with --new")
    if other.voice and not other.new:
        raise InputError("--voice asks for new takes in the persona's own voice; add --new")
    if not any(wanted):
        show_takes(folder, event, how.shown.as_json)
        return
    play_branch(folder, turnoff(folder, event, other, name), how)


def turnoff(folder: RunFolder, event: Event, other: Other, name: str) -> BranchPoint:
    """Where the run is left for another take of a speech, and what is different on that way.

    Raises:
        InputError: there is no such take, or it is the one that was chosen.
    """
    who = taker(event, folder.manifest.cast)
    before = next((n for n, one in enumerate(event.takes, start=1) if one.chosen), None)
    turn = event.turn - 1
    if other.choose is not None:
        if other.choose == before:
            raise InputError(f"take {before} of turn {event.turn} is the one that was chosen")
        change = Change(kind="take", who=who, before=before, after=other.choose)
        instead = with_take(event, other.choose, who)
        return BranchPoint(turn=turn, change=change, name=name, instead=instead)
    if other.edit is not None:
        instead = with_words(event, other.edit, who)
        change = Change(kind="edit", who=who, before=event.text, after=instead.text)
        return BranchPoint(turn=turn, change=change, name=name, instead=instead)
    direct = " ".join(other.direct.split())
    again = Direction(1, "before", event.turn, "again", who=who, text=direct, event=asdict(event),
                      voice=other.voice)  # fmt: skip
    kind = "own voice" if other.voice else "new takes"
    change = Change(kind=kind, who=who, after=direct or None)
    return BranchPoint(turn=turn, change=change, name=name, directions=(again,), before_next=True)

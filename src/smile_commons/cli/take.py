"""``commons take``: the takes of a turn, and another one of them."""

from dataclasses import dataclass
from pathlib import Path

from smile_commons.api.branch import new_takes, other_take, other_words
from smile_commons.cli.branch import How, play_branch
from smile_commons.cli.shown_takes import show_takes
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder, turn_event


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
    if other.choose is not None:
        point = other_take(folder, event, other.choose, name)
    elif other.edit is not None:
        point = other_words(folder, event, other.edit, name)
    else:
        point = new_takes(folder, event, other.direct, voice=other.voice, name=name)
    play_branch(folder, point, how)

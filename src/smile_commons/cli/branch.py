"""``commons branch``: a run goes another way from one of its turns."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from smile_commons.api.branch import branched, check_turn
from smile_commons.api.worlds import world_of
from smile_commons.branches.branching import BranchPoint
from smile_commons.branches.changes import (
    another_card,
    another_direction,
    another_model,
    another_order,
    another_seed,
    with_memory,
    without_memory,
)
from smile_commons.cli import console
from smile_commons.cli.playing import Shown, carry_through
from smile_commons.errors import InputError
from smile_commons.provenance.calls import calls_before
from smile_commons.runs.folder import RunFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """What was typed to be different: one of these."""

    direct: str | None = None
    model: str | None = None
    base_url: str | None = None
    """Where the other model is."""
    seed: int | None = None
    card: Path | None = None
    order: tuple[str, ...] = ()
    forget: str | None = None
    remember: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a branch is played once it is made."""

    turns: int | None = None
    hold: bool = False
    """Make it, and let `commons resume` play it on."""
    desk: bool = False
    """Whether a director is at the terminal."""
    shown: Shown = field(default_factory=Shown)


def branch(*, run: str, at: int, different: Different, name: str, runs: Path, how: How) -> None:
    """Makes a branch of a run and plays it on.

    Raises:
        InputError: there is no such run or turn, or not exactly one thing is different.
        CommonsError: as when a run is played.
    """
    parent = RunFolder.open(run, runs)
    check_turn(parent, at, how.turns)
    play_branch(parent, replace(_point(parent, at, different), name=name), how)


def play_branch(parent: RunFolder, point: BranchPoint, how: How) -> RunFolder:
    """Makes the branch, says what it has in common with its parent, and plays it on."""
    again = branched(parent, point, turns=how.turns, held=how.hold)
    folder = again.folder
    console.note(_shared(folder, parent))
    if how.hold:
        _tell_held(folder, how.shown)
        return folder
    return carry_through(
        folder, again.world, again.casting, again.settings, how.shown, at_desk=how.desk
    )


def _point(parent: RunFolder, at: int, different: Different) -> BranchPoint:
    made: list[BranchPoint] = []
    if different.direct is not None:
        made.append(another_direction(at, different.direct))
    if different.model is not None:
        made.append(another_model(parent, at, different.model, different.base_url))
    elif different.base_url is not None:
        raise InputError("--base-url says where another model is; name it: --model NAME")
    if different.seed is not None:
        made.append(another_seed(parent, at, different.seed))
    if different.card is not None:
        made.append(another_card(parent, at, different.card))
    if different.order:
        made.append(another_order(parent, at, different.order))
    if different.forget is not None:
        made.append(without_memory(parent, world_of(parent), at, different.forget))
    if different.remember is not None:
        made.append(with_memory(parent, at, different.remember))
    if len(made) != 1:
        kinds = " and ".join(one.change.kind for one in made)
        raise InputError(
            f"a branch differs in exactly one thing, {'not in ' + kinds if made else 'name it'}: "
            "--direct, --model, --seed, --card, --order, --forget or --remember"
        )
    return made[0]


def _shared(folder: RunFolder, parent: RunFolder) -> str:
    """What the branch takes over, and that it cost nothing."""
    past = folder.manifest.parent
    assert past is not None
    turns = [event.turn for event in folder.events.all() if event.is_turn]
    speeches = len(turns)
    ballots = len(folder.ballots.all())
    took = f"{speeches} {_s('speech', speeches)}"
    if ballots:
        took += f" and {ballots} {_s('ballot', ballots)}"
    calls = calls_before(parent, max(turns, default=0))
    return (
        f"{folder.id} leaves {parent.id} after turn {past.turn} ({past.change})\n"
        f"{took} come from its record: 0 model calls (the speeches took {calls} there)"
    )


def _s(word: str, count: int) -> str:
    return word if count == 1 else f"{word}es" if word.endswith("ch") else f"{word}s"


def _tell_held(folder: RunFolder, shown: Shown) -> None:
    if shown.as_json:
        console.emit({"run": folder.id, "path": str(folder.path), "status": "stopped"})
    elif shown.quiet:
        console.say(str(folder.path))
    else:
        console.say(f"made, not played: {folder.resume_command}")

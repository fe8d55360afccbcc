"""``commons take``: the takes of a turn, and another one of them."""

from dataclasses import asdict, dataclass
from pathlib import Path

from smile_commons.cli import console
from smile_commons.cli.branch import How, play_branch
from smile_commons.dialogues.branching import Turnoff, turn_event
from smile_commons.dialogues.directions import Direction
from smile_commons.dialogues.manifest import Change
from smile_commons.dialogues.retakes import taker, with_take, with_words
from smile_commons.dialogues.run_folder import RunFolder
from smile_commons.errors import InputError
from smile_commons.transcript import Event, Take

_INDENT = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """What is wanted in the place of what was said; at most one of the first three."""

    choose: int | None = None
    new: bool = False
    edit: str | None = None
    direct: str = ""
    """Goes with ``new``."""


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
    if not any(wanted):
        show_takes(folder, event, how.shown.as_json)
        return
    play_branch(folder, _turnoff(folder, event, other, name), how)


def show_takes(folder: RunFolder, event: Event, as_json: bool = False) -> None:
    """Prints every take of a speech, with what its rank is made of or why it was dropped."""
    manifest = folder.manifest
    who = taker(event, manifest.cast)
    if as_json:
        takes = [{"number": n, **asdict(one)} for n, one in enumerate(event.takes, start=1)]
        given = {"run": folder.id, "turn": event.turn, "speaker": who, "takes": takes}
        console.emit(given)
        return
    console.cue(manifest.cast.get(who, who))
    to = " and ".join(manifest.cast.get(one, one) for one in event.to) or "everybody"
    console.note(f"turn {event.turn}: {event.move or 'speaks'} to {to}, {event.on or ''}")
    if event.why:
        console.note(f"has the floor: {event.why}")
    if event.direction:
        console.note(f"direction: {event.direction}")
    if not event.takes:
        console.say(console.wrap(f"by a {event.by or 'persona'}, in one take: {event.text}"))
    for number, one in enumerate(event.takes, start=1):
        console.say()
        console.say(f"{'*' if one.chosen else ' '} {number}. {_verdict(one)}")
        console.say(console.wrap(one.text, _INDENT))
    if event.takes:
        console.note("\n* was chosen; --choose N, --new or --edit TEXT goes another way from here")


def _verdict(take: Take) -> str:
    by = "by a human; " if take.by == "human" else ""
    if take.dropped:
        kept = ", and yet the mildest" if take.chosen else ""
        return f"{by}dropped: {take.dropped}{kept}"
    if take.rank is None:
        return f"{by}not ranked"
    parts = sorted(take.why.items(), key=lambda part: -abs(part[1]))
    shown = ", ".join(f"{name} {value:.2f}" for name, value in parts if value)
    return f"{by}rank {take.rank:.2f} ({shown})"


def _turnoff(folder: RunFolder, event: Event, other: Other, name: str) -> Turnoff:
    who = taker(event, folder.manifest.cast)
    before = next((n for n, one in enumerate(event.takes, start=1) if one.chosen), None)
    turn = event.turn - 1
    if other.choose is not None:
        if other.choose == before:
            raise InputError(f"take {before} of turn {event.turn} is the one that was chosen")
        change = Change(kind="take", who=who, before=before, after=other.choose)
        instead = with_take(event, other.choose, who)
        return Turnoff(turn=turn, change=change, name=name, instead=instead)
    if other.edit is not None:
        instead = with_words(event, other.edit, who)
        change = Change(kind="edit", who=who, before=event.text, after=instead.text)
        return Turnoff(turn=turn, change=change, name=name, instead=instead)
    direct = " ".join(other.direct.split())
    again = Direction(1, "before", event.turn, "again", who=who, text=direct, event=asdict(event))
    change = Change(kind="new takes", who=who, after=direct or None)
    return Turnoff(turn=turn, change=change, name=name, directions=(again,), before_next=True)

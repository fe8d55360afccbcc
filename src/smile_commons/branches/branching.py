"""A branch: another run that begins with the past of its parent, line for line.

What both have in common is copied out of the parent's record, so it costs no call of a model: the
events up to the turn, the ballots, reflections and directions before it. Memories are not copied
but made of that past, so nothing later can be in them. The parent is only read.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from smile_commons.dialogues.plan_file import PLAN
from smile_commons.dialogues.plans import kept_plan
from smile_commons.dialogues.remembering import CARRIED, CHANGES, REFLECTIONS
from smile_commons.errors import InputError
from smile_commons.memory.changes import Change as MemoryChange
from smile_commons.runs.directions import Direction, read_directions
from smile_commons.runs.folder import DIRECTIONS, RunFolder, no_turn
from smile_commons.runs.manifest import Change, Manifest, Parent, UsageTotals
from smile_commons.transcript import Event

_OUTSET = ("opening", "retest")


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchPoint:
    """Where a branch leaves its parent, and the one thing that is different on it."""

    turn: int
    """The last speech that both have; 0: they part at the opening."""
    change: Change
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Of the manifest, changed."""
    name: str = ""
    instead: Event | None = None
    """The next speech, in another version; the branch goes on after it."""
    directions: Sequence[Direction] = ()
    """Given before the next speech."""
    memories: Sequence[MemoryChange] = ()
    """Taken away or put in."""
    before_next: bool = False
    """Whether the branch begins right before the next speech, an act's opening included."""
    world: Mapping[str, bytes] | None = None
    """None: the parent's."""
    anew: str | None = None
    """A persona whose opening ballots are to be asked again."""


def make_branch(parent: RunFolder, off: BranchPoint, *, id: str | None = None) -> RunFolder:
    """Makes the folder of a branch beside its parent's; nobody plays it yet.

    Args:
        parent: the run that is left; it is only read.
        off: where, and what is different from there.
        id: what the branch is called; None: a name of its own.

    Raises:
        InputError: the parent has no such turn, or the folder cannot be made.
    """
    old = parent.manifest
    lines = past(parent, off.turn, whole=off.instead is not None or off.before_next)
    shared = hashlib.sha256(b"".join(lines)).hexdigest()
    if off.instead is not None:
        lines = [*lines, _line(off.instead)]
    manifest = _fresh(old).changed(
        **{
            **off.fields,
            "name": off.name,
            "parent": Parent(
                run=parent.id, turn=off.turn, change=off.change, shared=shared, lines=len(lines)
            ).model_dump(),
        }
    )
    files = _past_files(parent, off)
    files["transcript.jsonl"] = b"".join(lines)
    world = world_files(parent) if off.world is None else off.world
    return RunFolder.create(parent.path.parent, manifest, world=world, files=files, id=id)


def copy_past(run: RunFolder, runs_dir: Path, **fields: Any) -> RunFolder:
    """A run that begins as that one began, to be replayed: its past, if it has one, and all
    that its director said or changed by hand.

    Args:
        run: what is to be replayed.
        runs_dir: where the new folder stands.
        fields: of its manifest, changed.

    Raises:
        InputError: the folder cannot be made.
    """
    parent = run.manifest.parent
    files: dict[str, bytes] = {}
    if parent is not None:
        off = BranchPoint(turn=parent.turn, change=Change(kind="replay"))
        files = _past_files(run, off)
        files["transcript.jsonl"] = b"".join(_lines(run.transcript_path)[: parent.lines])
    for name in (DIRECTIONS, CARRIED, CHANGES, PLAN):
        if (run.path / name).is_file():
            files[name] = (run.path / name).read_bytes()
    manifest = _fresh(run.manifest).changed(**{**fields, "replay": run.id})
    return RunFolder.create(runs_dir, manifest, world=world_files(run), files=files)


def past(run: RunFolder, turn: int, *, whole: bool = False) -> list[bytes]:
    """The lines of a transcript up to a speech and what was narrated after it, as they stand:
    a speech that was taken again after its act is the new one.

    Args:
        run: its transcript is only read.
        turn: the number of the speech; 0: none.
        whole: all that stands before the next speech, so the opening of the next act too.

    Raises:
        InputError: there is no such speech.
    """
    events, lines = run.events.all(), _lines(run.transcript_path)
    last = max((event.turn for event in events if event.is_turn), default=0)
    if not 0 <= turn <= last - whole:
        raise InputError(no_turn(run, turn + whole, last))
    if turn == 0 and not whole:
        return []
    kept: list[bytes] = []
    revised = {one.turn for one in run.revisions.all()}
    for event, line in zip(events, lines, strict=False):
        if event.turn > turn or (event.kind == "act" and event.turn == turn > 0 and not whole):
            break
        kept.append(_line(event) if event.kind == "speech" and event.turn in revised else line)
    return kept


def _line(event: Event) -> bytes:
    return event.to_json().encode("utf-8", "backslashreplace") + b"\n"


def world_files(run: RunFolder) -> dict[str, bytes]:
    """The files of the world that was kept with a run, by their paths in it."""
    root = run.world_path
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def renumbered(directions: Sequence[Direction], first: int) -> list[Direction]:
    """The directions with numbers of their own, from ``first``."""
    return [replace(one, n=first + place) for place, one in enumerate(directions)]


def _past_files(run: RunFolder, off: BranchPoint) -> dict[str, bytes]:
    """Ballots, reflections and directions of before, by the names of their files."""
    # An act's own ballots and reflections come after its last speech: they belong to the branch,
    # unless it begins further on.
    last = off.turn if off.instead is not None or off.before_next else off.turn - 1

    def ballot(one: Mapping[str, Any]) -> bool:
        if one.get("stage") in _OUTSET:
            return one.get("persona") != off.anew
        return one["after_turn"] <= last and one.get("stage") != "final"

    files = {"ballots.jsonl": _kept(run.ballots_path, ballot)}
    files[REFLECTIONS] = _kept(run.path / REFLECTIONS, lambda one: one["turn"] <= last)
    files[CARRIED] = _kept(run.path / CARRIED, lambda one: True)
    files[CHANGES] = _kept(run.path / CHANGES, lambda one: one["turn"] <= off.turn)
    files[CHANGES] += "".join(f"{one.to_json()}\n" for one in off.memories).encode()
    said = [
        one
        for one in read_directions(run.directions_path)
        if one.turn <= off.turn - (one.when == "review")
    ]
    said += renumbered(off.directions, len(said) + 1)
    files[DIRECTIONS] = "".join(f"{one.to_json()}\n" for one in said).encode()
    plan = kept_plan(run).until(last + 1)
    if plan.acts:
        files[PLAN] = plan.to_yaml().encode()
    return {name: content for name, content in files.items() if content}


def _kept(path: Path, wanted: Callable[[Mapping[str, Any]], bool]) -> bytes:
    return b"".join(line for line in _lines(path) if wanted(json.loads(line)))


def _lines(path: Path) -> list[bytes]:
    """The whole lines of a file, each with its newline; one that is being written is left out."""
    raw = path.read_bytes() if path.is_file() else b""
    return [line for line in raw.splitlines(keepends=True) if line.endswith(b"\n") and line.strip()]


def _fresh(manifest: Manifest) -> Manifest:
    """The manifest of a run that nobody has played yet."""
    return manifest.changed(
        id="", created="", finished=None, status="playing", replay=None, usage=UsageTotals(),
        model=None, judge=None, repeat=None,
    )  # fmt: skip

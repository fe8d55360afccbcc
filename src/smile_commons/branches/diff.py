"""Where two runs part: the past that both have, what was changed on either side, and what then
came of it.

Runs know each other by the ids in their manifests, so folders may be renamed or moved.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder, list_runs
from smile_commons.runs.manifest import Change, Manifest
from smile_commons.transcript import Event

STAYING = ("model", "card", "order", "replay")
"""Kinds of change that hold for a whole run, and for whatever branches off it later."""
_OF_RECORD = ("dialogue", "mode", "takes", "acts", "turns", "ballots", "sham", "policy", "recall")
"""What else two runs may differ in."""


@dataclass(frozen=True, slots=True)
class Step:
    """A branch leaves the run that it was made of."""

    run: str
    parent: str
    turn: int
    change: Change | None

    def __str__(self) -> str:
        """What is different, in a few words."""
        return "no change is named" if self.change is None else str(self.change)


@dataclass(frozen=True, slots=True)
class DiffSide:
    """One of the two runs, and what was changed on it since both were one."""

    run: RunFolder
    steps: tuple[Step, ...]
    """The first first; none: it is the run that the other one left."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands at the same place of both runs; None where one has ended."""

    a: Event | None
    b: Event | None

    @property
    def same(self) -> bool:
        """Whether both have it word for word."""
        return self.a is not None and self.b is not None and _told(self.a) == _told(self.b)


@dataclass(frozen=True, slots=True)
class RunDiff:
    """Two runs, and where they part."""

    a: DiffSide
    b: DiffSide
    ancestor: str | None
    """The id of the last run that both come from; None: they are of no family."""
    turn: int
    """The last speech of the past that both have by their records; 0: they part at the opening."""
    pairs: tuple[Pair, ...]
    """All that was said after it, side by side."""
    beside: Mapping[str, tuple[str, str]]
    """What else differs in the manifests, by its name: of the one and of the other."""

    @property
    def changes(self) -> tuple[Step, ...]:
        """Everything that was changed on either side."""
        return (*self.a.steps, *self.b.steps)

    @property
    def first_different(self) -> int | None:
        """The turn of the first speech that is not the same; None: there is none."""
        for pair in self.pairs:
            if not pair.same:
                event = pair.a or pair.b
                return event.turn if event else None
        return None


def part(a: RunFolder, b: RunFolder) -> RunDiff:
    """Sets two runs against each other.

    Runs of no family can be compared if they play the same dialogue: they part at the opening.

    Raises:
        InputError: it is one run, or they have nothing in common.
    """
    if a.path == b.path:
        raise InputError(f"{a.id} is one run; two are compared")
    there = {
        run.id: run for folder in {a.path.parent, b.path.parent} for run in list_runs(folder)[0]
    }
    there |= {a.id: a, b.id: b}
    lines = _line_of(a, there), _line_of(b, there)
    ancestor = next((run for run in _runs(a, lines[0]) if run in set(_runs(b, lines[1]))), None)
    if ancestor is None and a.manifest.dialogue != b.manifest.dialogue:
        raise InputError(
            f"{a.id} and {b.id} have nothing to be compared in: they neither come from one run nor "
            f"play one dialogue ({a.manifest.dialogue} and {b.manifest.dialogue}); "
            "`commons tree` shows the families"
        )
    ways = _way(a, lines[0], ancestor), _way(b, lines[1], ancestor)
    left = [step.turn for way in ways for step in way.steps]
    turn = min(left, default=_last(a, b)) if ancestor else 0
    return RunDiff(
        a=ways[0],
        b=ways[1],
        ancestor=ancestor,
        turn=turn,
        pairs=tuple(_pairs(a.events.all(), b.events.all(), turn)),
        beside=_beside(a.manifest, b.manifest, [s.change for way in ways for s in way.steps]),
    )


def _line_of(run: RunFolder, there: Mapping[str, RunFolder]) -> list[Step]:
    """How a run came to be, from itself back as far as its forebears are there."""
    steps: list[Step] = []
    known: RunFolder | None = run
    while known is not None and (parent := known.manifest.parent) is not None:
        if any(step.parent == parent.run for step in steps):
            break  # manifests that name each other
        steps.append(Step(known.id, parent.run, parent.turn, parent.change))
        known = there.get(parent.run)
    return steps


def _runs(run: RunFolder, line: Sequence[Step]) -> list[str]:
    return [run.id, *(step.parent for step in line)]


def _way(run: RunFolder, line: Sequence[Step], ancestor: str | None) -> DiffSide:
    """The steps since the ancestor that still bear on the run.

    A branch that left before its parent's own change has it only if it stays for a whole run.
    """
    since = list(line[: _runs(run, line).index(ancestor)]) if ancestor else list[Step]()
    kept: list[Step] = []
    earliest: int | None = None
    for step in since:
        stays = step.change is None or step.change.kind in STAYING
        if earliest is None or step.turn <= earliest or stays:
            kept.append(step)
        earliest = step.turn if earliest is None else min(earliest, step.turn)
    return DiffSide(run, tuple(reversed(kept)))


def _last(a: RunFolder, b: RunFolder) -> int:
    """The last speech that two copies of one run have."""
    return min(max((e.turn for e in run.events.all()), default=0) for run in (a, b))


def _pairs(a: Sequence[Event], b: Sequence[Event], turn: int) -> Iterator[Pair]:
    """What was said after a turn, turn by turn; acts whose opening both had before are left out."""
    sides = [
        [event for event in events if event.turn > turn or _opens(event, turn)] for events in (a, b)
    ]
    turns = sorted({event.turn for side in sides for event in side})
    for here in turns:
        told = [[event for event in side if event.turn == here] for side in sides]
        for one, other in zip_longest(*told):
            yield Pair(one, other)


def _opens(event: Event, turn: int) -> bool:
    """Whether it stands between the last speech that both have and the next."""
    return event.turn == turn > 0 and event.kind == "act"


def _told(event: Event) -> tuple[str, str | None, str]:
    return event.kind, event.speaker, event.text


def _beside(
    a: Manifest, b: Manifest, changes: Sequence[Change | None]
) -> dict[str, tuple[str, str]]:
    """What differs in the manifests and is not what was changed."""
    named = {change.kind for change in changes if change}
    sides = [_told_of(one, named) for one in (a, b)]
    return {
        name: (_word(value), _word(sides[1][name]))
        for name, value in sides[0].items()
        if value != sides[1][name]
    }


def _told_of(one: Manifest, named: Collection[str]) -> dict[str, object]:
    """What a manifest says of a run, less what is named as changed."""
    found: dict[str, object] = {name: getattr(one, name) for name in _OF_RECORD}
    found["after"] = one.after and one.after.run
    own: dict[str, tuple[str, object]] = {
        "seed": ("seed", one.seed),
        "model": ("model", one.model and one.model.name),
        "card": ("world", one.world and one.world[:12]),
        "order": ("cast", ", ".join(one.cast)),
    }
    return {**found, **dict(pair for kind, pair in own.items() if kind not in named)}


def _word(value: object) -> str:
    if value is None or value == ():
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

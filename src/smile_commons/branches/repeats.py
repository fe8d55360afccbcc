"""Both ways of a parting, played again from there with other seeds, so that chance can be told from
what was changed.

A repeat is a branch: it leaves its way where the two part, and what was changed on that way is
changed on it too. The two of a pair have the same seed. They are known by what stands in their
manifests, so that a comparison that was stopped goes on, and more pairs can be added to it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from smile_commons.branches.branching import BranchPoint, make_branch
from smile_commons.branches.diff import DiffSide, RunDiff
from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder, list_runs
from smile_commons.runs.manifest import Change, Repeat

_ANOTHER_SPEECH = ("take", "edit")
"""Kinds of change by which the next speech is another: it is part of both ways."""
_BY_CHANCE = ("seed", "undo", "replay")
"""Kinds of change that change nothing but what is drawn."""


@dataclass(frozen=True, slots=True)
class Again:
    """One pair of repeats; None where one is not made yet."""

    number: int
    """From 1."""
    a: RunFolder | None
    b: RunFolder | None


def repeatable(parting: RunDiff) -> None:
    """Whether both ways can be played again and compared.

    Raises:
        InputError: they are of no family, more than one thing was changed on a way, only chance
            sets them apart, or a person takes part.
    """
    if parting.ancestor is None:
        raise InputError(
            f"{parting.a.run.id} and {parting.b.run.id} come from no one run, so there is no turn "
            "from which both ways could be played again"
        )
    for way in (parting.a, parting.b):
        if len(way.steps) > 1:
            first = way.steps[0]
            raise InputError(
                f"{way.run.id} has had {len(way.steps)} things changed since ("
                f"{'; '.join(map(str, way.steps))}); what one of them did is told by comparing "
                f"{first.run} with the other run"
            )
    for run in (parting.a.run, parting.b.run):
        if run.manifest.seat or run.manifest.policy == "manual":
            raise InputError(
                f"{run.id} is played by a person too (its seat, or who speaks), so it cannot be "
                "played again without them"
            )
    kinds = {step.change.kind for step in parting.changes if step.change}
    if not kinds - set(_BY_CHANCE):
        raise InputError(
            f"only chance sets {parting.a.run.id} and {parting.b.run.id} apart "
            f"({', '.join(sorted(kinds)) or 'nothing is named'}); with one seed for both they "
            "would be the same play twice"
        )


def repeats(parting: RunDiff, count: int) -> list[Again]:
    """The first ``count`` pairs, with those runs of them that are there already."""
    there = _there(parting)
    a, b = parting.a.run.id, parting.b.run.id
    return [Again(n, there.get((a, n)), there.get((b, n))) for n in range(1, count + 1)]


def repeat(parting: RunDiff, way: DiffSide, number: int, *, judged: bool = True) -> RunFolder:
    """Makes the folder in which one way is played again; nobody plays it yet.

    Args:
        parting: of the two ways.
        way: one of them.
        number: of the pair, from 1.
        judged: whether a judge reads what is said.

    Raises:
        InputError: the folder cannot be made.
    """
    run = way.run
    other = parting.b.run if way is parting.a else parting.a.run
    kinds = {step.change.kind for step in parting.changes if step.change}
    turn = parting.turn + bool(kinds & set(_ANOTHER_SPEECH))
    own = way.steps[0].change if way.steps else None
    asked = [
        one
        for one in run.directions.all()
        if way.steps and one.when == "before" and one.turn == turn + 1 and not one.struck
        and one.do in ("direct", "again")
    ]  # fmt: skip
    seed = seed_of(run.id, other.id, number)
    repeated = Repeat(of=run.id, against=other.id, number=number)
    off = BranchPoint(
        turn=turn,
        change=Change(kind="seed", before=run.manifest.seed, after=seed),
        fields={"seed": seed, "repeat": repeated.model_dump(), "judged": judged},
        name=f"{run.manifest.name or run.id.rpartition('-')[2]}, again {number}",
        directions=asked,
        before_next=own is not None and own.kind == "new takes",
    )
    return make_branch(run, off)


def seed_of(one: str, other: str, number: int) -> int:
    """The seed of both runs of a pair: the same whichever of the two ways is named first."""
    text = "/".join((*sorted((one, other)), str(number)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % 1_000_000


def _there(parting: RunDiff) -> Mapping[tuple[str, int], RunFolder]:
    """The repeats of both ways that stand beside them, by way and number; the oldest first."""
    ids = {parting.a.run.id, parting.b.run.id}
    found: dict[tuple[str, int], RunFolder] = {}
    for folder in sorted({parting.a.run.path.parent, parting.b.run.path.parent}):
        for run in list_runs(folder)[0]:
            one = run.manifest.repeat
            if one is not None and {one.of, one.against} == ids:
                found.setdefault((one.of, one.number), run)
    return found

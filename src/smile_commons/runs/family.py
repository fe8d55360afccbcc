"""Runs and their branches: who descends from whom, by the ids in their manifests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from smile_commons.errors import InputError
from smile_commons.runs.folder import RunFolder, list_runs


@dataclass(slots=True)
class Member:
    """A run among its relatives."""

    run: RunFolder
    branches: "list[Member]" = field(default_factory=list["Member"])
    """In the order of the turns at which they left, then as they were made."""
    orphan: bool = False
    """Whether it has a parent that is not there."""

    def walk(self) -> "Iterator[Member]":
        """The run and all that descend from it."""
        yield self
        for branch in self.branches:
            yield from branch.walk()


def parent_of(run: RunFolder) -> RunFolder | None:
    """The run that this one branched off, if it stands beside it."""
    parent = run.manifest.parent
    if parent is None:
        return None
    there = list_runs(run.path.parent)[0]
    return next((one for one in there if one.id == parent.run), None)


def families(runs_dir: Path) -> tuple[list[Member], list[InputError]]:
    """Every run that has no parent here, with its branches, and what could not be read."""
    runs, faults = list_runs(runs_dir)
    return grown(runs), faults


def grown(runs: Sequence[RunFolder]) -> list[Member]:
    """The families of these runs, the oldest first.

    Of two copies of one run the first counts as the parent.
    """
    members = [Member(run) for run in runs]
    by_id: dict[str, Member] = {}
    for member in members:
        by_id.setdefault(member.run.id, member)
    roots: list[Member] = []
    for member in members:
        parent = member.run.manifest.parent
        mother = by_id.get(parent.run) if parent else None
        if mother is None or any(mother is one for one in member.walk()):
            member.orphan = parent is not None
            roots.append(member)
        else:
            mother.branches.append(member)
    for member in members:
        member.branches.sort(key=_place)
    return roots


def _place(member: Member) -> tuple[int, str]:
    parent = member.run.manifest.parent
    return (parent.turn if parent else 0, member.run.manifest.created)

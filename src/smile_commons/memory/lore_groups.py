"""Groups of a lorebook's entries: of each only one comes up.

SillyTavern's inclusion groups. Whoever is up already, or stays from before, wins; then, where
entries ask for it, those that had fewer keys met go; then the highest order of those that are
preferred; otherwise a draw by weight.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from smile_commons.world.lorebook import LoreEntry


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that could come up."""

    entry: LoreEntry
    because: str
    met: int
    """Keys of it that were met."""
    stays: bool = False
    """Whether it is up from before."""


Draw = Callable[[str], random.Random]
"""The generator for a group, the same whenever that group is drawn."""


def of_each_group(
    candidates: Sequence[Candidate], taken: Mapping[str, str], draw: Draw
) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
    """Those that come up, and those that do not, with the reason.

    Args:
        candidates: in the order of the book.
        taken: by group, the name of the entry that is up in it already.
        draw: for the groups that chance decides.
    """
    lost: dict[str, str] = {}
    for group in dict.fromkeys(name for one in candidates for name in one.entry.groups):
        rivals = [
            one for one in candidates if group in one.entry.groups and one.entry.id not in lost
        ]
        if group in taken:
            reason = f"{taken[group]} is up already of the group {group!r}"
            lost |= {one.entry.id: reason for one in rivals}
        elif len(rivals) > 1:
            winner = _winner(rivals, draw(group))
            reason = f"of the group {group!r} {name_of(winner.entry)} came up"
            lost |= {one.entry.id: reason for one in rivals if one != winner}
    kept = [one for one in candidates if one.entry.id not in lost]
    return kept, [(one, lost[one.entry.id]) for one in candidates if one.entry.id in lost]


def groups_of(entries: Iterable[LoreEntry]) -> dict[str, str]:
    """By group, the name of the entry that is up in it."""
    return {group: name_of(entry) for entry in entries for group in entry.groups}


def name_of(entry: LoreEntry) -> str:
    """What an entry is called in a trace."""
    return repr(entry.name or entry.id)


def _winner(rivals: Sequence[Candidate], draw: random.Random) -> Candidate:
    staying = [one for one in rivals if one.stays]
    if staying:
        return staying[0]
    most = max(one.met for one in rivals)
    left = [one for one in rivals if not one.entry.group_by_score or one.met == most]
    preferred = [one for one in left if one.entry.group_first]
    if preferred:
        return max(preferred, key=lambda one: one.entry.order)
    weights = [one.entry.group_weight for one in left]
    return draw.choices(left, weights if sum(weights) > 0 else None)[0]

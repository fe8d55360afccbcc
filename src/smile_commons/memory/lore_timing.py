"""What decides besides its keys whether an entry of a lorebook comes up: the past, and its groups.

SillyTavern's timed effects, counted in messages that the persona heard: *sticky* keeps an entry up
for so many after it came up, *cooldown* keeps it down for so many after that, *delay* keeps it down
until so many were heard. Of an inclusion group only one entry comes up: whoever is up already, or
stays from before; then, where entries ask for it, those that had fewer keys met go; then the
highest order of those that are preferred; otherwise a draw by weight.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from smile_commons.world.lorebook import LoreEntry


@dataclass(frozen=True, slots=True)
class Past:
    """What one persona heard so far, and when lore came up for it."""

    messages: int = 0
    """That it heard."""
    came_up: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    """By an entry's whole id, how many messages it had heard whenever the entry came up."""


def stays(entry: LoreEntry, id: str, past: Past) -> str:
    """Why an entry is still up whatever is said now; nothing when it is not."""
    began = _began(entry, id, past)
    if began is None or not entry.sticky or past.messages > began + entry.sticky:
        return ""
    ago, left = past.messages - began, began + entry.sticky - past.messages
    return f"it came up {_messages(ago)} ago and stays for {_messages(left)} more"


def rests(entry: LoreEntry, id: str, past: Past) -> str:
    """Why an entry cannot come up yet; nothing when it can."""
    if past.messages < entry.delay:
        return f"it waits until {_messages(entry.delay)} were heard, which are {past.messages}"
    began = _began(entry, id, past)
    if began is None or not entry.cooldown:
        return ""
    until = began + entry.sticky + entry.cooldown
    if past.messages > until:
        return ""
    return f"it rests for {_messages(until - past.messages + 1)} more"


def _began(entry: LoreEntry, id: str, past: Past) -> int | None:
    """At what message its present spell began: while it is sticky it is not brought up anew."""
    began: int | None = None
    for at in sorted(past.came_up.get(id, ())):
        if at < past.messages and (began is None or at > began + entry.sticky):
            began = at
    return began


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


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

"""What the past decides of a lorebook's entries: some stay, some rest, some wait.

SillyTavern's timed effects, counted in messages that the persona heard: *sticky* keeps an entry up
for so many after it came up, *cooldown* keeps it down for so many after that, *delay* keeps it down
until so many were heard.
"""

from collections.abc import Mapping, Sequence
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

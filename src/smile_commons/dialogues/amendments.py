"""Speeches that a persona no longer remembers, as far as a scene shows them.

A memory that is taken away by hand is gone from the store; where it was of a speech that the
prompt still shows, it would stand there all the same. The transcript stays what was said: who
forgets a speech is left out of those who heard it, here and nowhere on disk.
"""

from collections.abc import Sequence
from dataclasses import replace

from smile_commons.memory.changes import Change
from smile_commons.memory.episodes import episode_id
from smile_commons.transcript import Event

_NOBODY = ("",)
"""An empty tuple would mean everybody."""


def amended_events(
    events: Sequence[Event], changes: Sequence[Change], cast: Sequence[str]
) -> list[Event]:
    """The events, each without those hearers who forgot it."""
    forgotten = {(one.persona, one.id) for one in changes if one.op == "forget"}
    return [_without(event, forgotten, cast) for event in events] if forgotten else list(events)


def _without(event: Event, forgotten: set[tuple[str, str]], cast: Sequence[str]) -> Event:
    if event.kind != "speech":
        return event
    heard_by = event.heard_by or tuple(cast)
    left = tuple(who for who in heard_by if (who, episode_id(event.turn)) not in forgotten)
    return event if len(left) == len(heard_by) else replace(event, heard_by=left or _NOBODY)

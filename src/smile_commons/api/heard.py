"""What somebody who plays a part may hear of an event."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from smile_commons.transcript import Event


def as_heard(event: Event, seat: str | None, cues: Mapping[str, str]) -> Event:
    """The event for somebody who plays a part: of a whisper to others only that there is one.

    Args:
        event: what happened.
        seat: the persona that is played; None: a reader, who hears everything.
        cues: by persona.
    """
    if seat is None or not event.heard_by or seat in event.heard_by or event.kind == "act":
        return event
    if event.speaker is None:
        return replace(event, text="…", visible_to=())
    cue = cues.get(event.speaker, event.speaker)
    whispers = f"whispers to {together(event.visible_to, cues)}"
    told = f"({cue} {whispers if event.visible_to else 'speaks where you are not'}.)"
    return replace(event, kind="narration", speaker=None, text=told, visible_to=())


def together(names: Sequence[str], cues: Mapping[str, str]) -> str:
    """Cues of several personas in a sentence."""
    return " and ".join(cues.get(name, name) for name in names)

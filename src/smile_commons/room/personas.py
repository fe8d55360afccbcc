"""A persona by what it is called."""

from smile_commons.room.classroom import Room
from smile_commons.room.refusal import RefusedError


def persona(room: Room, name: str) -> str:
    """The id of a persona by its id or cue, in any case.

    Raises:
        RefusedError: nobody on the panel is called so.
    """
    for who, cue in room.cues.items():
        if name.casefold() in (who.casefold(), cue.casefold()):
            return who
    raise RefusedError("cast_unknown", name=name[:40], cast=", ".join(room.cues.values()))

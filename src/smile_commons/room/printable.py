"""Reasons of the class that may be printed in the results, as the journal has it."""

from collections.abc import Iterable

from smile_commons.room.journal import Entry

EVENT = "printed"
"""Told to the teacher alone: ``seat``, ``article``, and whether it is ``on``."""


def printable(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """Seat and article of the reasons that the teacher lets be printed."""
    found = set[tuple[str, str]]()
    for entry in entries:
        if entry.event == EVENT:
            one = (str(entry.data["seat"]), str(entry.data["article"]))
            found.add(one) if entry.data["on"] else found.discard(one)
    return found

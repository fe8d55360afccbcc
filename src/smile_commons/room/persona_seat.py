"""A person of the class in a persona's seat: asked once, for as long as they need."""

from collections.abc import Mapping
from typing import Any

from smile_commons.room.classroom import Room
from smile_commons.room.refusal import RefusedError

SEAT_SECONDS = 90.0
"""A person has so long for a line from a persona's seat; the teacher can give more."""
NOTHING_SAID = "…"
"""What stands for a line that nobody gave; it is struck at once."""


class PersonaSeat:
    """Who speaks for a persona, and what they say.

    Args:
        room: whose.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._line: str | None = None
        self._gave: tuple[str, str] | None = None
        """Who gave the last line, and which: sent twice it is no mistake."""
        self._leaves = False

    async def speak(self, asked: Mapping[str, Any]) -> str:
        """What the person in the seat says; a sign for nothing where nobody does.

        A time box is an announcement and never a cut: the person has until the teacher ends it.
        """
        room, persona = self._room, str(asked["seat"])
        seat = next((who for who, wish in room.wishes.items() if wish == persona), "")
        self._line, room.seated, room.seated_turn = None, (seat, persona), int(asked["turn"])
        room.did("seat")
        room.tell("floor", {"speaker": room.cues[persona], "seat": True})
        room.tell_seat(seat)
        room.show_teacher("seat")
        room.box.start(SEAT_SECONDS)

        def is_over() -> bool:
            gone = room.seated is None or (seat != "" and room.seats.get(seat) is None)
            ended = room.state.phase != "debate"  # the class votes once more: nobody is waited for
            return self._leaves or self._line is not None or gone or ended

        await room.until(is_over)
        room.box.stop()
        room.seated = None
        room.wishes.pop(seat, None)
        room.granted = ""
        room.tell("floor", {"speaker": room.cues[persona], "seat": False})
        room.tell_seat(seat)
        room.show_teacher("seat")
        return self._line or NOTHING_SAID

    def say(self, seat: str, text: str) -> None:
        """The line of the person in the seat; an empty seat is the teacher's.

        Raises:
            RefusedError: nobody sits there, or somebody else does.
        """
        line = " ".join(text.split())
        if self._room.seated is None or seat not in ("", self._room.seated[0]):
            if self._gave == (seat, line):
                return
            gave = self._gave is not None and self._gave[0] == seat
            raise RefusedError("given" if gave else "not_yours")
        self._line, self._gave = line, (seat, line)
        self._room.ring()

    def leave(self) -> None:
        """From now on nobody is waited for."""
        self._leaves = True

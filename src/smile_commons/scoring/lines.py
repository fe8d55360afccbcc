"""A transcript as scoring reads it: who said what, in order, from a run or from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from smile_commons.transcript import Event


@dataclass(frozen=True, slots=True)
class Line:
    """One speech that is scored."""

    turn: int
    """Number of the speech, from 1."""
    speaker: str
    """The id by which scores name who speaks."""
    text: str
    act: str | None = None
    """The act it belongs to; None where the source has none."""
    to: tuple[str, ...] = ()
    move: str | None = None
    article: str | None = None
    """The id of the article it was spoken on, where the source says so."""
    heard_by: tuple[str, ...] = ()
    """Who was there, the speaker included; empty: not known."""

    def reaches(self, persona: str) -> bool:
        """Whether somebody heard it, as far as it is known."""
        return not self.heard_by or persona in self.heard_by


def lines_of_events(events: Sequence[Event]) -> list[Line]:
    """The speeches of a run; openings of acts and the narrator's lines are left out."""
    return [
        Line(
            turn=event.turn,
            speaker=event.speaker,
            text=event.text,
            act=event.act,
            to=event.to,
            move=event.move,
            article=event.article,
            heard_by=event.heard_by,
        )
        for event in events
        if event.kind == "speech" and event.speaker is not None
    ]

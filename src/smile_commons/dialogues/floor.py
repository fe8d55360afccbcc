"""The right to speak: who, with what move, to whom, on what, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import TypeAdapter

from smile_commons.dialogues.rhythm import is_begun, is_broken, is_named, is_put_in, length_of
from smile_commons.dialogues.state import FloorState, ForumState
from smile_commons.personas.lengths import Length
from smile_commons.transcript import Event
from smile_commons.world.dialogue import Act, Move

PLANNED = "plan"
"""How the reason of a speech begins that a free act's plan has."""
DRAFTED = "its notes were drafted"
"""Stands in the reason of a speech whose notes the model made of what it is about."""
UNDRAFTED = "its notes could not be drafted"

DiffSide = Literal["for", "against"]


@dataclass(frozen=True, slots=True)
class Floor:
    """What the moderator hands to one persona for one speech."""

    speaker: str
    move: Move
    to: tuple[str, ...]
    on: str
    article: str | None
    why: str
    visible_to: tuple[str, ...] = ()
    """Of a whisper: whom it is meant for; none: everybody who is there."""
    written: bool = False
    """Whether ``on`` stands in the act, as a beat or an open matter; if not it is but a theme."""
    say: str = ""
    """What the speech has to get across, in the speaker's own words."""
    length: Length = Length.LINE
    named: bool = False
    """Whether it begins with the name of whom it turns to."""
    broken: bool = False
    """Whether somebody breaks in before it is over."""
    leads_to: str = ""
    """Of a few words put in: what the speaker whom they break into goes on with."""
    ways: Mapping[DiffSide, str] | None = field(default=None, hash=False)
    """Of a decision that is open: what the speech has to say either way."""
    decided: DiffSide | None = None
    """Which way it went."""
    stance: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """What of the speaker's card bears on it: see ``Event.stance``."""

    @property
    def refused(self) -> bool:
        """Whether it is the answer to an order that crosses a red line."""
        return "refused" in self.stance

    @property
    def directed(self) -> bool:
        """Whether a beat wrote it; otherwise the debate found it."""
        return self.why.startswith("beat")

    @property
    def drafted(self) -> bool:
        """Whether nobody wrote its notes: the model made them of what it is about."""
        return DRAFTED in self.why

    @property
    def put_in(self) -> bool:
        """Whether it is a few words between two speeches, which no act counts."""
        return is_put_in(self.why)

    @property
    def begun(self) -> bool:
        """Whether somebody breaks into it and its speaker goes on: the beat is not spoken yet."""
        return is_begun(self.why)

    def to_state(self) -> FloorState:
        """As plain data for a checkpoint."""
        return _PLAIN.dump_python(self, mode="json")


_PLAIN = TypeAdapter(Floor)


def paced(floor: Floor, *, seed: int, turn: int) -> Floor:
    """The floor with how long the speech is to be, and whether it is heard to its end."""
    return replace(
        floor,
        length=length_of(floor.say, seed=seed, turn=turn),
        broken=is_broken(floor.say, floor.move, seed=seed, turn=turn),
    )


def floor_in(state: ForumState) -> Floor:
    """The floor of whoever is about to speak.

    In a checkpoint from before there was ``written`` the reason tells it.
    """
    floor = state.get("floor")
    assert floor is not None  # set by choose_speaker, on the only edge that leads here
    return _PLAIN.validate_python({"written": floor["why"].startswith("beat"), **floor})


def floor_of(event: Event, act: Act, speaker: str, seed: int) -> Floor:
    """The floor that a speech was given on.

    Args:
        event: the speech, or the silence in its place.
        act: that it belongs to.
        speaker: who spoke, or should have.
        seed: of the run, by which it was planned how the speech begins and ends.
    """
    why = event.why or ""
    floor = Floor(
        speaker=speaker,
        move=Move(event.move),
        to=event.to,
        on=event.on or "",
        article=event.article,
        why=why,
        visible_to=event.visible_to,
        written=why.startswith(("beat", PLANNED)) or any(one.on == event.on for one in act.matters),
        say=event.say or "",
        length=Length(event.length or "line"),
        decided=event.decided,
        stance=event.stance or {},
    )
    if floor.put_in or event.length is None:  # nothing was planned of how it begins and ends
        return floor
    return replace(
        floor,
        named=is_named(seed=seed, turn=event.turn),
        broken=is_broken(floor.say, floor.move, seed=seed, turn=event.turn),
    )

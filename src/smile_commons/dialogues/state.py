"""What a checkpoint of the forum holds: counters, the floor, and nothing that grows."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict


def _latest(before: Any, now: Any) -> Any:
    """Parallel ballots all say what comes after them; they say the same."""
    return now


FloorState = dict[str, Any]
"""Who has the floor, as plain data: see ``smile_commons.dialogues.floor.Floor``."""


class RecalledState(TypedDict):
    """A memory that came up for the speaker."""

    id: str
    text: str
    score: float
    why: dict[str, float]


class LoreState(TypedDict):
    """An entry of a lorebook that came up for the speaker."""

    id: str
    text: str
    because: str
    dropped: bool
    """It did not come up after all; ``because`` says why not."""


class ForumState(TypedDict):
    """The state of a forum; its size does not depend on the length of the debate.

    The transcript is on disk and in ``Context.hall``; every node that ran before a crash finds
    there what it wrote, and its model's replies in the run's record, so that running it again
    changes nothing and asks no model.
    """

    act: int
    """Index of the act in the list of acts that are played."""
    spoken: int
    """Speeches of this act so far."""
    turn: int
    """Speeches of the whole dialogue so far."""
    window: int
    """Index of the first event that a prompt still shows."""
    floor: FloorState | None
    recalled: list[RecalledState]
    lore: list[LoreState]
    events: int
    """Events of the transcript that belong to this state; later ones are not yet known to it."""
    revised: NotRequired[int]
    """Lines taken again after their acts that belong to this state, of all that are written."""
    struck: int
    """How many versions of the next speech a director struck."""
    phase: Annotated[Literal["opening", "debate", "closing", "final"], _latest]
    """What the next ballots are: those of the outset, or none, or an act's, or the last."""


class BallotTask(TypedDict):
    """One persona asked in private: what a ``Send`` carries."""

    persona: str
    stage: str
    turn: int
    act: str


class ReflectTask(TypedDict):
    """One persona that looks back on an act."""

    persona: str
    act: str
    turn: int

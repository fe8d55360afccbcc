"""The states of a lesson: one machine, pure, of which every page is a function.

::

    lobby -> before -> debate -> after -> results -> closed

Inside the debate somebody thinks, a line is held, was spoken, or a person holds a seat; the teacher
lays questions or a break over it. ``frozen`` lies over everything and goes back to where it was.
A step that was taken by mistake is taken back by ``back``, as long as nothing hangs on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self, get_args

from smile_commons.room.records import VotePhase
from smile_commons.room.refusal import RefusedError

Phase = Literal["lobby", "before", "debate", "after", "results", "closed"]
Doing = Literal["", "voting", "thinking", "held", "speaking", "seat", "over"]
Pause = Literal["", "questions", "break"]
PHASES: tuple[Phase, ...] = get_args(Phase)


@dataclass(frozen=True, slots=True)
class State:
    """Where a lesson stands."""

    phase: Phase = "lobby"
    doing: Doing = ""
    """What the panel does; ``voting``: its ballots of before; ``over``: nobody speaks any more."""
    pause: Pause = ""
    """In the debate: what the teacher laid over it; no new speech is begun meanwhile."""
    frozen: str | None = None
    """Why everything stands still; None: it does not."""
    voting: bool = False
    """Whether votes are taken now."""
    before: int = 0
    """How often the vote before was opened."""
    after: int = 0
    released: int = 0
    """Lines of the debate that the class has seen."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The state of a parsed line; unknown keys are passed over."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def to_dict(self) -> dict[str, Any]:
        """As the journal has it."""
        return asdict(self)

    @property
    def stage(self) -> str:
        """What is going on in the debate, in a word; empty outside."""
        return (self.pause or self.doing) if self.phase == "debate" else ""

    @property
    def takes_input(self) -> bool:
        """Whether a seat may send anything but a vote: questions, statements, wishes."""
        return self.frozen is None and self.phase in ("before", "debate", "after")

    @property
    def takes_questions(self) -> bool:
        """Whether a seat may put a question: after the debate nobody is there to answer it."""
        return self.takes_input and self.phase != "after"

    def round(self, phase: VotePhase) -> int:
        """How often that vote was opened."""
        return self.before if phase == "before" else self.after

    def opened(self, phase: str, reason: str = "") -> Self:
        """The state in which a phase begins; a vote that was open before begins another round.

        Raises:
            RefusedError: it cannot begin now; the message says what can.
        """
        if self.phase == "closed":
            raise RefusedError("over")
        if phase not in PHASES or phase in ("lobby", "closed"):
            raise RefusedError("open_what")
        here, there = PHASES.index(self.phase), PHASES.index(phase)
        if phase == self.phase and (self.voting or phase not in ("before", "after")):
            raise RefusedError("is_open")
        again = there <= here
        if again and phase not in ("before", "after"):
            raise RefusedError("was_open")
        if phase == "before" and here > PHASES.index("debate"):
            raise RefusedError("before_is_over")
        if again and not reason:
            raise RefusedError("why_again", phase=phase)
        if there > PHASES.index("debate") > here:
            raise RefusedError("no_debate")
        return self._entered(phase, again)

    def _entered(self, phase: str, again: bool) -> Self:
        new = replace(self, voting=phase in ("before", "after"), pause="")
        if phase == "before":
            # The class votes before once more in the middle of a debate without leaving it.
            stay = again and self.phase != "before"
            return replace(new, phase=self.phase if stay else "before", before=self.before + 1)
        if phase == "after":  # from the results too: they are not shown while a vote moves them
            return replace(new, phase="after", after=self.after + 1)
        return replace(new, phase=phase)

    def back_to(self, earlier: Self) -> Self:
        """The state with a step taken back; what was counted meanwhile stays counted.

        Args:
            earlier: as it was before that step.

        Raises:
            RefusedError: something hangs on it: the panel has ended, or the class has heard it.
        """
        here, there = PHASES.index(self.phase), PHASES.index(earlier.phase)
        debate = PHASES.index("debate")
        if self.phase == "closed":
            raise RefusedError("over")
        if here > debate >= there:
            raise RefusedError("debate_ended")
        if here == debate > there and self.released:
            raise RefusedError("debate_began")
        return replace(self, phase=earlier.phase, voting=earlier.voting, pause="")

    @property
    def vote(self) -> VotePhase | None:
        """Which vote is open."""
        if not self.voting:
            return None
        if self.phase in ("before", "after"):
            return "before" if self.phase == "before" else "after"
        return "before" if self.phase == "debate" else "after"

    def closed(self, phase: str) -> Self:
        """The state in which a vote is over.

        Raises:
            RefusedError: it is not open.
        """
        if self.vote != phase:
            raise RefusedError("vote_closed")
        return replace(self, voting=False)

    def ended(self) -> Self:
        """The state of a room that is closed."""
        return replace(self, phase="closed", voting=False, pause="", frozen=None)

    def did(self, doing: Doing) -> Self:
        """The same lesson while the panel does something else."""
        return replace(self, doing=doing)

    def paused(self, pause: Pause) -> Self:
        """The debate under questions or a break, or taken up again.

        Raises:
            RefusedError: there is no debate.
        """
        if self.phase != "debate":
            raise RefusedError("no_pause")
        return replace(self, pause=pause)

    def froze(self, why: str) -> Self:
        """Everything stands still."""
        return replace(self, frozen=why)

    def thawed(self) -> Self:
        """On from where it was.

        Raises:
            RefusedError: nothing is frozen.
        """
        if self.frozen is None:
            raise RefusedError("not_frozen")
        return replace(self, frozen=None)

    def votes_for(self, phase: str, *, has_before: bool) -> bool:
        """Whether a seat's vote is taken now.

        Args:
            phase: ``before`` or ``after``.
            has_before: whether the seat has voted before already; who missed it is asked first.
        """
        if self.frozen is not None:
            return False
        if phase == "before":
            missed = self.phase == "debate" and not has_before
            return self.vote == "before" or missed
        return phase == "after" and self.vote == "after"

    @property
    def is_late(self) -> bool:
        """Whether a vote before that is given now is no vote before any more."""
        return self.released > 0


def taken_back(states: Iterable[tuple[State, bool]]) -> State:
    """The state with its last step taken back.

    Args:
        states: all there were, the first one first, and whether each took a step back.

    Raises:
        RefusedError: there is none, or something hangs on it.
    """
    steps = [State()]
    for state, is_back in states:
        if (state.phase, state.voting) == (steps[-1].phase, steps[-1].voting):
            steps[-1] = state
        elif is_back and len(steps) > 1:
            steps[-2:] = [state]
        else:
            steps.append(state)
    if len(steps) < 2:
        raise RefusedError("no_way_back")
    return steps[-1].back_to(steps[-2])

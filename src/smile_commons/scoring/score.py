"""One score: a value with its interval, its control and what it leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from smile_commons.scoring.definitions import DEFINITIONS

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a score is about; None: all of them."""

    persona: str | None = None
    article: str | None = None
    act: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """The scope as ``scores.json`` has it."""
        return {"persona": self.persona, "article": self.article, "act": self.act}


@dataclass(frozen=True, slots=True)
class Control:
    """The same score where what it is to show cannot be, and what is left beside that."""

    kind: str
    """``retest``: the ballots asked again with no debate between; ``sham``: after a debate about
    something unrelated; ``shuffled``: the speeches in random order; ``swapped``: given to others
    than spoke them, or set against the card of another; ``negated``: read on the contraries;
    ``chance``: told by speakers exchanged at random."""
    value: float | None
    difference: float | None = None
    """Score minus control, over the items that both could be computed from."""
    interval: Interval | None = None
    """95 % of the difference."""
    reason: str | None = None
    """Why a value or an interval is missing."""
    decides: bool = True
    """Whether a score that does not stand clear of it counts as not shown."""

    def to_dict(self) -> dict[str, Any]:
        """The control as ``scores.json`` has it."""
        return {
            "kind": self.kind,
            "value": self.value,
            "difference": self.difference,
            "interval": None if self.interval is None else list(self.interval),
            "reason": self.reason,
            "decides": self.decides,
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A ballot that could not be used; it counts neither as 0 nor as undecided."""

    persona: str
    article: str
    stage: str
    reason: str

    def to_dict(self) -> dict[str, str]:
        """The ballot's place and reason."""
        return {
            "persona": self.persona,
            "article": self.article,
            "stage": self.stage,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score as it is computed, written and shown."""

    id: str
    scope: Scope = field(default_factory=Scope)
    value: float | None
    """None: unscored, see ``unscored``."""
    start: float | None = None
    """The same at the opening, for scores of a state (``attainment`` …)."""
    interval: Interval | None = None
    """95 %."""
    uncertain: str | None = None
    """What the interval covers or, without one, why there is none."""
    control: Control | None = None
    """The control that every such score has."""
    further: Sequence[Control] = ()
    """Controls that were asked for besides."""
    unscored: str | None = None
    """Why there is no value."""
    left_out: Sequence[LeftOut] = ()
    n: int = 0
    """Pairs of persona and article the value was computed from."""

    @property
    def shown(self) -> bool | None:
        """Whether it stands clear of every control that decides; None where that cannot be said."""
        if self.value is None or self.control is None or self.control.interval is None:
            return None
        deciding = (c for c in (self.control, *self.further) if c.decides)
        return all(_clear(c.interval, DEFINITIONS[self.id].side) for c in deciding if c.interval)

    def to_dict(self) -> dict[str, Any]:
        """The score as ``scores.json`` has it."""
        return {
            "id": self.id,
            "version": DEFINITIONS[self.id].version,
            "scope": self.scope.to_dict(),
            "value": self.value,
            "start": self.start,
            "interval": None if self.interval is None else list(self.interval),
            "uncertain": self.uncertain,
            "control": None if self.control is None else self.control.to_dict(),
            "further_controls": [control.to_dict() for control in self.further],
            "shown": self.shown,
            "unscored": self.unscored,
            "left_out": [item.to_dict() for item in self.left_out],
            "n": self.n,
        }


def _clear(interval: Interval, side: str) -> bool:
    low, high = interval
    return (low > 0 and side != "below") or (high < 0 and side != "above")

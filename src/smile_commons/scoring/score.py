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
    """The same score where no debate stood between, and what is left above it."""

    kind: str
    """``retest``: the ballots asked again with no debate between."""
    value: float | None
    difference: float | None = None
    """Score minus control, over the items that both could be computed from."""
    interval: Interval | None = None
    """95 % of the difference."""
    reason: str | None = None
    """Why a value or an interval is missing."""

    def to_dict(self) -> dict[str, Any]:
        """The control as ``scores.json`` has it."""
        return {
            "kind": self.kind,
            "value": self.value,
            "difference": self.difference,
            "interval": None if self.interval is None else list(self.interval),
            "reason": self.reason,
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
    unscored: str | None = None
    """Why there is no value."""
    left_out: Sequence[LeftOut] = ()
    n: int = 0
    """Pairs of persona and article the value was computed from."""

    @property
    def shown(self) -> bool | None:
        """Whether it stands clear of its control; None where that cannot be said."""
        if self.value is None or self.control is None or self.control.interval is None:
            return None
        low, high = self.control.interval
        if DEFINITIONS[self.id].side == "above":
            return low > 0
        return low > 0 or high < 0

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
            "shown": self.shown,
            "unscored": self.unscored,
            "left_out": [item.to_dict() for item in self.left_out],
            "n": self.n,
        }

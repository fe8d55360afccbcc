"""One score: a value with its interval, its control and what it leaves out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.families import LEVEL
from smile_commons.scoring.results import Control, Interval, LeftOut, Scope


def scopes(personas: Iterable[str]) -> list[Scope]:
    """The whole, and each persona."""
    return [Scope(), *(Scope(persona=persona) for persona in personas)]


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
    family: str | None = None
    """The scores that it is held against chance with: see ``families``."""
    p_adjusted: float | None = None
    """``p`` with the others of the family in mind."""

    @property
    def deciding(self) -> "tuple[Control, ...]":
        """The controls that it has to stand clear of."""
        given = () if self.control is None else (self.control,)
        return tuple(control for control in (*given, *self.further) if control.decides)

    @property
    def computed(self) -> "tuple[Control, ...]":
        """Those of them that could be computed."""
        return tuple(control for control in self.deciding if control.interval is not None)

    @property
    def hardest(self) -> Control | None:
        """The control that it is least clear of, or the first where none could be computed."""
        return min(self.computed, key=_clearance) if self.computed else self.control

    @property
    def level(self) -> float | None:
        """The value of that control."""
        return self.hardest.value if self.hardest else None

    @property
    def against(self) -> str:
        """The kind of that control; empty where it has no value."""
        return self.hardest.kind if self.hardest and self.level is not None else ""

    @property
    def p(self) -> float | None:
        """The p-value against the control it is least clear of; None where one has none."""
        values = [control.p for control in self.deciding]
        known = [value for value in values if value is not None]
        return max(known) if known and len(known) == len(values) else None

    @property
    def shown(self) -> bool | None:
        """Whether it stands clear of every control that decides, all to one side.

        None where that cannot be said: it has no value or no control, or a control that decides
        could not be computed (see ``undecided``) while it is clear of the others.
        """
        if self.value is None or not self.deciding:
            return None
        side = DEFINITIONS[self.id].side
        known = self.computed
        signs = {(control.difference or 0.0) > 0 for control in known if control.p is not None}
        if not all(_clear(control, side) for control in known) or len(signs) > 1:
            return False
        if self.p_adjusted is not None and self.p_adjusted > LEVEL:
            return False
        return None if self.undecided else True

    @property
    def undecided(self) -> str | None:
        """Which control could not be computed, so that nothing is decided by it; None: none."""
        if self.value is None:
            return None
        return next(
            (f"{one.kind}: {one.reason}" for one in self.deciding if one.interval is None), None
        )

    def to_dict(self) -> dict[str, Any]:
        """The score as ``scores.json`` has it."""
        return {
            "id": self.id,
            "version": DEFINITIONS[self.id].version,
            "scope": self.scope.model_dump(),
            "value": self.value,
            "start": self.start,
            "interval": self.interval,
            "uncertain": self.uncertain,
            "control": self.control and self.control.model_dump(),
            "further_controls": [control.model_dump() for control in self.further],
            "p": self.p,
            "p_adjusted": self.p_adjusted,
            "family": self.family,
            "shown": self.shown,
            "undecided": self.undecided,
            "unscored": self.unscored,
            "left_out": [item.model_dump() for item in self.left_out],
            "n": self.n,
        }


def _clearance(control: Control) -> float:
    """How far 0 lies outside the interval of the difference; below 0 when it lies within."""
    low, high = control.interval or (0.0, 0.0)
    return max(low, -high)


def _clear(control: Control, side: str) -> bool:
    assert control.interval is not None
    low, high = control.interval
    return (low > 0 and side != "below") or (high < 0 and side != "above")

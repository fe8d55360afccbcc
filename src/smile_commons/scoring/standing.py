"""Where a run left everybody: by its last private ballots or, without any, by what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from smile_commons.scoring.ballots import last_asked
from smile_commons.scoring.score import Interval
from smile_commons.transcript import Ballot

Source = Literal["ballot", "stated"]
Cell = tuple[str, str]
"""A persona and an article."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run left everybody."""

    source: Source
    """What the positions were read from: private ballots, or what was said."""
    positions: Mapping[Cell, float]
    """Each in [-1, 1]."""
    intervals: Mapping[Cell, Interval] = field(default_factory=dict[Cell, Interval])
    """95 % of each, where there are any."""


def standing_of(
    ballots: Sequence[Ballot],
    stated: Mapping[Cell, tuple[float, Interval | None]],
    source: Source | None = None,
) -> Standing | None:
    """Where a run left everybody: by its last ballots or, without any, by what was said.

    Args:
        ballots: the run's; only those after a speech count.
        stated: the stated positions that were scored, with their intervals.
        source: that one alone; None: the first that there is.
    """
    if source != "stated":
        given = last_asked(ballots).ballots
        found = {cell: one.position for cell, one in given.items() if one.position is not None}
        if found:
            return Standing("ballot", found)
    if source != "ballot" and stated:
        spread = {cell: interval for cell, (_, interval) in stated.items() if interval}
        return Standing("stated", {cell: value for cell, (value, _) in stated.items()}, spread)
    return None

"""Many tests together: Holm's method, or Benjamini and Hochberg's."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

from smile_commons.names import known
from smile_commons.scoring.families import holm

Correction = Literal["holm", "bh"]


def corrected(p_values: Sequence[float | None], by: Correction | None) -> list[float | None]:
    """Adjusted p-values, in their order; what has none stays without and is no part of the family.

    Args:
        p_values: of one family.
        by: ``holm`` holds the chance of any false finding (Holm 1979), ``bh`` the share of false
            ones among the findings (Benjamini and Hochberg 1995); None: nothing is adjusted.

    Raises:
        InputError: there is no such method.
    """
    if by is None:
        return list(p_values)
    known(by, get_args(Correction), "correction")
    tested = {place: p for place, p in enumerate(p_values) if p is not None}
    if by == "holm":
        held = holm(tested)
    else:
        from scipy import stats

        library: Any = stats
        found: Any = library.false_discovery_control(list(tested.values())) if tested else ()
        held = dict(zip(tested, map(float, found), strict=True))
    return [held.get(place) for place in range(len(p_values))]

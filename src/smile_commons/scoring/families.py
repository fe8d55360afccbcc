"""Many tests of one run: the chance of at least one false *shown* in a family is held."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

LEVEL = 0.05
"""At most this often is anything of a family *shown* where nothing of it is so."""


def holm(p_values: Mapping[Key, float]) -> dict[Key, float]:
    """Adjusted p-values of one family, each in [0, 1], in the order in which they came.

    What stays at or under ``LEVEL`` is shown, whatever the tests of a family have in common.
    Holm 1979, Scandinavian Journal of Statistics 6:65.
    """
    rest, least = len(p_values), 0.0
    adjusted = dict[Key, float]()
    for key, p in sorted(p_values.items(), key=lambda item: item[1]):
        least = max(least, min(1.0, rest * p))
        adjusted[key] = least
        rest -= 1
    return {key: adjusted[key] for key in p_values}

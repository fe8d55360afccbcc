"""Many tests together: the chance of at least one false *shown* in a family is held."""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

LEVEL = 0.05
"""At most this often is anything of a family *shown* where nothing of it is so."""


def holm(
    p_values: Mapping[Key, float], weights: Mapping[Key, float] | None = None
) -> dict[Key, float]:
    """Adjusted p-values of one family, each in [0, 1], in the order in which they came.

    What stays at or under ``LEVEL`` is shown, whatever the tests of a family have in common.
    Holm 1979, Scandinavian Journal of Statistics 6:65; with weights its section 4.

    Args:
        p_values: one a test.
        weights: what share of the level each test has at first, above 0; None: all the same.
    """
    heavy = dict.fromkeys(p_values, 1.0) if weights is None else weights
    rest, least = sum(heavy[key] for key in p_values), 0.0
    adjusted = dict[Key, float]()
    for key, p in sorted(p_values.items(), key=lambda item: item[1] / heavy[item[0]]):
        least = max(least, p, min(1.0, rest / heavy[key] * p))
        adjusted[key] = least
        rest -= heavy[key]
    return {key: adjusted[key] for key in p_values}


def evenly(groups: Mapping[Key, str]) -> dict[Key, float]:
    """Weights with which every group has as much of the level, and in it every test.

    So that a few tests of the whole need not pay for many of its parts.
    """
    sizes = Counter(groups.values())
    return {key: 1 / (len(sizes) * sizes[group]) for key, group in groups.items()}

"""Families of tests: what is shown among many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.scoring.families import LEVEL, evenly, holm


def test_the_smallest_is_held_to_all_the_next_to_the_rest():
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == {"a": 0.03, "b": 0.06, "c": 0.06}


def test_one_test_alone_stays_as_it_is():
    assert holm({"a": 0.04}) == {"a": 0.04}


@given(st.lists(st.floats(0, 1), max_size=12))
def test_adjusting_never_makes_smaller_and_keeps_the_order(values: list[float]):
    found = holm(dict(enumerate(values)))
    assert all(value <= found[i] <= 1 for i, value in enumerate(values))
    ordered = [found[i] for i in sorted(found, key=lambda i: values[i])]
    assert ordered == sorted(ordered)
    assert any(value <= LEVEL for value in found.values()) == (
        bool(values) and min(values) * len(values) <= LEVEL
    )


def test_a_heavier_test_pays_for_fewer_others() -> None:
    """By hand: weights 2, 1, 1; the heavy one is multiplied by 4 / 2, the next by (1 + 1) / 1."""
    adjusted = holm({"whole": 0.02, "a": 0.02, "b": 0.5}, {"whole": 2, "a": 1, "b": 1})
    assert adjusted == pytest.approx({"whole": 0.04, "a": 0.04, "b": 0.5})


def test_every_group_has_as_much_of_the_level() -> None:
    weights = evenly({"all": "whole", "ann": "persona", "ben": "persona"})
    assert weights == pytest.approx({"all": 1 / 2, "ann": 1 / 4, "ben": 1 / 4})


@given(
    st.dictionaries(st.integers(), st.floats(0, 1), min_size=1, max_size=12),
    st.floats(0.1, 10),
)
def test_equal_weights_are_none(p_values: dict[int, float], weight: float) -> None:
    weighted = holm(p_values, dict.fromkeys(p_values, weight))
    assert weighted == pytest.approx(holm(p_values))

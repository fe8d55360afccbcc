"""Families of tests: what is shown among many."""

from hypothesis import given
from hypothesis import strategies as st

from smile_commons.scoring.families import LEVEL, holm


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

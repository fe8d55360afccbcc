"""How far a class moved, with an interval and a test, and nobody's vote in it."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smile_commons.room.shifts import matrix, movement, shift_of, side

HALVES = (-1.0, -0.5, 0.0, 0.5, 1.0)
PAIRS = st.lists(st.tuples(st.sampled_from(HALVES), st.sampled_from(HALVES)), max_size=30)


@pytest.mark.parametrize(
    ("position", "expected"), [(-0.2, 0), (-0.19, 1), (0.0, 1), (0.19, 1), (0.2, 2)]
)
def test_undecided_is_what_lies_within_a_fifth(position: float, expected: int) -> None:
    assert side(position) == expected


def test_the_matrix_counts_who_went_from_where_to_where() -> None:
    assert matrix([(-1, 1), (-1, -0.5), (0, 0.5), (1, 1)]) == [[1, 0, 1], [0, 0, 1], [0, 0, 1]]


@settings(deadline=None, max_examples=40)
@given(PAIRS)
def test_a_shift_lies_in_its_interval_and_is_none_of_few(pairs: list[tuple[float, float]]) -> None:
    shift = shift_of(pairs)
    if len(pairs) < 5:
        assert shift is None
    if shift is not None:
        assert shift.low - 1e-9 <= shift.mean <= shift.high + 1e-9
        assert shift.mean == pytest.approx(shift.after - shift.before, abs=0.002)
        assert 0 < shift.p <= 1
        assert shift_of(pairs) == shift  # drawn, and the same again


def test_the_test_of_signs_goes_through_all_of_them_where_they_are_few() -> None:
    moves = [0.5, 1.0, 0.5, -0.5, 1.0, 0.5]
    shift = shift_of([(0.0, move) for move in moves])
    means = [sum(a * b for a, b in zip(signs, moves, strict=True))
             for signs in product((-1, 1), repeat=len(moves))]  # fmt: skip
    exact = sum(abs(one) >= abs(sum(moves)) - 1e-9 for one in means) / len(means)
    assert shift is not None
    assert shift.p == pytest.approx(exact, abs=1e-4)


def test_a_class_that_moved_as_one_is_no_chance_and_one_that_stood_still_is() -> None:
    moved = shift_of([(-0.5, 0.0)] * 8)
    still = shift_of([(-0.5, -0.5)] * 8)
    assert moved is not None
    assert still is not None
    assert moved.p < 0.01
    assert (still.mean, still.p) == (0, 1)


def test_a_mean_that_would_tell_everybodys_vote_is_not_shown() -> None:
    assert movement([(1.0, 1.0)] * 20).shift is None
    assert movement([(1.0, 1.0)] * 20).table.is_empty


def test_how_many_moved_is_shown_where_many_did_and_many_did_not() -> None:
    mixed = [(-0.5, 0.5)] * 8 + [(0.5, 0.5)] * 9 + [(0.0, 0.5)] * 7 + [(-1.0, -0.5)] * 6
    assert movement(mixed + [(0.0, 0.0)] * 6).moved == pytest.approx(21 / 36)
    few = [(-0.5, 0.5)] * 3 + [(0.5, 0.5)] * 12 + [(-0.5, -0.5)] * 9
    assert movement(few).moved is None


@settings(deadline=None, max_examples=15)
@given(PAIRS)
def test_whatever_a_class_is_its_movement_can_be_shown(pairs: list[tuple[float, float]]) -> None:
    shown = movement(pairs)
    if len(pairs) < 5:
        assert shown.table.is_empty
        assert (shown.shift, shown.moved) == (None, None)
    if shown.moved is not None:
        assert 5 <= round(shown.moved * len(pairs)) <= len(pairs) - 5

"""The arithmetic of convergence: by hand, and whatever the positions."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.scoring import convergence as c

position = st.one_of(st.floats(-1, 1), st.just(math.nan))
unit = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)


@st.composite
def tables(draw: st.DrawFn) -> Any:
    personas, articles = draw(st.integers(2, 5)), draw(st.integers(1, 6))
    row = st.lists(position, min_size=articles, max_size=articles)
    return np.array(draw(st.lists(row, min_size=personas, max_size=personas)))


def even(table: Any) -> Any:
    return np.ones(table.shape[1])


@given(tables())
def test_states_are_shares(table: Any) -> None:
    for state in (c.attainment, c.agreement, c.polarisation):
        value = float(state(table, even(table)).mean())
        assert math.isnan(value) or -1e-9 <= value <= 1 + 1e-9


@given(tables())
def test_who_is_who_does_not_matter(table: Any) -> None:
    for state in (c.attainment, c.agreement, c.polarisation):
        there = float(state(table, even(table)).mean())
        back = float(state(table[::-1], even(table)).mean())
        assert there == pytest.approx(back, nan_ok=True)


@given(tables())
def test_turning_every_position_round_keeps_agreement_and_mirrors_attainment(table: Any) -> None:
    weights = even(table)
    for state in (c.agreement, c.polarisation):
        assert float(state(-table, weights).mean()) == pytest.approx(
            float(state(table, weights).mean()), nan_ok=True
        )
    assert float(c.attainment(-table, weights).mean()) == pytest.approx(
        1 - float(c.attainment(table, weights).mean()), nan_ok=True
    )


@given(tables(), st.floats(0.1, 10))
def test_weights_count_only_against_each_other(table: Any, factor: float) -> None:
    for state in (c.attainment, c.agreement, c.polarisation):
        assert float(state(table, even(table) * factor).mean()) == pytest.approx(
            float(state(table, even(table)).mean()), nan_ok=True
        )


@given(st.integers(2, 6), st.integers(1, 5))
def test_rejecting_it_together_is_full_agreement_and_no_attainment(rows: int, columns: int) -> None:
    against = -np.ones((rows, columns))
    assert float(c.agreement(against, np.ones(columns)).mean()) == 1
    assert float(c.attainment(against, np.ones(columns)).mean()) == 0
    assert float(c.polarisation(against, np.ones(columns)).mean()) == 0


def test_half_at_each_end_is_as_split_as_can_be() -> None:
    split = np.array([[1.0], [1.0], [-1.0], [-1.0]])
    assert float(c.polarisation(split, np.ones(1)).mean()) == 1
    assert float(c.attainment(split, np.ones(1)).mean()) == 0.5
    # Four of the six pairs stand at opposite ends.
    assert float(c.agreement(split, np.ones(1)).mean()) == pytest.approx(1 / 3)


def test_a_heavier_article_counts_for_more() -> None:
    table = np.array([[1.0, -1.0], [1.0, -1.0]])
    assert float(c.attainment(table, np.array([3.0, 1.0])).mean()) == 0.75


def test_a_gap_is_left_out_and_is_not_undecided() -> None:
    table = np.array([[1.0, math.nan], [1.0, 1.0]])
    assert float(c.attainment(table, np.ones(2)).mean()) == 1
    assert math.isnan(float(c.attainment(np.full((2, 2), math.nan), np.ones(2)).mean()))


@pytest.mark.parametrize(
    ("start", "end", "change"),
    [
        (0.5, 0.75, 0.5),  # half of what could be gained
        (0.2, 1.0, 1.0),
        (0.5, 0.25, -0.5),  # half of what could be lost
        (0.8, 0.6, -0.25),
        (0.6, 0.0, -1.0),
        (0.4, 0.4, 0.0),
        (1.0, 1.0, 0.0),
        (0.0, 0.0, 0.0),
    ],
)
def test_change_is_counted_by_the_room_there_was(start: float, end: float, change: float) -> None:
    assert float(c.normalised_change(np.array(start), np.array(end))) == pytest.approx(change)


@given(unit, unit)
def test_change_has_the_sign_of_the_gain_and_stays_in_range(start: float, end: float) -> None:
    change = float(c.normalised_change(np.array(start), np.array(end)))
    assert -1 <= change <= 1
    assert np.sign(change) == np.sign(end - start)


@given(unit, unit)
def test_losing_is_gaining_seen_from_the_other_side(start: float, end: float) -> None:
    there = float(c.normalised_change(np.array(start), np.array(end)))
    mirrored = float(c.normalised_change(np.array(1 - start), np.array(1 - end)))
    assert there == pytest.approx(-mirrored, abs=1e-6)


@given(tables())
def test_movement_is_bounded_and_nothing_where_nothing_moved(table: Any) -> None:
    moved = float(c.movement(table, -table, even(table)).mean())
    still = float(c.movement(table, table, even(table)).mean())
    assert math.isnan(moved) or -2 <= moved <= 2
    assert math.isnan(still) or still == 0

"""No small count of a class can be read off a table, nor worked out from what is shown."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from smile_commons.room.hiding import FEWEST, HiddenTable, bounds, hidden, hidden_counts

Table = list[list[int]]


def parts(total: int, of: int) -> Iterator[tuple[int, ...]]:
    """All ways to deal so many people into so many cells."""
    if of == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in parts(total - first, of - 1):
            yield (first, *rest)


def as_table(cells: tuple[int, ...]) -> Table:
    return [list(cells[0:3]), list(cells[3:6]), list(cells[6:9])]


def numbers(table: Table) -> list[int]:
    return [*chain.from_iterable(table), *map(sum, table), *map(sum, zip(*table, strict=True))]


def told(table: HiddenTable) -> list[int | None]:
    return [*(one for row in table.cells for one in row), *table.rows, *table.columns]


@cache
def every_table(total: int) -> NDArray[np.int64]:
    """The numbers of all tables of three by three of so many people."""
    return np.array([numbers(as_table(cells)) for cells in parts(total, 9)])


def consistent(shown: list[int | None], total: int) -> NDArray[np.int64]:
    """Of all tables those with the numbers that are shown, gone through one by one."""
    found = every_table(total)
    for at, one in enumerate(shown):
        if one is not None:
            found = found[found[:, at] == one]
    return found


def test_a_table_of_one_to_four_people_is_empty() -> None:
    for cells in chain.from_iterable(parts(total, 9) for total in range(1, 5)):
        table = hidden(as_table(cells))
        assert table.is_empty
        assert table.n is None


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 14), min_size=9, max_size=9))
def test_what_is_shown_is_true_and_never_small(cells: list[int]) -> None:
    table = as_table(tuple(cells))
    shown = told(hidden(table))
    for one, is_ in zip(shown, numbers(table), strict=True):
        assert one is None or one == is_ >= FEWEST


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 8), min_size=5, max_size=9).map(sorted))
def test_whoever_subtracts_has_two_values_for_each_hidden_number(people: list[int]) -> None:
    cells = [people.count(cell) for cell in range(9)]
    shown = told(hidden(as_table(tuple(cells))))
    found = consistent(shown, sum(cells))
    for one, values in zip(shown, found.T, strict=True):
        assert one is not None or len(set(values)) > 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 12), min_size=9, max_size=9).filter(lambda one: sum(one) >= 5))
def test_the_same_holds_for_classes_that_are_too_large_to_go_through(cells: list[int]) -> None:
    table = as_table(tuple(cells))
    shown, total = told(hidden(table)), sum(cells)
    low = np.array([0 if one is None else one for one in shown])
    high = np.array([total if one is None else one for one in shown])
    least, most = bounds(low, high, total, (3, 3))
    for at, one in enumerate(shown):
        assert least[at] <= numbers(table)[at] <= most[at]
        assert one is not None or most[at] > least[at]


def test_whoever_knows_the_rule_has_two_values_too() -> None:
    """Of five and of six people every table: those that look alike differ in what is hidden."""
    for total in (5, 6):
        alike = defaultdict[HiddenTable, list[list[int]]](list)
        for cells in list(parts(total, 9))[:: 1 if total == 5 else 4]:
            alike[hidden(as_table(cells))].append(numbers(as_table(cells)))
        for table, tables in alike.items():
            for one, values in zip(told(table), zip(*tables, strict=True), strict=True):
                assert one is not None or len(set(values)) > 1


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(0, 3), min_size=9, max_size=9),
    st.lists(st.booleans(), min_size=15, max_size=15),
)
def test_the_bounds_are_those_of_all_tables_gone_through(
    cells: list[int], seen: list[bool]
) -> None:
    if sum(cells) > 7:
        cells = [one % 2 for one in cells]
    total, exact = sum(cells), numbers(as_table(tuple(cells)))
    shown = [one if is_seen else None for one, is_seen in zip(exact, seen, strict=True)]
    low = np.array([0 if one is None else one for one in shown])
    high = np.array([total if one is None else one for one in shown])
    least, most = bounds(low, high, total, (3, 3))
    tables = consistent(shown, total)
    assert tables.min(axis=0).tolist() == least.tolist()
    assert tables.max(axis=0).tolist() == most.tolist()


def test_a_usual_class_still_sees_something() -> None:
    table = hidden([[9, 3, 2], [1, 5, 6], [0, 2, 12]])
    assert table.n == 40
    assert table.rows == (14, 12, 14)
    assert table.columns == (10, 10, 20)


def test_a_united_class_is_not_given_away() -> None:
    assert hidden([[0, 0, 0], [0, 0, 0], [0, 0, 25]]).is_empty


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
def test_answers_of_one_kind_are_hidden_with_their_complement(counts: list[int]) -> None:
    shown, total = hidden_counts(counts)
    assert all(one is None or one == is_ >= FEWEST for one, is_ in zip(shown, counts, strict=True))
    if total is None:
        assert sum(counts) < FEWEST
        assert set(shown) == {None}
        return
    ranges = [range(total + 1) if one is None else (one,) for one in shown]
    possible = [one for one in product(*ranges) if sum(one) == total]
    for one, values in zip(shown, zip(*possible, strict=True), strict=True):
        assert one is not None or len(set(values)) > 1


def test_what_all_may_see_is_seen() -> None:
    assert hidden_counts([12, 9, 7]) == ((12, 9, 7), 28)
    assert hidden_counts([20, 6, 3]) == ((20, None, None), 29)

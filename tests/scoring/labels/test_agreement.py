"""Krippendorff's alpha, against the examples that it was published with."""

import pytest

from smile_commons.scoring.labels.agreement import alpha


def by_unit(*observers: str) -> list[list[str]]:
    """Columns of a table; a point is no label."""
    rows = [row.split() for row in observers]
    return [[label for label in unit if label != "."] for unit in zip(*rows, strict=True)]


def test_two_observers_and_two_labels() -> None:
    """Krippendorff 2011, example A."""
    found = alpha(by_unit("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"))
    assert found is not None
    assert found[0] == pytest.approx(0.095, abs=0.0005)


def test_four_observers_five_labels_and_missing_ones() -> None:
    """Krippendorff 2011, example C."""
    found = alpha(
        by_unit(
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        )
    )
    assert found is not None
    value, interval = found
    assert value == pytest.approx(0.743, abs=0.0005)
    assert interval is not None
    assert interval[0] < value < interval[1] <= 1


def test_whole_agreement_is_one_and_the_contrary_is_below_zero() -> None:
    assert alpha([["t", "t"], ["f", "f"], ["t", "t"]]) == (1.0, None)
    against = alpha([["t", "f"], ["f", "t"]])
    assert against is not None and against[0] < 0


@pytest.mark.parametrize("units", [[], [["t"], ["f"]], [["t", "t"], ["t", "t"]]])
def test_without_anything_to_compare_it_is_not_defined(units: list[list[str]]) -> None:
    assert alpha(units) is None

"""Figures of agreement: the same as scikit-learn's, with intervals that behave."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from smile_commons.scoring.judge.measures import (
    auc,
    calibration_error,
    difference,
    kappa,
    macro_f1,
    measure,
)

CLASSES = ("a", "b", "c")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=6, max_size=40))
def test_formulas_over_tables_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    true, said = np.array(pairs).T
    table = metrics.confusion_matrix(true, said, labels=[0, 1, 2]).astype(float)
    assert macro_f1(table) == pytest.approx(
        metrics.f1_score(true, said, average="macro", zero_division=0.0)
    )
    if len(set(true)) > 1 or len(set(said)) > 1:
        assert kappa(table) == pytest.approx(metrics.cohen_kappa_score(true, said))


def test_a_judge_that_is_always_right() -> None:
    truth = list("abcabcabcabc")
    figures = measure(truth, truth, [1.0] * 12, CLASSES)
    assert figures.accuracy.value == figures.macro_f1.value == figures.kappa.value == 1
    assert figures.accuracy.interval == (1, 1)
    assert figures.ece.value == 0


def test_a_judge_that_says_one_thing_has_no_kappa() -> None:
    truth = list("abababababab")
    figures = measure(truth, ["a"] * 12, [0.9] * 12, ("a", "b"))
    assert figures.accuracy.value == 0.5
    assert figures.kappa.value == 0
    assert figures.ece.value == pytest.approx(0.4)


def test_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    right = np.array([1.0, 0.0, 1.0, 1.0])
    sure = np.array([0.55, 0.55, 0.95, 0.95])
    assert calibration_error(right, sure) == pytest.approx((2 * 0.05 + 2 * 0.05) / 4)


def test_advantage_is_paired() -> None:
    one = [True] * 30 + [False] * 10
    other = [True] * 10 + [False] * 30
    gain = difference(one, other)
    assert gain.value == 0.5
    assert gain.interval is not None
    assert 0.3 < gain.interval[0] < 0.5 < gain.interval[1] < 0.7
    assert difference(one, one).interval == (0, 0)


def test_auc_with_ties_and_its_interval() -> None:
    yes = [True, True, False, False] * 10
    value = [1.0, 0.0, 0.0, -1.0] * 10
    figure = auc(yes, value)
    assert figure is not None
    assert figure.value == pytest.approx(metrics.roc_auc_score(yes, value))
    assert figure.interval is not None
    assert figure.interval[0] < figure.value < figure.interval[1]
    assert auc([True, True], [0.1, 0.2]) is None

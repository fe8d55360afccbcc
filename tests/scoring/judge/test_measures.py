"""Figures of agreement: the same as scikit-learn's, with intervals over topics that hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from smile_commons.scoring.judge.measures import (
    Measured,
    auc,
    auc_ahead,
    calibration_error,
    coded,
    kappa,
    macro_f1,
    measure,
    over_topics,
    places,
)

CLASSES = ("a", "b", "c")


def measured(truth: str, said: str, sure: float = 1.0, per_topic: int = 2) -> Measured:
    """Letters are labels; a dot was not answered."""
    topics = [str(n // per_topic) for n in range(len(truth))]
    labels = coded(list(truth), CLASSES[: len(set(truth))], topics)
    told = places(list(said), CLASSES[: len(set(truth))])
    return measure(labels, told, [sure] * len(truth))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=6, max_size=40))
def test_formulas_over_tables_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    true, said = np.array(pairs).T
    table = metrics.confusion_matrix(true, said, labels=[0, 1, 2, 3]).astype(float)
    assert macro_f1(table) == pytest.approx(
        metrics.f1_score(true, said, average="macro", zero_division=0.0)
    )
    if len(set(true)) > 1 or len(set(said)) > 1:
        assert kappa(table) == pytest.approx(metrics.cohen_kappa_score(true, said))
    labels = coded([str(n) for n in true], ("0", "1", "2"), ["t"] * len(true))
    told = places([str(n) for n in said], ("0", "1", "2"))
    there = sorted(set(true))
    recall = metrics.recall_score(true, said, labels=there, average="macro", zero_division=0.0)
    assert labels.accuracy(told).value == pytest.approx(recall)


def test_a_judge_that_is_always_right() -> None:
    figures = measured("abc" * 4, "abc" * 4)
    assert figures.accuracy.value == figures.macro_f1.value == figures.kappa.value == 1
    assert figures.accuracy.interval == (1, 1)
    assert figures.ece is not None and figures.ece.value == 0


def test_a_judge_that_says_one_thing_has_no_kappa() -> None:
    figures = measured("ab" * 6, "a" * 12, 0.9)
    assert (figures.accuracy.value, figures.kappa.value) == (0.5, 0)
    assert figures.ece is not None and figures.ece.value == pytest.approx(0.4)


def test_an_item_that_was_not_answered_is_a_wrong_answer() -> None:
    whole, half = measured("ab" * 6, "ab" * 6), measured("ab" * 6, "ab" * 3 + "." * 6)
    assert (whole.accuracy.value, half.accuracy.value) == (1.0, 0.5)
    assert half.macro_f1.value < whole.macro_f1.value
    assert half.kappa.value < whole.kappa.value
    assert half.ece is not None and half.ece.value == 0  # of what it did answer
    assert measured("ab" * 6, "." * 12).ece is None


def test_each_label_counts_alike() -> None:
    """Saying the commonest label of nine to one is worth no more than a coin."""
    assert measured("a" * 18 + "bb", "a" * 20).accuracy.value == 0.5


def test_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    right = np.array([1.0, 0.0, 1.0, 1.0])
    sure = np.array([0.55, 0.55, 0.95, 0.95])
    assert calibration_error(right, sure) == pytest.approx((2 * 0.05 + 2 * 0.05) / 4)


def test_advantage_is_paired() -> None:
    topics = [str(n % 8) for n in range(40)]
    labels = coded(["a", "b"] * 20, ("a", "b"), topics)
    right = places(["a", "b"] * 20, ("a", "b"))
    one, other = right.copy(), right.copy()
    one[30:], other[10:] = 1 - right[30:], 1 - right[10:]
    gain = labels.ahead(one, other)
    assert gain.value == pytest.approx(0.5)
    assert gain.clear
    assert labels.ahead(one, one).interval == (0, 0)


def test_auc_with_ties_and_how_far_it_is_ahead() -> None:
    yes = [True, True, False, False] * 10
    value = [1.0, 0.0, 0.0, -1.0] * 10
    topics = [str(n // 4) for n in range(40)]
    figure = auc(yes, value, topics)
    assert figure.value == pytest.approx(metrics.roc_auc_score(yes, value))
    assert figure.interval is not None
    assert figure.interval[0] <= figure.value <= figure.interval[1]
    assert auc_ahead(yes, value, None, topics).value == pytest.approx(figure.value - 0.5)
    assert auc_ahead(yes, value, value, topics).interval == (0, 0)
    assert np.isnan(auc([True, True], [0.1, 0.2], ["a", "b"]).value)


def test_over_equally_large_topics_the_interval_is_students_over_their_means() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(7, 4))
    topics = [str(topic) for topic in range(7) for _ in range(4)]
    figure = over_topics(topics, lambda at: float(values.ravel()[at].mean()))
    means = values.mean(axis=1)
    half = 2.446912 * means.std(ddof=1) / np.sqrt(7)
    assert figure.interval == pytest.approx((means.mean() - half, means.mean() + half))


def test_of_too_few_topics_nothing_is_said() -> None:
    assert over_topics(["a", "b", "c", "d"] * 20, lambda at: float(len(at))).interval is None


def test_the_interval_holds_the_truth_where_judges_differ_by_topic() -> None:
    """95 of 100 by topic; item by item it would be 87 (topics differ by .2, twelve of eight)."""
    rng, held = np.random.default_rng(3), 0
    topics = [str(topic) for topic in range(12) for _ in range(8)]
    for _ in range(400):
        chances = np.clip(0.6 + 0.2 * rng.normal(size=12), 0, 1).repeat(8)
        right = rng.random(96) < chances
        low, high = over_topics(topics, lambda at, r=right: float(r[at].mean())).interval or (0, 0)
        held += low <= 0.6 <= high
    assert 0.92 <= held / 400 <= 0.98


def test_of_very_many_topics_groups_are_left_out() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(size=3000)
    asked: list[int] = []

    def mean(at: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> float:
        asked.append(len(at))
        return float(values[at].mean())

    figure = over_topics([str(n) for n in range(3000)], mean)
    assert len(asked) <= 61
    assert figure.interval is not None
    assert figure.interval[1] - figure.interval[0] == pytest.approx(2 * 1.96 / 3000**0.5, rel=0.3)

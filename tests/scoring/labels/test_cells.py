"""What is expected of a stated position, against every way in which the labels may turn out."""

import itertools

import numpy as np
import pytest

from smile_commons.scoring.labels.cells import position, share
from smile_commons.scoring.labels.pairs import SIDES, UNKNOWN


def exact(labels: tuple[int, ...]) -> tuple[float, float]:
    """Position and whether there is any: each speech half as heavy as the next that speaks."""
    sides = [SIDES[label] for label in labels if label]
    if not sides:
        return 0.0, 0.0
    weights = [0.5**age for age in reversed(range(len(sides)))]
    return sum(w * s for w, s in zip(weights, sides, strict=True)) / sum(weights), 1.0


def chances(count: int) -> np.ndarray:
    return np.random.default_rng(count).dirichlet(np.ones(4), size=count)


def expected(given: np.ndarray, known: dict[int, int]) -> tuple[float, float]:
    """Over all labels, those known as they are."""
    total = np.zeros(2)
    for labels in itertools.product(range(4), repeat=len(given)):
        if any(labels[place] != label for place, label in known.items()):
            continue
        free = [n for n in range(len(given)) if n not in known]
        chance = np.prod([given[n, labels[n]] for n in free])
        total += chance * np.array(exact(labels))
    return float(total[0]), float(total[1])


def told(count: int, known: dict[int, int]) -> np.ndarray:
    labels = np.full(count, UNKNOWN, dtype=np.intp)
    for place, label in known.items():
        labels[place] = label
    return labels


@pytest.mark.parametrize("known", [{}, {2: 3}, {0: 1, 4: 0}])
def test_it_is_the_mean_over_what_may_be(known: dict[int, int]) -> None:
    given = chances(5)
    found = position(given, told(5, known), np.random.default_rng(1))
    top, bottom = expected(given, known)
    assert found.top.mean() == pytest.approx(top, abs=0.03)
    assert found.bottom.mean() == pytest.approx(bottom, abs=0.02)


def test_what_each_label_would_make_of_it() -> None:
    given, known = chances(5), {1: 2}
    found = position(given, told(5, known), np.random.default_rng(1))
    for place in range(5):
        others = {n: label for n, label in known.items() if n != place}
        for label in range(4):
            top, bottom = expected(given, {**others, place: label})
            assert found.tops[place, label] == pytest.approx(top, abs=0.04)
            assert found.bottoms[place, label] == pytest.approx(bottom, abs=0.03)


def test_of_labels_that_are_all_known_there_is_nothing_to_expect() -> None:
    labels = (3, 0, 1, 1, 2)
    found = position(chances(5), told(5, dict(enumerate(labels))), np.random.default_rng(1))
    assert found.top == pytest.approx(exact(labels)[0]) and set(found.bottom) == {1.0}


def test_a_share_counts_what_speaks() -> None:
    given = chances(6)
    found = share(given, told(6, {0: 0, 1: 3}), np.random.default_rng(1))
    assert found.top.mean() == pytest.approx(1 + (1 - given[2:, 0]).sum(), abs=0.03)
    assert set(found.bottom) == {6.0}
    without = 1 + (1 - given[2:, 0]).sum() - (1 - given[2, 0])
    assert found.tops[2] == pytest.approx([without, *[without + 1] * 3])

"""Two ways of a debate compared: in one pair, over articles; in many, over the pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.scoring.families import LEVEL
from smile_commons.scoring.intervals import of_difference, of_mean
from smile_commons.scoring.paired import (
    ALIKE,
    ALIKE_ARTICLES,
    COVERS_ARTICLES,
    ONE_PAIR,
    TOO_FEW,
    Difference,
    differences,
)
from smile_commons.scoring.standing import Standing, standing_of
from smile_commons.transcript import Ballot

ARTICLES = ("a", "b", "c", "d", "e")


def ballots(stage: str, **positions: float | None) -> list[Ballot]:
    """``ann_a=0.5``: what Ann gave on article a."""
    return [
        Ballot(0, name.partition("_")[0], name.partition("_")[2], value, {}, stage=stage)
        for name, value in positions.items()
    ]


def standing(**positions: float) -> Standing:
    return Standing(
        "ballot", {(k.partition("_")[0], k.partition("_")[2]): v for k, v in positions.items()}
    )


def find(
    found: list[Difference],
    persona: str | None = None,
    article: str | None = None,
    id: str = "position",
) -> Difference:
    return next(d for d in found if (d.id, d.persona, d.article) == (id, persona, article))


def test_the_final_ballots_say_where_a_run_left_everybody() -> None:
    given = ballots("opening", ann_a=-1.0, ann_b=-1.0) + ballots("final", ann_a=0.5, ann_b=None)
    left = standing_of(given, {("ann", "a"): (0.9, None)})
    assert left == Standing("ballot", {("ann", "a"): 0.5})


def test_without_ballots_it_is_what_was_said() -> None:
    left = standing_of([], {("ann", "a"): (0.9, (0.8, 1.0))})
    assert left == Standing("stated", {("ann", "a"): 0.9}, {("ann", "a"): (0.8, 1.0)})
    assert standing_of([], {}) is None
    assert standing_of(ballots("opening", ann_a=0.1), {}) is None


def test_one_pair_by_persona_article_and_both() -> None:
    found = differences(
        [(standing(ann_a=0.0, ann_b=-1.0, ben_a=1.0), standing(ann_a=0.5, ann_b=0.0, ben_a=1.0))]
    )
    assert find(found, "ann", "a").value == 0.5
    assert find(found, "ann").value == 0.75
    assert find(found, None, "a").value == 0.25
    assert find(found).value == pytest.approx(0.5)
    assert find(found, id="agreement").value == pytest.approx(0.25)  # |0-1|/2 = .5, then |.5-1|/2
    assert find(found, "ann", "a").interval is None
    assert find(found, "ann", "a").covers == ONE_PAIR


def test_one_pair_has_an_interval_over_articles_where_there_are_enough() -> None:
    one = standing(**{f"ann_{a}": 0.0 for a in ARTICLES})
    other = standing(**{f"ann_{a}": 0.1 * n for n, a in enumerate(ARTICLES)})
    ann = find(differences([(one, other)]), "ann")
    assert ann.interval is not None
    assert ann.interval[0] < ann.value < ann.interval[1]
    assert ann.covers == COVERS_ARTICLES
    # By hand: five differences of mean .2 and standard deviation .158, t of .975 with 4: 2.776.
    assert ann.interval == pytest.approx((0.2 - 2.776 * 0.0707, 0.2 + 2.776 * 0.0707), abs=1e-3)


def test_one_pair_with_two_articles_or_with_all_alike_has_none() -> None:
    few = [(standing(ann_a=0.0, ann_b=0.0), standing(ann_a=0.1, ann_b=0.3))]
    assert find(differences(few), "ann").covers == TOO_FEW
    alike = [
        (
            standing(**{f"ann_{a}": 0.0 for a in ARTICLES}),
            standing(**{f"ann_{a}": 0.2 for a in ARTICLES}),
        )
    ]
    assert find(differences(alike), "ann").covers == ALIKE_ARTICLES


def test_only_what_both_have_is_compared() -> None:
    found = differences([(standing(ann_a=0.0, ann_b=1.0), standing(ann_a=0.5))])
    assert find(found, "ann").value == 0.5
    assert not [one for one in found if one.article == "b"]


def test_an_article_that_weighs_more_counts_more() -> None:
    pair = standing(ann_a=0.0, ann_b=0.0), standing(ann_a=1.0, ann_b=0.0)
    assert find(differences([pair], {"a": 3.0}), "ann").value == 0.75


def test_many_pairs_are_compared_within_pairs() -> None:
    """Plays differ widely, the two of a pair little: the interval is that of the little."""
    levels = (-0.8, -0.2, 0.1, 0.6, 0.7)
    noise = (0.01, -0.01, 0.02, 0.0, -0.02)
    pairs = [
        (standing(ann_a=x), standing(ann_a=x + 0.2 + e)) for x, e in zip(levels, noise, strict=True)
    ]
    ann = find(differences(pairs), "ann", "a")
    assert ann.n == 5
    assert ann.value == pytest.approx(0.2)
    assert ann.interval is not None
    assert 0.15 < ann.interval[0] < 0.2 < ann.interval[1] < 0.25


def test_pairs_that_differ_by_the_same_have_no_interval() -> None:
    pairs = [(standing(ann_a=0.0), standing(ann_a=0.5))] * 4
    assert find(differences(pairs)).interval is None
    assert find(differences(pairs)).covers == ALIKE


def test_a_pair_that_lacks_a_position_is_left_out_of_it_alone() -> None:
    pairs = [
        (standing(ann_a=0.0, ben_a=0.0), standing(ann_a=0.1, ben_a=0.1)),
        (standing(ann_a=0.0), standing(ann_a=0.3)),
    ]
    found = differences(pairs)
    assert (find(found, "ann", "a").n, find(found, "ben", "a").n) == (2, 1)


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=12))
def test_the_other_way_round_is_the_same_with_the_other_sign(values: list[float]) -> None:
    there = [(standing(ann_a=0.0), standing(ann_a=v)) for v in values]
    back = [(b, a) for a, b in there]
    one, other = find(differences(there)), find(differences(back))
    assert one.value == pytest.approx(-other.value)
    if one.interval and other.interval:
        assert one.interval[0] == pytest.approx(-other.interval[1])


def test_five_differences_hold_their_mean_as_often_as_is_said() -> None:
    rng = np.random.default_rng(7)
    drawn = rng.normal(0.3, 1.0, size=(2000, 5))
    intervals = [of_mean(row) for row in drawn]
    held = sum(i is not None and i[0] <= 0.3 <= i[1] for i in intervals) / len(drawn)
    assert 0.935 < held < 0.965


def test_the_interval_of_a_difference_is_that_of_the_normal_case() -> None:
    low, high = of_difference((1.0, (0.0, 2.0)), (0.0, (-1.0, 1.0)))
    assert (low, high) == pytest.approx((1 - 2**0.5, 1 + 2**0.5))


# What is clear of chance, all differences together.


def drawn(
    rng: np.random.Generator, pairs: int, ann: float = 0.0
) -> list[tuple[Standing, Standing]]:
    """Two personas on five articles; the second way has Ann ``ann`` further."""
    found = list[tuple[Standing, Standing]]()
    for _ in range(pairs):
        level = {f"{who}_{a}": rng.uniform(-0.3, 0.3) for who in ("ann", "ben") for a in ARTICLES}
        apart = {name: rng.normal(ann * name.startswith("ann"), 0.1) for name in level}
        one, other = (
            standing(**{name: at + half * apart[name] for name, at in level.items()})
            for half in (-0.5, 0.5)
        )
        found.append((one, other))
    return found


def test_what_was_changed_is_clear_and_says_with_what_it_is_told() -> None:
    found = differences(drawn(np.random.default_rng(1), 6, ann=0.4))
    ann = find(found, "ann")
    assert ann.clear and ann.family == "by persona"
    assert ann.p is not None and ann.p_adjusted is not None and ann.p <= ann.p_adjusted <= LEVEL
    assert find(found).family == "of all" == find(found, id="agreement").family
    assert find(found, None, "a").family == "by article"
    assert find(found, "ann", "a").family == "single positions"
    assert not find(found, "ben").clear


def test_where_nothing_was_changed_hardly_anything_is_clear() -> None:
    """Taken each alone, something lies clear of 0 in most comparisons."""
    rng = np.random.default_rng(2)
    found = [differences(drawn(rng, 5)) for _ in range(60)]
    anything = sum(any(one.clear for one in each) for each in found)
    alone = sum(
        any(one.interval and not one.interval[0] <= 0 <= one.interval[1] for one in each)
        for each in found
    )
    assert anything <= 7, "5 % of 60, and two standard errors"
    assert alone >= 20


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=8))
def test_clear_is_never_more_than_what_is_so_alone(values: list[float]) -> None:
    pairs = [(standing(ann_a=0.0, ben_a=0.0), standing(ann_a=v, ben_a=-v / 2)) for v in values]
    for one in differences(pairs):
        assert one.p is not None and one.p_adjusted is not None
        assert one.p <= one.p_adjusted + 1e-12
        assert one.clear == (one.p_adjusted <= LEVEL)


def test_one_pair_and_two_call_nothing_clear() -> None:
    rng = np.random.default_rng(3)
    single, two = (differences(drawn(rng, count, ann=1.0)) for count in (1, 2))
    assert {(one.p, one.clear) for one in single} == {(None, None)}
    assert all(one.p is not None and one.clear is None for one in two)


def test_pairs_that_differ_by_the_same_are_told_by_exchanging_the_two() -> None:
    """Nothing else varies, so that the chance is that of five or of eight coins falling alike."""
    for count, clear in ((5, False), (8, True)):
        pairs = [(standing(ann_a=0.0), standing(ann_a=0.5))] * count
        one = find(differences(pairs), "ann", "a")
        assert one.p == pytest.approx(2 / 2**count)
        assert one.clear is clear
    still = find(differences([(standing(ann_a=0.1), standing(ann_a=0.1))] * 8))
    assert (still.p, still.clear) == (1.0, False)

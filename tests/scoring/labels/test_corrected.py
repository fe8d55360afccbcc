"""Corrected scores estimate what the plain ones do, as if a person had labelled everything."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark import benchmark

from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.corrected import score_corrected
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.labels.sample import questions
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.readings import Reading, Readings
from smile_commons.scoring.stated.scores import score_stated

coverage = benchmark("coverage_labels")

SIDES = {"supports": 1.0, "undecided": 0.0, "opposes": -1.0}
SEED = 3
Truth = dict[Key, str]


def read_as(truth: Truth, lines: list[Line], articles: list[Article]) -> Readings:
    """What a judge read that reads just so."""
    spoken = [
        Reading(place, line.turn, line.speaker, article.id, at, coverage._distribution(at))
        for place, line in enumerate(lines)
        for article in articles
        if (name := truth[line.turn, article.id]) in SIDES
        for at in (SIDES[name],)
    ]
    personas = tuple(dict.fromkeys(line.speaker for line in lines))
    silent = len(truth) - len(spoken)
    return Readings(tuple(lines), personas, tuple(articles), tuple(spoken), silent)


def labelled(
    truth: Truth, lines: list[Line], articles: list[Article], count: int
) -> dict[Key, Label]:
    """The first so many in the order of ``commons label``."""
    order = questions(lines, articles, SEED)[:count]
    return {
        one.key: Label(
            turn=one.key[0], article=one.key[1], label=truth[one.key], digest="", seed=SEED
        )
        for one in order
    }


def find(scores: list[Score], id: str, **scope: str) -> Score:
    wanted = {"persona": None, "article": None, "act": None, **scope}
    return next(s for s in scores if s.id == id and s.scope.model_dump() == wanted)


def plain(readings: Readings, **scope: str) -> float | None:
    return find(score_stated(readings), "stated-attainment", **scope).value


def debate(
    turns: int = 40, weights: tuple[float, float] = (1.0, 1.0)
) -> tuple[list[Line], list[Article], Truth]:
    """Everybody is for the dam's end and against the toll."""
    lines = [
        Line(turn, "ab"[turn % 2], f"Speech {turn}.", act="one" if turn <= turns // 2 else "two")
        for turn in range(1, turns + 1)
    ]
    articles = [
        Article("dam", "The dam is taken down.", None, weights[0]),
        Article("toll", "Boats pay.", None, weights[1]),
    ]
    truth = {
        (line.turn, article.id): "supports" if article.id == "dam" else "opposes"
        for line in lines
        for article in articles
    }
    return lines, articles, truth


def yes(lines: list[Line], articles: list[Article]) -> Readings:
    """A judge that reads a Yes everywhere."""
    truth = {(line.turn, article.id): "supports" for line in lines for article in articles}
    return read_as(truth, lines, articles)


# The same estimand.


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.sampled_from(["supports", "opposes", "undecided", "silent"]), min_size=36, max_size=36
    ),
    st.tuples(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.1, 10)),
)
def test_where_all_is_labelled_it_is_what_a_perfect_judge_scores(
    names: list[str], weights: tuple[float, float, float]
) -> None:
    lines = [Line(turn, "abb"[turn % 3], f"Speech {turn}.") for turn in range(1, 13)]
    articles = [Article(f"a{n}", f"Article {n}.", None, w) for n, w in enumerate(weights)]
    keys = [(line.turn, article.id) for line in lines for article in articles]
    truth = dict(zip(keys, names, strict=True))
    labels = labelled(truth, lines, articles, len(keys))
    perfect = read_as(truth, lines, articles)
    expected = plain(perfect)
    for readings in (perfect, yes(lines, articles)):
        scores = score_corrected(readings, labels)
        found = find(scores, "stated-attainment-corrected").value
        assert found == (None if expected is None else pytest.approx(expected))


def test_an_article_ten_times_as_heavy_counts_ten_times() -> None:
    lines, articles, truth = debate(weights=(10.0, 1.0))
    perfect = read_as(truth, lines, articles)
    for count in (40, 80):
        scores = score_corrected(perfect, labelled(truth, lines, articles, count))
        value = find(scores, "stated-attainment-corrected").value
        assert value == pytest.approx(10 / 11, abs=0.02 if count < 80 else 1e-9)
    assert plain(perfect) == pytest.approx(10 / 11)


def test_the_last_word_counts_for_half() -> None:
    """One persona, one article: against, all along, but for the last speech."""
    lines = [Line(turn, "a", f"Speech {turn}.") for turn in range(1, 41)]
    articles = [Article("dam", "The dam is taken down.", None)]
    truth = {(line.turn, "dam"): "supports" if line.turn == 40 else "opposes" for line in lines}
    scores = score_corrected(read_as(truth, lines, articles), labelled(truth, lines, articles, 40))
    assert find(scores, "stated-attainment-corrected").value == pytest.approx(0.5)


def test_acts_are_as_they_stood_at_their_end() -> None:
    lines, articles, truth = debate()
    perfect = read_as(truth, lines, articles)
    scores = score_corrected(perfect, labelled(truth, lines, articles, 80))
    value = find(scores, "stated-attainment-corrected", act="one").value
    assert value == pytest.approx(plain(perfect, act="one"))


# A part of it labelled.


def test_scores_are_corrected_and_say_how() -> None:
    lines, articles, truth = debate()
    scores = score_corrected(yes(lines, articles), labelled(truth, lines, articles, 40))
    score = find(scores, "stated-mean-corrected")
    assert score.value is not None and score.interval is not None
    assert abs(score.value) < 0.35, "the judge alone would have said 1"
    assert score.interval[0] <= 0 <= score.interval[1]
    assert score.n == len(truth)
    assert score.uncertain is not None and "40 labels by a person, 80 read" in score.uncertain


def test_attainment_is_the_same_on_another_scale() -> None:
    lines, articles, truth = debate()
    scores = score_corrected(yes(lines, articles), labelled(truth, lines, articles, 40))
    middle, attained = (
        find(scores, id) for id in ("stated-mean-corrected", "stated-attainment-corrected")
    )
    assert middle.value is not None and middle.interval is not None
    assert attained.value == pytest.approx((1 + middle.value) / 2)
    assert attained.interval == pytest.approx([(1 + end) / 2 for end in middle.interval])


def test_an_article_has_its_own_where_there_are_labels_enough() -> None:
    lines, articles, truth = debate()
    scores = score_corrected(yes(lines, articles), labelled(truth, lines, articles, 70))
    found = {s.scope.article: s.value for s in scores if s.id == "stated-mean-corrected"}
    assert found["dam"] == pytest.approx(1, abs=0.1)
    assert found["toll"] == pytest.approx(-1, abs=0.1)
    few = score_corrected(yes(lines, articles), labelled(truth, lines, articles, 40))
    assert not [s for s in few if s.scope.article]


@pytest.mark.parametrize(("judge", "off"), [("good", -0.2), ("says yes", 0.25)])
def test_the_interval_holds_the_truth_whatever_the_judge_does(judge: str, off: float) -> None:
    """``benchmarks/coverage_labels.py`` has more judges, shares and draws."""

    def make(rng: np.random.Generator) -> object:
        return coverage.debate(rng, 30, [3.0, 1.0, 1.0, 1.0])

    row = coverage.covered(judge, "in a test", make, coverage.asked(0.3), 25, 1)
    assert row.refused == 0
    assert row.covered >= 0.84, "25 draws of 95 %, less two and a half standard errors"
    assert abs(row.bias) < 0.06
    assert row.bare >= off, "a judge that says yes is far off by itself"


def test_a_judge_that_was_never_asked_leaves_it_to_the_labels() -> None:
    lines, articles, truth = debate()
    unread = Readings(tuple(lines), ("b", "a"), tuple(articles), ())
    scores = score_corrected(unread, labelled(truth, lines, articles, 40))
    score = find(scores, "stated-mean-corrected")
    assert score.value is not None and score.interval is not None
    assert not [s for s in scores if s.id == "stated-label-alpha"], "there is nobody to agree with"


def test_where_nothing_labelled_speaks_there_is_a_share_and_no_position() -> None:
    lines, articles, truth = debate()
    silent = dict.fromkeys(truth, "silent")
    scores = score_corrected(yes(lines, articles), labelled(silent, lines, articles, 40))
    assert find(scores, "stated-mean-corrected").unscored
    share = find(scores, "stated-share-corrected")
    assert share.value is not None and share.value < 0.1
    assert share.interval is not None and share.interval[1] > 0.01, "forty labels are no certainty"


def test_when_everything_is_labelled_nothing_is_estimated() -> None:
    lines, articles, truth = debate(20)
    scores = score_corrected(yes(lines, articles), labelled(truth, lines, articles, 40))
    score = find(scores, "stated-mean-corrected")
    assert score.value == pytest.approx(0) and score.interval is None
    assert score.uncertain is not None and "everything was labelled" in score.uncertain


# What is no sample.


def test_labels_from_the_top_correct_nothing_and_still_tell_how_far_the_judge_agrees() -> None:
    lines, articles, truth = debate()
    top = {
        key: Label(turn=key[0], article=key[1], label=truth[key], digest="")
        for key in list(truth)[:50]
    }
    scores = score_corrected(read_as(truth, lines, articles), top)
    score = find(scores, "stated-attainment-corrected")
    assert score.value is None and score.unscored is not None
    assert "do not say how they were drawn" in score.unscored
    agreed = find(scores, "stated-label-alpha")
    assert (agreed.value, agreed.n) == (1, 50)
    assert find(score_corrected(yes(lines, articles), top), "stated-label-alpha").value == (
        pytest.approx(-0.32, abs=0.1)
    )


def test_labels_beside_the_sample_are_left_out_and_counted() -> None:
    lines, articles, truth = debate()
    labels = labelled(truth, lines, articles, 40)
    others = [one.key for one in questions(lines, articles, SEED)[50:60]]
    wrong = {
        key: Label(turn=key[0], article=key[1], label="silent", digest="", seed=SEED)
        for key in others
    }
    readings = yes(lines, articles)
    score = find(score_corrected(readings, labels | wrong), "stated-mean-corrected")
    assert score.value == find(score_corrected(readings, labels), "stated-mean-corrected").value
    assert score.uncertain is not None and "10 labels that were not drawn" in score.uncertain

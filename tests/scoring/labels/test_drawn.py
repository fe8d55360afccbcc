"""Which labels are a random sample, and what is said of those that are none."""

from dataclasses import replace

import pytest

from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.labels.sample import drawn, questions
from smile_commons.scoring.lines import Line

ARTICLES = [Article("dam", "The dam is taken down.", None), Article("toll", "Boats pay.", None)]
LINES = [Line(turn, "ab"[turn % 2], f"Speech {turn}.") for turn in range(1, 41)]
KEYS = [(line.turn, article.id) for line in LINES for article in ARTICLES]


def label(key: Key, **more: float | None) -> Label:
    return Label(turn=key[0], article=key[1], label="supports", digest="", **more)  # type: ignore[arg-type]


def asked(count: int, seed: int = 1) -> dict[Key, Label]:
    """The first so many in the order of a seed, kept as ``commons label`` keeps them."""
    order = questions(LINES, ARTICLES, seed)[:count]
    return {one.key: label(one.key, seed=seed, place=one.place, pairs=len(KEYS)) for one in order}


def test_the_first_that_are_asked_for_are_a_sample() -> None:
    found = drawn(asked(40), LINES, ARTICLES)
    assert not found.refused and len(found.labels) == 40
    assert set(found.chances.values()) == {0.5}


def test_a_file_from_before_places_were_kept_still_is() -> None:
    old = {key: replace(one, place=None, pairs=None) for key, one in asked(40).items()}
    assert not drawn(old, LINES, ARTICLES).refused


def test_one_may_stop_anywhere_from_thirty_on() -> None:
    assert drawn(asked(29), LINES, ARTICLES).refused == "29 labels; 30 are needed"
    assert not drawn(asked(30), LINES, ARTICLES).refused


def test_the_top_of_a_file_is_none() -> None:
    found = drawn({key: label(key) for key in KEYS[:50]}, LINES, ARTICLES)
    assert not found.labels and found.beside == 50
    assert "do not say how they were drawn" in found.refused
    assert "`commons label`" in found.refused and "`probability`" in found.refused


def test_saying_a_seed_is_not_enough() -> None:
    top = {key: label(key, seed=1) for key in KEYS[:50]}
    refused = drawn(top, LINES, ARTICLES).refused
    assert "of 50 labels only" in refused and "the first that seed 1 asks for" in refused


def test_a_hole_ends_the_sample() -> None:
    labels = asked(60)
    del labels[next(key for key, one in labels.items() if one.place == 35)]
    found = drawn(labels, LINES, ARTICLES)
    assert len(found.labels) == 34 and found.beside == 25
    del labels[next(key for key, one in labels.items() if one.place == 5)]
    assert "of 58 labels only 4 are the first" in drawn(labels, LINES, ARTICLES).refused


def test_of_two_orders_the_longer_one_counts() -> None:
    labels = asked(20, seed=2) | asked(35, seed=1)
    found = drawn(labels, LINES, ARTICLES)
    assert len(found.labels) >= 35 and found.beside == len(labels) - len(found.labels)


def test_a_transcript_that_has_grown_is_another_one() -> None:
    more = [*LINES, Line(41, "a", "One more.")]
    refused = drawn(asked(40), more, ARTICLES).refused
    assert "drawn from 80 speeches with an article, and there are 82 now" in refused


def test_everything_is_no_sample_and_needs_none() -> None:
    found = drawn({key: label(key) for key in KEYS}, LINES, ARTICLES)
    assert not found.refused and set(found.chances.values()) == {1.0}


def test_labels_from_elsewhere_are_one_where_each_has_its_probability() -> None:
    told = {key: label(key, probability=0.5 if n % 2 else 0.4) for n, key in enumerate(KEYS[:36])}
    found = drawn(told, LINES, ARTICLES)
    assert not found.refused and set(found.chances.values()) == {0.4, 0.5}
    half = told | {key: label(key) for key in KEYS[40:60]}
    assert (len(drawn(half, LINES, ARTICLES).labels), drawn(half, LINES, ARTICLES).beside) == (
        36,
        20,
    )


@pytest.mark.parametrize("probability", [1.0, 0.9, 0.05])
def test_a_probability_that_cannot_be_is_refused(probability: float) -> None:
    told = {key: label(key, probability=probability) for key in KEYS[:40]}
    refused = drawn(told, LINES, ARTICLES).refused
    assert f"the 40 labels stand for {40 / probability:.0f} speeches" in refused
    assert "there are 80" in refused


def test_a_few_with_a_probability_do_not_stand_for_all() -> None:
    told = {key: label(key, probability=0.5) for key in KEYS[:10]}
    rest = {key: label(key) for key in KEYS[10:40]}
    assert "10 of 40 labels have a probability" in drawn(told | rest, LINES, ARTICLES).refused

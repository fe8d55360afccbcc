"""Whatever the judge's faults, the interval covers what labelling everything would have given."""

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.corrected import score_corrected
from smile_commons.scoring.labels.label import Key, Label
from smile_commons.scoring.labels.powered import MISSING, mean, ratio
from smile_commons.scoring.lines import Line
from smile_commons.scoring.score import Score
from smile_commons.scoring.stated.readings import Reading, Readings

Values = NDArray[np.float64]
Simulated = Callable[[np.random.Generator, Values, Values], tuple[Values, Values]]
PAIRS = 280
DRAWS = 300
SIDES = {1.0: "supports", 0.0: "undecided", -1.0: "opposes"}


def people(
    rng: np.random.Generator, against: float = 0.4, supporting: float = 0.4
) -> tuple[Values, Values]:
    """Sides and whether it speaks to the article at all, as a person would label them."""
    speaks = (rng.random(PAIRS) < 0.4).astype(float)
    chances = [against, 1 - against - supporting, supporting]
    return rng.choice([-1.0, 0.0, 1.0], PAIRS, p=chances) * speaks, speaks


def good(rng: np.random.Generator, side: Values, speaks: Values) -> tuple[Values, Values]:
    hears = np.where(rng.random(PAIRS) < 0.9, speaks, 1 - speaks)
    return np.where(rng.random(PAIRS) < 0.85, side, -side) * 0.8 * hears, hears


def says_yes(rng: np.random.Generator, side: Values, speaks: Values) -> tuple[Values, Values]:
    hears = np.where(rng.random(PAIRS) < 0.8, speaks, 1 - speaks)
    return 0.9 * hears, hears


def guesses(rng: np.random.Generator, side: Values, speaks: Values) -> tuple[Values, Values]:
    hears = (rng.random(PAIRS) < 0.4).astype(float)
    return rng.uniform(-1, 1, PAIRS) * hears, hears


def inverts(rng: np.random.Generator, side: Values, speaks: Values) -> tuple[Values, Values]:
    return -0.8 * side, speaks


def deaf(rng: np.random.Generator, side: Values, speaks: Values) -> tuple[Values, Values]:
    return np.zeros(PAIRS), np.zeros(PAIRS)


JUDGES: tuple[Simulated, ...] = (good, says_yes, guesses, inverts, deaf)


def drawn(judge: Simulated, labels: int, rng: np.random.Generator, **more: float) -> Any:
    side, speaks = people(rng, **more)
    read, hears = judge(rng, side, speaks)
    order = rng.permutation(PAIRS)
    told, rest = order[:labels], order[labels:]
    found = ratio((side[told], speaks[told]), (read[told], hears[told]), (read[rest], hears[rest]))
    return found, float(side.sum() / speaks.sum()), float(read.sum() / max(hears.sum(), 1))


@pytest.mark.parametrize(
    ("judge", "lopsided"),
    [*((judge, True) for judge in JUDGES), (good, False), (says_yes, False)],
)
def test_the_interval_covers_whatever_the_judge_does(judge: Simulated, lopsided: bool) -> None:
    """With 30 labels, the fewest; nearly all on one side is the hardest case."""
    rng = np.random.default_rng(2145)
    more = {"against": 0.08, "supporting": 0.8} if lopsided else {}
    covered, off = 0, list[float]()
    for _ in range(DRAWS):
        found, truth, _ = drawn(judge, 30, rng, **more)
        covered += found.interval[0] <= truth <= found.interval[1]
        off.append(found.value - truth)
    assert covered / DRAWS >= 0.93  # 95 % less two standard errors of so many draws
    assert abs(np.mean(off)) < 0.04


def test_a_judge_that_says_yes_is_far_off_by_itself() -> None:
    """So the coverage above is not the judge's doing."""
    rng = np.random.default_rng(1)
    bare = [drawn(says_yes, 30, rng)[1:] for _ in range(50)]
    assert np.mean([read - truth for truth, read in bare]) > 0.7


def test_a_good_judge_makes_labels_worth_more_and_a_bad_one_does_no_harm() -> None:
    rng = np.random.default_rng(2)
    worth = {
        judge.__name__: np.mean([drawn(judge, 60, rng)[0].effective for _ in range(40)])
        for judge in (good, guesses)
    }
    assert worth["good"] > 75
    assert 55 < worth["guesses"] < 65


def test_a_share_is_covered_too_and_never_certain() -> None:
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(DRAWS):
        truth = (rng.random(PAIRS) < 0.1).astype(float)
        read = np.where(rng.random(PAIRS) < 0.7, truth, 1 - truth)
        order = rng.permutation(PAIRS)
        found = mean(truth[order[:30]], read[order[:30]], read[order[30:]])
        assert found.interval[1] > found.interval[0]
        covered += found.interval[0] <= truth.mean() <= found.interval[1]
    assert covered / DRAWS >= 0.93


# From readings and labels to scores.

ARTICLES = (Article("dam", "The dam is taken down.", None), Article("toll", "Boats pay.", None))


def debate(turns: int = 40) -> tuple[Readings, dict[Key, str]]:
    """Everybody is for the dam's end and against the toll; the judge reads yes everywhere."""
    lines = tuple(Line(turn, "ab"[turn % 2], f"Speech {turn}.") for turn in range(1, turns + 1))
    truth = {
        (line.turn, article.id): SIDES[1.0 if article.id == "dam" else -1.0]
        for line in lines
        for article in ARTICLES
    }
    spoken = tuple(
        Reading(place, line.turn, line.speaker, article.id, 0.9, {"-1": 0.05, "0": 0.0, "1": 0.95})
        for place, line in enumerate(lines)
        for article in ARTICLES
    )
    return Readings(lines, ("a", "b"), ARTICLES, spoken), truth


def labels(truth: dict[Key, str], count: int) -> dict[Key, Label]:
    keys = np.random.default_rng(5).permutation(len(truth))[:count]
    known = list(truth.items())
    return {
        key: Label(turn=key[0], article=key[1], label=name, digest="")
        for key, name in (known[place] for place in keys)
    }


def whole(scores: list[Score], id: str) -> Score:
    return next(s for s in scores if s.id == id and not any(s.scope.to_dict().values()))


def test_scores_are_corrected_and_say_how() -> None:
    readings, truth = debate()
    score = whole(score_corrected(readings, labels(truth, 40)), "stated-mean-corrected")
    assert score.value is not None and score.interval is not None
    assert abs(score.value) < 0.35, "the judge alone would have said 0.9"
    assert score.interval[0] <= 0 <= score.interval[1]
    assert score.n == len(truth)
    assert score.uncertain is not None and "40 labels by a person, 80 read" in score.uncertain


def test_attainment_is_the_same_on_another_scale() -> None:
    readings, truth = debate()
    scores = score_corrected(readings, labels(truth, 40))
    middle, attained = (
        whole(scores, id) for id in ("stated-mean-corrected", "stated-attainment-corrected")
    )
    assert middle.value is not None and attained.value == pytest.approx((1 + middle.value) / 2)


def test_an_article_has_its_own_where_there_are_labels_enough() -> None:
    readings, truth = debate()
    scores = score_corrected(readings, labels(truth, 70))
    found = {s.scope.article: s.value for s in scores if s.id == "stated-mean-corrected"}
    assert found["dam"] == pytest.approx(1, abs=0.05)
    assert found["toll"] == pytest.approx(-1, abs=0.05)
    assert not [s for s in score_corrected(readings, labels(truth, 40)) if s.scope.article]


def test_too_few_labels_are_said_to_be_too_few() -> None:
    readings, truth = debate()
    score = whole(score_corrected(readings, labels(truth, 29)), "stated-mean-corrected")
    assert score.value is None and score.unscored == "29 labels; 30 are needed"


def test_when_everything_is_labelled_nothing_is_estimated() -> None:
    readings, truth = debate(20)
    score = whole(score_corrected(readings, labels(truth, 40)), "stated-mean-corrected")
    assert score.value == 0 and score.interval is None
    assert score.uncertain is not None and "everything was labelled" in score.uncertain


def test_a_judge_that_was_never_asked_leaves_it_to_the_labels() -> None:
    readings, truth = debate()
    unread = Readings(readings.lines, readings.personas, readings.articles, ())
    score = whole(score_corrected(unread, labels(truth, 40)), "stated-mean-corrected")
    assert score.value is not None and score.interval is not None


def test_where_nothing_labelled_speaks_there_is_a_share_and_no_position() -> None:
    readings, truth = debate()
    silent = dict.fromkeys(truth, "silent")
    scores = score_corrected(readings, labels(silent, 40))
    assert whole(scores, "stated-mean-corrected").unscored
    share = whole(scores, "stated-share-corrected")
    assert share.value is not None and share.value < 0.1


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "ppi_py":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    readings, truth = debate()
    score = whole(score_corrected(readings, labels(truth, 40)), "stated-mean-corrected")
    assert score.value is None and score.unscored == MISSING

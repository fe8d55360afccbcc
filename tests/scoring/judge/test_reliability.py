"""What is said of a judge, when it is withheld, and how it is kept."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from asked import answering, by_words, judge_of

from smile_commons.memory.embeddings import OnnxEmbedder
from smile_commons.models.catalogue import default_entry
from smile_commons.scoring.judge.check import compare
from smile_commons.scoring.judge.forms import SCRIPT
from smile_commons.scoring.judge.kept_reliability import (
    keep_reliability,
    reliability_of,
    shipped_scales,
)
from smile_commons.scoring.judge.labelled import Labelled, halves, shipped
from smile_commons.scoring.judge.reliability import Reliability, UseReliability, from_dict
from smile_commons.scoring.judge.task import Item, Verdict, unscored
from smile_commons.scoring.judge.uses import USES, Use


def items(count: int = 40, topic: str = "") -> list[Labelled]:
    """Two that support and two that oppose a topic, or all of one topic."""
    return [
        Labelled(
            str(n),
            topic or f"topic {n // 4}",
            Item(task="stance", text=f"Line {n}.", against="Build it."),
            "supports" if n % 2 else "opposes",
        )
        for n in range(count)
    ]


def verdict(label: str, sure: float = 0.8) -> Verdict:
    other = "opposes" if label == "supports" else "supports"
    return Verdict({label: sure, other: 1 - sure}, sure if label == "supports" else -sure)


FLIP = {"supports": "opposes", "opposes": "supports"}


def reliability(right: float, some: Sequence[Labelled] | None = None) -> UseReliability:
    """Of a judge that is right about so many of each topic."""
    some = some or items()
    told = [
        verdict(one.label if place % 20 < right * 20 else FLIP[one.label])
        for place, one in enumerate(some)
    ]
    return compare(USES["side"], some, told, by_words, "a test")


def test_a_judge_clear_of_both_baselines_is_usable() -> None:
    good = reliability(0.95)
    assert good.usable
    assert good.withheld is None
    assert good.accuracy.value == 0.95
    assert (good.majority, good.topics) == (0.5, 10)


def test_a_judge_no_better_than_chance_is_withheld_with_the_reason() -> None:
    poor = reliability(0.55)
    assert not poor.usable
    assert poor.withheld is not None
    assert "not clear of the better baseline on side" in poor.withheld


def test_what_was_not_answered_is_a_wrong_answer_and_said_apart() -> None:
    some = items()
    told = [verdict(one.label) for one in some[:30]] + [unscored("no answer")] * 10
    found = compare(USES["side"], some, told, by_words, "a test")
    assert (found.n, found.unscored, found.accuracy.value) == (40, 10, 0.75)
    assert found.why == "no answer"
    assert found.ece is not None and found.ece.value == pytest.approx(0.2)  # of what it answered


def test_a_judge_that_answers_only_what_it_is_sure_of_is_not_the_better_for_it() -> None:
    some = items()
    told = [verdict(one.label) if n % 4 < 2 else unscored("no") for n, one in enumerate(some)]
    assert not compare(USES["side"], some, told, by_words, "a test").usable


def test_one_that_answers_nothing_is_withheld_for_that() -> None:
    found = compare(USES["side"], items(), [unscored("label mass 0.00")] * 40, by_words, "a test")
    assert not found.usable
    assert found.withheld == "not one of 40 items of side could be judged (label mass 0.00)"
    assert found.ece is None
    json.dumps(found.to_dict(), allow_nan=False)


def test_one_topic_however_large_licenses_nothing() -> None:
    found = reliability(1.0, items(topic="the mill"))
    assert found.withheld is not None and "1 topics are too few" in found.withheld


def test_accuracy_without_order_is_not_enough() -> None:
    """Right about nine in ten, and surest of all where it is wrong: it orders no better than
    chance."""
    some = items()
    told = [
        verdict(one.label, 0.6) if n % 10 else verdict(FLIP[one.label], 0.99)
        for n, one in enumerate(some)
    ]
    good = compare(USES["side"], some, told, by_words, "a test")
    assert good.advantage.clear
    assert good.auc is not None and good.auc.value < 0.9
    assert good.usable == (good.advantage_auc is not None and good.advantage_auc.clear)


@pytest.mark.parametrize("seed", range(20))
def test_a_judge_that_tells_silence_and_tosses_a_coin_for_sides_may_not_tell_sides(
    seed: int,
) -> None:
    """With four labels together such a judge was usable in 78 to 100 of 100 checks."""
    rng = random.Random(seed)
    _, some = halves(shipped("stance"))
    told = []
    for one in some:
        if one.label == "silent":
            told.append(Verdict({"supports": 0.05, "opposes": 0.05, "silent": 0.9}, 0.0))
        else:
            told.append(verdict(rng.choice(["supports", "opposes"]), rng.uniform(0.5, 1)))
    found = {
        use: compare(USES[use], *_of(USES[use], some, told), by_words, "a test")
        for use in ("side", "silence")
    }
    assert found["silence"].usable
    assert not found["side"].usable


def _of(
    use: Use, some: Sequence[Labelled], told: Sequence[Verdict]
) -> tuple[list[Labelled], list[Verdict]]:
    kept = [(i, v) for i, v in zip(some, told, strict=True) if use.label(i) is not None]
    return [i for i, _ in kept], [v for _, v in kept]


def test_a_use_that_was_never_checked_is_withheld() -> None:
    known = Reliability("m", "d", {"side": reliability(0.95)})
    assert set(known.withheld) == {
        "silence", "agreement", "contradiction", "red-line", "attribution",
    }  # fmt: skip
    assert "commons judge check" in known.withheld["agreement"]


def test_it_is_kept_by_the_judges_digest_and_comes_back_as_it_was(tmp_path: Path) -> None:
    judge = judge_of(answering(lambda motion, text: 0.0))
    assert reliability_of(judge, tmp_path) is None
    found = Reliability(judge.name, judge.digest, {"side": reliability(0.95)})
    keep_reliability(found, tmp_path)
    assert reliability_of(judge, tmp_path) == found
    other = judge_of(answering(lambda motion, text: 0.0), identity="elsewhere")
    other.asker.model.digest = None  # pyright: ignore[reportAttributeAccessIssue]
    assert reliability_of(other, tmp_path) is None
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_dict({"judge": "x", "digest": None, "uses": {"side": {"n": 1}}})


async def test_attribution_is_read_from_the_way_of_speaking_without_a_model() -> None:
    development, _ = halves(shipped("attribution"))
    model = answering(lambda motion, text: 0.0)
    told = await judge_of(model).judge([one.item for one in development])
    right = [a.label == b.label for a, b in zip(told, development, strict=True)]
    assert not model.requests
    assert sum(right) / len(right) > 1 / 3


def test_what_ships_was_measured_of_the_judge_that_ships() -> None:
    """Fails when questions, balanced lines or recipe changed: `commons judge check --out` again."""
    model = answering(lambda motion, text: 0.0)
    model.name, model.digest = default_entry().id, default_entry().sha256
    model.style = default_entry().style
    judge = judge_of(model)
    judge.embedder = OnnxEmbedder.name
    known = reliability_of(judge)
    assert known is not None
    assert set(known.uses) == set(USES)
    scales = shipped_scales(judge.digest)
    assert {form.id for form in SCRIPT.all} == set(scales)
    for use in USES:
        _, some = halves(shipped(USES[use].task))
        assert known.uses[use].n == sum(USES[use].label(one) is not None for one in some)

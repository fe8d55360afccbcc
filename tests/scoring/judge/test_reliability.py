"""What is said of a judge, when it is withheld, and how it is kept."""

from pathlib import Path

import pytest
from asked import answering, by_words, judge_of

from smile_commons.memory.embeddings import OnnxEmbedder
from smile_commons.models.catalogue import default_entry
from smile_commons.scoring.judge.check import compare
from smile_commons.scoring.judge.forms import SCRIPT
from smile_commons.scoring.judge.kept_reliability import keep_reliability, reliability_of
from smile_commons.scoring.judge.known_scales import shipped_scales
from smile_commons.scoring.judge.labelled import Labelled, halves, shipped
from smile_commons.scoring.judge.reliability import Reliability, TaskReliability, from_dict
from smile_commons.scoring.judge.task import Item, Verdict, unscored


def items(count: int = 40) -> list[Labelled]:
    return [
        Labelled(
            str(n),
            f"topic {n // 4}",
            Item(task="stance", text=f"Line {n}.", against="Build it."),
            "supports" if n % 2 else "opposes",
        )
        for n in range(count)
    ]


def verdict(label: str, sure: float = 0.8) -> Verdict:
    other = "opposes" if label == "supports" else "supports"
    evidence = 1.0 if label == "supports" else -1.0
    return Verdict({label: sure, other: 1 - sure}, evidence)


def reliability(right: float) -> TaskReliability:
    """Of a judge that is right about so many of forty."""
    some = items()
    flip = {"supports": "opposes", "opposes": "supports"}
    told = [
        verdict(one.label if place < right * len(some) else flip[one.label])
        for place, one in enumerate(some)
    ]
    return compare("stance", some, told, by_words, "a test")


def test_a_judge_clear_of_both_baselines_is_usable() -> None:
    good = reliability(0.95)
    assert good.usable
    assert good.withheld is None
    assert good.accuracy.value == 0.95
    assert good.majority == 0.5


def test_a_judge_no_better_than_chance_is_withheld_with_the_reason() -> None:
    poor = reliability(0.55)
    assert not poor.usable
    assert poor.withheld is not None
    assert "not clear of the better baseline on stance" in poor.withheld


def test_what_was_not_judged_counts_in_no_figure() -> None:
    some = items()
    told = [verdict(one.label) for one in some[:30]] + [unscored("no answer")] * 10
    found = compare("stance", some, told, by_words, "a test")
    assert (found.n, found.unscored, found.accuracy.value) == (30, 10, 1.0)


def test_a_task_that_was_never_checked_is_withheld() -> None:
    known = Reliability("m", "d", {"stance": reliability(0.95)})
    assert set(known.withheld) == {"agreement", "contradiction", "attribution"}
    assert "commons judge check" in known.withheld["agreement"]


def test_it_is_kept_by_the_judges_digest_and_comes_back_as_it_was(tmp_path: Path) -> None:
    judge = judge_of(answering(lambda motion, text: 0.0))
    assert reliability_of(judge, tmp_path) is None
    found = Reliability(judge.name, judge.digest, {"stance": reliability(0.95)})
    keep_reliability(found, tmp_path)
    assert reliability_of(judge, tmp_path) == found
    other = judge_of(answering(lambda motion, text: 0.0), identity="elsewhere")
    other.asker.model.digest = None  # pyright: ignore[reportAttributeAccessIssue]
    assert reliability_of(other, tmp_path) is None
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_dict({"judge": "x", "digest": None, "tasks": {"stance": {"n": 1}}})


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
    assert set(known.tasks) == {"stance", "agreement", "contradiction", "attribution"}
    scales = shipped_scales(judge.digest)
    assert {form.id for form in SCRIPT.all} == set(scales)
    assert {task for task in known.tasks if known.tasks[task].usable} >= {"stance"}

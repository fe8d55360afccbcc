"""A judge's task of one's own: what can be asked, and what comes of it."""

from pathlib import Path
from typing import Any

import pytest
from asked import judge_of

from smile_commons.errors import InputError
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.scoring.judge.check import check
from smile_commons.scoring.judge.judge_task import JudgeTask, Known
from smile_commons.scoring.judge.labelled import read_labelled
from smile_commons.scoring.judge.task import Item

ASKS = '@@user\nAfter "{{ against }}" came "{{ text }}". {{ form }}? Answer Yes or No.\n'
EVADES = {
    "labels": ("evades", "answers"),
    "template": ASKS,
    "forms": {"evasive": (["Yes"], ["No"]), "to the point": (["no"], ["yes"])},
    "balanced": [
        *(Known(f"Let us dance {n}.", "evades", "Why?") for n in range(4)),
        *(Known(f"Because of {n}.", "answers", "Why?") for n in range(4)),
    ],
    "spellings": {"1": "evades"},
}


def task(**other: Any) -> JudgeTask:
    return JudgeTask(**{**EVADES, **other})


def leaning(request: Request) -> Choice:
    """Says Yes far too often, but more often where it is right."""
    asked = asked_text(request)
    right = ("dance" in asked) == ("evasive?" in asked)
    return Choice("Yes", "stop", {"Yes": -0.05 if right else -0.1, "No": -3.0 if right else -2.4})


def item(text: str) -> Item:
    return Item(task="evasion", text=text, against="Why?", own=task())


async def test_it_is_asked_in_all_its_forms_and_free_of_the_models_leaning() -> None:
    model = ScriptedModel(leaning, style="chat")
    judge = judge_of(model, gated=False)
    told = await judge.judge([item("We will dance."), item("Because I must.")])
    assert [one.label for one in told] == ["evades", "answers"]
    assert all(len(one.forms) == 2 for one in told)
    assert told[0].distribution.keys() == {"evades", "answers"}
    assert {request.purpose for request in model.requests} == {
        "judge/evasion/evasive",
        "judge/evasion/to the point",
    }
    assert len(model.requests) == 2 * (8 + 2)


async def test_what_the_judge_is_known_by_does_not_hang_on_it() -> None:
    model = ScriptedModel(leaning, style="chat")
    model.digest = "5" * 64
    judge = judge_of(model, gated=False)
    before = judge.digest
    await judge.judge([item("We will dance.")])
    assert judge.digest == before


async def test_its_reliability_is_measured_on_lines_that_people_labelled(tmp_path: Path) -> None:
    rows = [f"Why {n}?,We dance {n}.,1" for n in range(6)]
    rows += [f"Why {n}?,Because of {n}.,Answers" for n in range(6)]
    data = tmp_path / "evasion.csv"
    data.write_text("\n".join(["against,text,label", *rows]), "utf-8")
    items = read_labelled(data, "evasion", task())
    assert [one.label for one in items] == ["evades"] * 6 + ["answers"] * 6
    judge = judge_of(ScriptedModel(leaning, style="chat"), gated=False)
    assert judge.gate is None
    found = await check(judge, judge, items, _alike, "evasion.csv")
    assert found.uses["evasion"].accuracy.value == 1.0
    assert "evasion" not in found.withheld  # which names our own, that hang together with scores


def _alike(texts: Any) -> Any:
    import numpy as np

    return np.ones((len(texts), 1), dtype=np.float32)


def test_labels_and_tasks_of_others_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "evasion.jsonl"
    data.write_text('{"text": "a", "against": "b", "label": "supports"}', "utf-8")
    with pytest.raises(InputError, match="'supports' is none of evades, answers"):
        read_labelled(data, "evasion", task())
    data.write_text('{"text": "a", "against": "b", "label": "1", "task": "stance"}', "utf-8")
    with pytest.raises(InputError, match="'stance' is none of evasion"):
        read_labelled(data, "evasion", task())
    with pytest.raises(ValueError, match="a JudgeTask"):
        Item(task="evasion", text="a", against="b")
    with pytest.raises(ValueError, match="one of our tasks"):
        Item(task="stance", text="a", against="b", own=task())
    with pytest.raises(ValueError, match="something to judge against"):
        Item(task="evasion", text="a", own=task())


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"labels": ("evades", "evades")}, "labels are two"),
        ({"spellings": {"1": "other"}}, "spellings of 'other'"),
        ({"forms": {}}, "no form to ask in"),
        ({"forms": {"a/b": (["yes"], ["no"])}}, "a name without a slash"),
        ({"forms": {"a": ("yes", "no")}}, "two lists of words"),
        ({"forms": {"a": (["yes"], ["Yes"])}}, "words of their own"),
        ({"forms": {"a": (["yes"], [])}}, "words of their own"),
        ({"balanced": EVADES["balanced"][1:]}, "here are 3 evades and 4 answers"),
        ({"balanced": [*EVADES["balanced"], Known("a", "b", "c")]}, "has another label"),
        ({"against": False}, "has a text and nothing that it is held against"),
    ],
)
def test_a_task_that_cannot_be_asked_says_why(other: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        task(**other)

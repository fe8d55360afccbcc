"""What is known beforehand: items whose truth is known, and what judges and people make of them."""

import asyncio
import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import smile_commons as sc
from smile_commons.models.model import Profile
from smile_commons.models.reply import Choice
from smile_commons.models.request import Request, asked_text
from smile_commons.studies.battery import metrics as m
from smile_commons.studies.battery.known import known_of, read_people, sheet
from smile_commons.studies.battery.measured import harmonic, wilson
from smile_commons.studies.battery.planted import CHECKED, WAYS, Found, planted
from smile_commons.studies.battery.suite import check_battery_async


def checked(answer: Any, **given: Any) -> Any:
    """A judge that answers by the text of the question."""

    def says(request: Request) -> Choice:
        said = answer(request.purpose.split("/")[0], asked_text(request))
        return Choice(said, "length", {said: -0.01})

    model = sc.ScriptedModel(says, style="chat", profile=Profile(prefill=True))
    return asyncio.run(check_battery_async(engine=sc.Engine(model=model), **given))


@pytest.mark.parametrize("metric", CHECKED)
def test_every_metric_has_items_of_both_kinds_of_several_people(metric: str) -> None:
    items = planted(metric)
    truth = Counter(one.truth for one in items)
    assert min(truth.values()) >= 6
    assert len({one.person for one in items}) >= 6
    assert len({one.id for one in items}) == len(items)
    assert all(one.metric == metric and one.given["text"].strip() for one in items)
    some = planted(metric, 8)
    assert (len(some), sum(one.truth for one in some)) == (8, 4)
    assert set(Counter(one.person for one in some).values()) == {2}


def test_all_metrics_are_checked() -> None:
    assert {one.partition("/")[0] for one in CHECKED} == set(m.TASKS)


@pytest.mark.parametrize("metric", [one for one in CHECKED if one != m.PROBE])
def test_length_and_negations_alone_tell_little(metric: str) -> None:
    """So that a judge that counts words is not taken for one that reads."""
    from sklearn.metrics import roc_auc_score

    items = planted(metric)
    truth = [one.truth for one in items]
    for cue in (
        lambda text: len(text),
        lambda text: len(re.findall(r"\b(?:no|not|never|nothing|nobody|n't)\b", text.lower())),
        lambda text: text.count("?"),
    ):
        area = roc_auc_score(truth, [cue(one.given["text"]) for one in items])
        limit = 0.8 if metric.endswith("evasion") else 0.7
        assert max(area, 1 - area) <= limit


def test_a_judge_that_knows_the_truth_and_one_that_says_yes_to_all() -> None:
    kinds = {"conflict": m.INTERNAL, "evasion": f"{m.INTERNAL}/evasion"}

    def knows(form: str, text: str) -> str:
        asked = json.loads(text)[-2][1]
        said = re.findall('Answer: "(.*)"', asked)[-1]
        (truth,) = [one.truth for one in planted(kinds[form]) if one.given["text"] == said]
        return "Yes" if truth else "No"

    rows = checked(knows, tasks=[m.INTERNAL]).to_dict("records")
    assert [(row["precision"], row["recall"], row["auc"]) for row in rows] == [(1.0, 1.0, 1.0)] * 2
    row = rows[0]
    assert (row["recall_low"], row["recall_high"]) == pytest.approx(wilson(1.0, 12)), "by people"
    (row,) = checked(lambda form, text: "Yes", tasks=[m.RETEST], n=40).to_dict("records")
    assert (row["called"], row["recall"]) == (0, 0.0), "yes says that both answers are the same"
    (row,) = checked(lambda form, text: "Yes", tasks=[m.PAIRS], n=40).to_dict("records")
    assert (row["precision"], row["recall"], row["auc"]) == (0.5, 1.0, 0.5)


def test_a_fixed_rule_is_checked_too_and_asks_nobody() -> None:
    def nobody(form: str, text: str) -> str:
        raise AssertionError(form)

    (row,) = checked(nobody, tasks=[m.PROBE]).to_dict("records")
    assert row["by"] == "fixed rule"
    # Who says "I am not Bo" says the name.
    assert (row["precision"], row["recall"]) == (1.0, pytest.approx(6 / 8))


def test_what_is_not_answered_was_not_called() -> None:
    found = [
        Found(item, True if item.truth and place < 6 else None, 1.0)
        for place, item in enumerate(planted(m.CARD, 12))
    ]
    some = known_of(m.CARD, "half", found)
    assert (some.called, some.unanswered, some.recall, some.auc) == (3, 9, 0.5, None)
    (row,) = checked(lambda form, text: "Perhaps", tasks=[m.CARD], n=12).to_dict("records")
    assert (row["unanswered"], row["called"]) == (row["n"], 0)
    assert all(row[name] != row[name] for name in ("precision", "recall", "auc")), "of nothing"


@pytest.mark.parametrize(("metric", "form"), [(m.RUBRIC, "grade"), (m.SCALE, "option")])
def test_a_number_is_not_asked_for_behind_a_space(metric: str, form: str) -> None:
    """Tokenizers make the space before a digit a token of its own, and one token is read."""
    ends = set[str]()

    def grades(asked: str, text: str) -> str:
        assert asked == form
        ends.add(json.loads(text)[-1][1])
        return "5"

    (row,) = checked(grades, tasks=[metric], n=12).to_dict("records")
    assert (ends, row["unanswered"]) == ({"Answer: ("}, 0)


def test_people_label_the_same_items_and_stand_beside_the_judge(tmp_path: Path) -> None:
    text = sheet([m.FACTS], 8)
    assert "truth" not in text.splitlines()[0] and "wrong," not in text.splitlines()[0]
    rows = list(csv.DictReader(text.splitlines()))
    truth = {f"{m.FACTS}#{one.id}": one.truth for one in planted(m.FACTS)}
    path = tmp_path / "people.csv"
    lines = ["id,label,coder"]
    for place, row in enumerate(rows):
        lines.append(f"{row['id']},{'yes' if truth[row['id']] else 'no'},ana")
        lines.append(f"{row['id']},{'yes' if place % 2 else 'no'},ben")
    path.write_text("\n".join(lines))
    table = checked(lambda form, text: "No", tasks=[m.FACTS], n=8, people=path)
    assert list(table["by"]) == ["scripted", "ana", "ben"]
    judge, ana, _ = table.to_dict("records")
    assert (judge["recall"], judge["precision"]) == (1.0, 0.5)
    assert (ana["recall"], ana["precision"]) == (1.0, 1.0)
    for old, new, told in (
        (",yes,", ",maybe,", "neither yes nor no"),
        ("#fact-glazier-1", "#fact-glazeir-1", "did you mean"),
    ):
        path.write_text("\n".join(lines).replace(old, new, 1))
        with pytest.raises(sc.InputError, match=f"people.csv:.*{told}"):
            read_people(path)


def test_intervals_hold_as_often_as_they_say() -> None:
    """Pairs of lines, some of which break with all others; a harmonic mean of two shares."""
    import numpy as np

    rng = np.random.default_rng(7)
    inside = Counter[str]()
    for _ in range(400):
        off = rng.random(12) < 0.15
        pairs = [rng.random() < (0.5 if off[a] or off[b] else 0.02)
                 for b in range(12) for a in range(b)]  # fmt: skip
        low, high = wilson(1 - float(np.mean(pairs)), 12) or (0, 0)
        inside["pairs"] += low <= 1 - (0.2775 * 0.5 + 0.7225 * 0.02) <= high
        one, other = rng.binomial(11, 0.9) / 11, rng.binomial(10, 0.7) / 10
        ends = wilson(one, 11) or (0, 0), wilson(other, 10) or (0, 0)
        ends = harmonic(ends[0][0], ends[1][0]), harmonic(ends[0][1], ends[1][1])
        inside["both"] += ends[0] <= harmonic(0.9, 0.7) <= ends[1]
    assert all(count / 400 >= 0.94 for count in inside.values()), inside


def test_figures_are_by_people_and_not_by_items() -> None:
    items = planted(m.CARD, 60)
    found = [Found(one, one.truth, float(one.truth)) for one in items]
    known = known_of(m.CARD, "x", found)
    people = len({one.person for one in items if one.truth})
    assert known.recall_interval == pytest.approx(wilson(1.0, people))
    assert known.looked_for == WAYS[m.CARD].looked_for

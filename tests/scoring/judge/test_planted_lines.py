"""The planted speeches and answers: complete, split by person, hardly told by their surface."""

import json
import re
from collections import Counter
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

NEGATIONS = {*"not no never nor nobody nothing nowhere neither none without t cannot".split()}
LABELS = {
    "card": ("keeps", "breaks"),
    "red-line": ("keeps", "crosses"),
    "answers": ("agrees", "disagrees"),
}


def rows(name: str) -> list[dict[str, Any]]:
    shipped = files("smile_commons") / "scoring" / "judge" / "labelled" / f"{name}.jsonl"
    return [json.loads(line) for line in shipped.read_text(encoding="utf-8").splitlines()]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def surface(row: dict[str, Any]) -> list[float]:
    said = words(row["text"])
    return [len(said), sum(word in NEGATIONS for word in said), row["text"].count("?")]


@pytest.mark.parametrize("name", LABELS)
def test_there_are_many_of_many_people_as_many_of_each_label(name: str) -> None:
    found = rows(name)
    assert len({row["id"] for row in found}) == len(found) > 180
    assert len({row["text"] for row in found}) == len(found)
    assert len({row["topic"] for row in found}) >= 50
    count = Counter(row["label"] for row in found)
    assert count[LABELS[name][0]] == count[LABELS[name][1]]


def test_principles_and_facts_are_kept_as_often_as_broken_in_both_halves() -> None:
    found = rows("card")
    people = list(dict.fromkeys(row["topic"] for row in found))
    for half in (people[::2], people[1::2]):
        some = [row for row in found if row["topic"] in half]
        for kind, least in (("principle", 50), ("fact", 26)):
            count = Counter(row["label"] for row in some if row["kind"] == kind)
            assert count["keeps"] == count["breaks"] >= least
            assert count["silent"] == 26


@pytest.mark.parametrize("name", LABELS)
def test_length_and_negations_tell_little(name: str) -> None:
    found = [row for row in rows(name) if row["label"] in LABELS[name]]
    features = np.array([surface(row) for row in found], dtype=float)
    first = np.array([row["label"] == LABELS[name][0] for row in found])
    model = make_pipeline(StandardScaler(), LogisticRegression())
    people = [row["topic"] for row in found]
    said = cross_val_predict(model, features, first, groups=people, cv=GroupKFold(10))
    assert np.mean(said == first) < 0.65

"""The labelled set that ships: complete, balanced, and not to be guessed from its surface."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from smile_commons.scoring.judge.labelled import calibration, halves, shipped
from smile_commons.scoring.judge.task import LABELS, Item

ROOT = Path(__file__).parents[3]
LEAST = {
    "stance": 160,
    "side": 120,
    "argued": 160,
    "agreement": 60,
    "contradiction": 260,
    "attribution": 48,
}
TASKS = {"side": "stance", "argued": "stance"}
"""Of files that are not called by their task."""
PAIRED = ("stance", "side", "argued", "agreement", "contradiction")
SHORT = 18
"""Words: a short line has at most these."""
LITTLE = {
    *"a an the of to in on at by for with and or but if as is are was were be been it its".split(),
    *"he she his her they them their i you we us our your my me that this which who whom".split(),
    *"what so than then there do does did has have had may can could would should will".split(),
    *"shall from up out under over all each every one own go goes going not no never nor".split(),
}
NEGATIONS = {*"not no never nor nobody nothing nowhere neither none without t".split()}
POLITE = {*"please kind kindly thank thanks thankful grateful forgive pardon respect may".split()}
BLUNT = {*"stop idiotic fool idiot hell damned rubbish ridiculous shut enough coward liar".split()}


def rows(task: str) -> list[dict[str, Any]]:
    """As the package holds them."""
    shipped = files("smile_commons") / "scoring" / "judge" / "labelled" / f"{task}.jsonl"
    return [json.loads(line) for line in shipped.read_text(encoding="utf-8").splitlines()]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def stems(text: str) -> set[str]:
    return {word[:5] for word in words(text.replace("'s", "")) if word not in LITTLE}


def shared(row: dict[str, Any]) -> int:
    """How many words of content the text shares with what it is judged against."""
    return len(stems(row["text"]) & stems(row["against"]))


def surface(row: dict[str, Any]) -> list[float]:
    """What can be counted without understanding anything."""
    spoken = words(row["text"])
    against = stems(row["against"])
    return [
        len(spoken),
        float(np.mean([len(word) for word in spoken])),
        shared(row),
        shared(row) / len(against),
        sum(word in NEGATIONS for word in spoken),
        sum(word in POLITE for word in spoken),
        sum(word in BLUNT for word in spoken),
        sum(row["tone"] == tone for tone in ("polite",)),
        sum(row["tone"] == tone for tone in ("blunt",)),
        row["text"].count("!"),
        row["text"].count("?"),
        row["text"].count(","),
    ]


@pytest.mark.parametrize("task", LEAST)
def test_every_row_is_an_item_with_a_label_of_its_task(task: str) -> None:
    found = rows(task)
    assert len(found) >= LEAST[task]
    assert len({row["id"] for row in found}) == len(found)
    assert len({row["text"] for row in found}) == len(found)
    for row in found:
        item = Item(
            task=row["task"],
            text=row["text"],
            against=row.get("against", ""),
            negation=row.get("negation"),
            candidates=row.get("candidates", {}),
        )
        assert row["task"] == TASKS.get(task, task)
        assert row["label"] in item.labels, row["id"]


def test_there_are_many_unlike_topics() -> None:
    by_task = {task: {row["topic"] for row in rows(task)} for task in LEAST}
    assert len(by_task["stance"]) >= 16
    assert len(set[str]().union(*by_task.values())) >= 50
    assert sum(map(len, by_task.values())) == len(set[str]().union(*by_task.values()))


def test_no_topic_is_the_storys_or_one_that_ballots_were_made_on() -> None:
    """What a recipe has seen as an example cannot measure it."""
    resolutions = (ROOT / "dialogues" / "resolutions").glob("*.yaml")
    articles = [
        article["text"]
        for path in resolutions
        for article in yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]
    ]
    tried = yaml.safe_load((ROOT / "tests/data/ballot_lines.yaml").read_text(encoding="utf-8"))
    articles += [a["text"] for topic in tried["development"] for a in topic["articles"]]
    examples = (ROOT / "prompts" / "_ballot.j2").read_text(encoding="utf-8")
    articles += re.findall(r'\["([A-Z][^"]+)"', examples)
    ours = {row["against"] for task in PAIRED for row in rows(task)}
    for text in ours:
        nearest = max(articles, key=lambda other: _alike(text, other))
        assert _alike(text, nearest) < 0.5, (text, nearest)
    spoken = " ".join(row["text"] for task in LEAST for row in rows(task))
    assert not {"smile", "smiles", "elixir", "guild", "festival"} & set(words(spoken))


def _alike(one: str, other: str) -> float:
    mine, theirs = stems(one), stems(other)
    return len(mine & theirs) / max(1, len(mine | theirs))


@pytest.mark.parametrize("task", PAIRED)
def test_labels_lengths_tones_and_shared_words_are_balanced(task: str) -> None:
    found = rows(task)
    labels = [label for label in LABELS[found[0]["task"]] if label in {r["label"] for r in found}]
    for row in found:
        assert (row["length"] == "short") == (len(words(row["text"])) <= SHORT), row["id"]
    for trait in (
        lambda row: row["length"],
        lambda row: row["tone"],
        lambda row: shared(row) >= 2,
        lambda row: (row["length"], row["tone"]),
        lambda row: row["topic"],
        lambda row: row.get("way"),
    ):
        tables = [_counts(trait(row) for row in found if row["label"] == label) for label in labels]
        assert all(table == tables[0] for table in tables)


def _counts(values: Iterable[Any]) -> Counter[Any]:
    return Counter(values)


def test_each_article_has_its_contrary_in_words_of_its_own() -> None:
    both = [*rows("stance"), *rows("side"), *rows("argued")]
    articles = {(row["against"], row["negation"]) for row in both}
    assert len(articles) == len({against for against, _ in articles}) >= 16
    for against, negation in articles:
        assert negation and negation != against
        assert not re.fullmatch(
            rf"(?i)it is not (true|the case) that {re.escape(against)}", negation
        )


@pytest.mark.parametrize("task", PAIRED)
def test_the_surface_does_not_tell_the_label(task: str) -> None:
    """A logistic regression on length, tone and shared words is no better than chance."""
    found = rows(task)
    labels = [row["label"] for row in found]
    reader = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    guessed = cross_val_predict(
        reader,
        np.array([surface(row) for row in found]),
        labels,
        groups=[row["topic"] for row in found],
        cv=GroupKFold(5),
    )
    right = float(np.mean(guessed == np.array(labels)))
    chance = 1 / len(set(labels))
    assert right < chance + 1.96 * np.sqrt(chance * (1 - chance) / len(found))


def test_a_voice_cannot_be_told_by_what_it_speaks_about() -> None:
    """In each group, all candidates speak of one matter, and the texts of others."""
    found = rows("attribution")
    assert {len(row["candidates"]) for row in found} == {3}
    assert len(set(_counts(row["label"] for row in found).values())) == 1
    most = [
        max(
            row["candidates"],
            key=lambda name: len(stems(row["text"]) & stems(" ".join(row["candidates"][name]))),
        )
        for row in found
        if any(stems(row["text"]) & stems(" ".join(c)) for c in row["candidates"].values())
    ]
    assert len(most) < len(found)
    for row in found:
        assert all(len(lines) == 3 for lines in row["candidates"].values())
        assert row["text"] not in [line for lines in row["candidates"].values() for line in lines]


@pytest.mark.parametrize("task", ["stance", "contradiction"])
def test_each_half_has_enough_topics_and_as_many_of_each_side(task: str) -> None:
    """With a judge that is right about 64 of 100, 140 items tell it from chance nine times of
    ten; 28, as there were, twice or three times."""
    for half in halves(shipped(task)):
        sided = [one for one in half if one.label in LABELS[task][:2]]
        counts = _counts(one.label for one in sided)
        assert len({one.topic for one in sided}) >= 25
        assert len(sided) >= 100
        assert len(set(counts.values())) == 1


def test_a_judge_is_asked_few_balanced_lines_and_none_of_those_reported() -> None:
    for task in ("stance", "agreement", "contradiction"):
        known = calibration(task)
        counts = _counts(one.label for one in known)
        assert set(counts) == set(LABELS[task][:2])
        assert len(set(counts.values())) == 1
        assert len(known) <= 60
        reported = {one.id for one in halves(shipped(task))[1]}
        assert not reported & {one.id for one in known}

"""Labelled lines from people's own files, and faults that name file, line and field."""

import json
from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.scoring.judge.labelled import (
    calibration,
    halves,
    of_rows,
    read_labelled,
    shipped,
)
from smile_commons.scoring.judge.task import LABELS, Task


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_perspectrum_rows_are_stances() -> None:
    row = {"claim": "Vaccines work.", "text": "They do.", "stance": 1, "claim_id": 7}
    for_, against = of_rows([row, {**row, "text": "No.", "stance": -1}], "stance")
    assert (for_.label, against.label) == ("supports", "opposes")
    assert for_.topic == against.topic == "7"
    assert for_.item.against == "Vaccines work."


def test_a_table_with_its_own_names_and_semicolons(tmp_path: Path) -> None:
    text = 'Target;Perspective;Stance\n"Ban it.";"Good; do.";support\n"Ban it.";Never.;AGAINST\n'
    found = read_labelled(written(tmp_path, "a.csv", "\ufeff" + text), "stance")
    assert [(one.item.text, one.label) for one in found] == [
        ("Good; do.", "supports"),
        ("Never.", "opposes"),
    ]


def test_attribution_has_candidates(tmp_path: Path) -> None:
    lines = {"A": ["x y"], "B": ["z"]}
    row = {"task": "attribution", "candidates": lines, "text": "x", "label": "A"}
    line = json.dumps(row)
    (one,) = read_labelled(written(tmp_path, "a.jsonl", line), None)
    assert one.item.labels == ("A", "B")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"text": "x", "claim": "y", "label": "supports"}', "a.jsonl:1: task: is missing"),
        ('\n{"task": "stance", "text": "x", "label": "1"}', "a.jsonl:2: against: is missing"),
        ('{"task": "stance", "claim": "y", "label": "1"}', "text: is missing"),
        ('{"task": "stance", "text": "x", "claim": "y", "label": "maybe"}', "'maybe' is none of"),
        ('{"task": "mood", "text": "x"}', "'mood' is none of stance"),
        ("{", "a.jsonl:1: is not JSON"),
        ("[1]", "is not an object"),
        ("", "holds no labelled item"),
        (
            '{"task": "attribution", "text": "x", "label": "A", "candidates": {"A": ["y"]}}',
            "or more",
        ),
    ],
)
def test_faults_say_where_and_what(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_labelled(written(tmp_path, "a.jsonl", text), None)
    assert said in str(caught.value)


def test_halves_share_no_topic() -> None:
    first, second = halves(shipped("stance"))
    assert not {one.topic for one in first} & {one.topic for one in second}
    assert len(first) == len(second) == 220


@pytest.mark.parametrize("task", ["stance", "agreement", "contradiction"])
def test_the_lines_that_a_leaning_is_measured_on_are_balanced_and_no_one_elses(task: Task) -> None:
    lines = calibration(task)
    first, second = LABELS[task][:2]
    assert sum(one.label == first for one in lines) == len(lines) / 2 >= 24
    assert sum(one.label == second for one in lines) == len(lines) / 2
    known = {one.item.against for one in halves(shipped(task))[1]}
    assert not known & {one.item.against for one in lines}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.jsonl", '{"text": "\\ud800", "against": "b", "label": "pro"}', "half a character"),
        ("a.jsonl", '{"text": "\\u200b", "against": "b", "label": "pro"}', "text: is missing"),
        ("a.jsonl", '{"text": "a", "against": "\\u200b", "label": "pro"}', "against: is missing"),
        ("a.jsonl", '{"text": "a", "against": "b", "label": NaN}', "'nan' is none of"),
        ("a.jsonl", '{"text": "a", "against": "b", "label": "pro", "before": [1]}', "is not text"),
        ("a.jsonl", "[1]", "is not an object"),
        ("a.jsonl", '{"a":' * 9000, "is not JSON"),
        ("a.csv", "text,against,label\nYes, please,b,pro\n", "more cells than the header"),
        ("a.csv", 'text,against,label\n"a,b,pro\n', "not a row of this table"),
        ("a.csv", "text,against,label\n", "holds no labelled item"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_never_a_traceback(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read_labelled(written(tmp_path, name, text), "stance")
    assert name in str(refused.value)

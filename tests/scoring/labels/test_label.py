"""Labels are kept as they are given, and only for the words they were given to."""

from dataclasses import replace
from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.scoring.articles import Article
from smile_commons.scoring.labels.label import (
    Label,
    append_label,
    digest_of,
    labels_path,
    read_labels,
    valid_labels,
)
from smile_commons.scoring.labels.sample import questions
from smile_commons.scoring.lines import Line

DAM = Article("dam", "The dam is taken down.", None)
LINE = Line(1, "ann", "Take it down.")
GIVEN = '"turn":1,"article":"dam","label":"silent","digest":"x"'


def given(name: str, line: Line = LINE) -> Label:
    return Label(turn=line.turn, article=DAM.id, label=name, digest=digest_of(line, DAM))


def test_the_last_label_counts_and_the_first_is_still_there(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    append_label(path, given("opposes"))
    append_label(path, given("supports"))
    assert [label.label for label in read_labels(path)] == ["opposes", "supports"]
    assert valid_labels(read_labels(path), [LINE], [DAM])[1, "dam"].label == "supports"


def test_of_several_coders_most_count_and_then_the_first() -> None:
    def by(coder: str, name: str) -> Label:
        return replace(given(name), coder=coder)

    def counts(*labels: Label) -> str:
        return valid_labels(labels, [LINE], [DAM])[1, "dam"].label

    assert counts(by("ana", "opposes"), by("ben", "silent"), by("cy", "silent")) == "silent"
    assert counts(by("ana", "opposes"), by("ben", "silent")) == "opposes"
    assert counts(by("ana", "silent"), by("ben", "opposes"), by("ana", "opposes")) == "opposes"


def test_a_label_is_not_carried_over_to_other_words() -> None:
    edited = Line(1, "ann", "Leave it up.")
    assert valid_labels([given("supports")], [edited], [DAM]) == {}


def test_a_write_that_was_cut_off_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    append_label(path, given("opposes"))
    path.write_bytes(path.read_bytes() + b'{"turn":2,"art')
    append_label(path, given("silent"))
    assert [label.label for label in read_labels(path)] == ["opposes", "silent"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"turn":1,"article":"dam","label":"maybe","digest":"x"}', "maybe"),
        ('{"turn":1,"article":"dam","label":"silent"}', "digest"),
        ('{"turn":"1","article":"dam","label":"silent","digest":"x"}', "whole number"),
        (f'{{{GIVEN},"place":"1"}}', "place is a whole number"),
        (f'{{{GIVEN},"probability":"half"}}', "probability is a number"),
        (f'{{{GIVEN},"probability":0}}', "not above 0 and at most 1"),
        ("[1]", "not a label"),
        ("no json", "not JSON"),
    ],
)
def test_a_line_that_is_no_label_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "labels.jsonl"
    append_label(path, given("opposes"))
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(InputError, match=said) as raised:
        read_labels(path)
    assert f"{path}:2" in str(raised.value)


def test_labels_stand_in_a_runs_folder_or_beside_a_file(tmp_path: Path) -> None:
    assert labels_path(tmp_path) == tmp_path / "labels.jsonl"
    assert labels_path(tmp_path / "debate.txt") == tmp_path / "debate.labels.jsonl"


def test_the_same_seed_asks_the_same_in_the_same_order() -> None:
    lines = [Line(turn, "ab"[turn % 2], f"Speech {turn}.") for turn in range(1, 9)]

    def order(seed: int) -> list[int]:
        return [question.line.turn for question in questions(lines, [DAM], seed)]

    assert order(1) == order(1) != order(2)
    assert sorted(order(1)) == list(range(1, 9))


def test_places_are_those_of_the_order() -> None:
    lines = [Line(turn, "ab"[turn % 2], f"Speech {turn}.") for turn in range(1, 9)]
    assert [question.place for question in questions(lines, [DAM])] == list(range(1, 9))


def test_any_part_of_the_sample_holds_everyone_in_proportion() -> None:
    """One who speaks three times as often is asked about three times as often, all along."""
    lines = [Line(turn, "rare" if turn % 4 == 0 else "often", "…") for turn in range(1, 121)]
    for seed in range(20):
        order = questions(lines, [DAM], seed)
        for count in (8, 20, 40, 80):
            rare = sum(question.line.speaker == "rare" for question in order[:count])
            assert abs(rare - count / 4) <= 1.5


def test_each_speech_is_as_likely_as_any_other_to_be_asked_about() -> None:
    lines = [Line(turn, "rare" if turn <= 5 else "often", "…") for turn in range(1, 26)]
    count = dict.fromkeys(range(1, 26), 0)
    for seed in range(1500):
        for question in questions(lines, [DAM], seed)[:10]:
            count[question.line.turn] += 1
    expected = 1500 * 10 / 25
    assert all(abs(n - expected) < 0.15 * expected for n in count.values())

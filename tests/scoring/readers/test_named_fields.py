"""JSON and tables whose fields the user names."""

import json
from pathlib import Path
from typing import Any

import pytest

from smile_commons.errors import InputError
from smile_commons.scoring.readers import Fields, Transcript, read_transcript
from smile_commons.scoring.readers.named_fields import at, path_of

ROWS = [
    {"who": {"name": "Nadia"}, "said": [{"body": "The mill."}], "at": "2021-10-14T15:36:00Z"},
    {"who": {"name": "Owen"}, "said": [{"body": "No."}], "at": "2021-10-14T15:35:00Z"},
    {"who": {"name": None}, "said": [{"body": "Hm."}], "at": "2021-10-14T15:37:00Z"},
]
SHAPES: list[tuple[Any, str]] = [
    (ROWS, ""),
    ({"log": {"turns": ROWS}}, "log.turns."),
    ({"log": {"turns": ROWS}}, "log.turns[]."),
    ({"log": {"turns": ROWS}}, "$.log.turns[*]."),
    ({"log": {"turns": ROWS}}, ""),
    ([{"turns": ROWS[:2]}, {"turns": ROWS[2:]}], "turns."),
]


def write(path: Path, data: Any) -> Path:
    text = data if isinstance(data, str) else json.dumps(data)
    path.write_text(text, encoding="utf-8")
    return path


def said(found: Transcript) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in found.lines]


@pytest.mark.parametrize(("data", "prefix"), SHAPES)
@pytest.mark.parametrize("time", [False, True])
def test_paths_lead_to_the_records(data: Any, prefix: str, time: bool, tmp_path: Path) -> None:
    fields = Fields(f"{prefix}who.name", f"{prefix}said.0.body", f"{prefix}at" if time else None)
    found = read_transcript(write(tmp_path / "a.json", data), fields=fields)
    right = [("Nadia", "The mill."), ("Owen", "No.")]
    assert said(found) == (right[::-1] if time else right)
    assert found.passed_over == {"nameless lines": 1}
    assert found.format == "JSON by named fields"


def test_lines_of_json(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", "".join(f"{json.dumps(row)}\n" for row in ROWS))
    assert said(read_transcript(path, fields=Fields("who.name", "said[0].body")))[0][0] == "Nadia"


def test_one_field_may_be_named_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", [{"bot": "Nadia", "text": "x"}, {"bot": "Owen", "text": "y"}])
    assert said(read_transcript(path, fields=Fields(speaker="bot"))) == [
        ("Nadia", "x"), ("Owen", "y"),
    ]  # fmt: skip


def test_columns_of_a_table(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Wer spricht;Was;Wann\nNadia;Die Mühle;0:05\nOwen;Nein;0:02\n")
    found = read_transcript(path, fields=Fields("wer spricht", "Was", "Wann"))
    assert said(found) == [("Owen", "Nein"), ("Nadia", "Die Mühle")]


@pytest.mark.parametrize(
    ("data", "fields", "words"),
    [
        (
            ROWS,
            Fields("who.nom", "said.0.body"),
            r"`speaker_field`: no record has a field 'who.nom",
        ),
        (ROWS, Fields("who", "said.0.body"), r"`speaker_field`: .* is not a name"),
        (ROWS, Fields("who.name", "said.0.body", "who"), r"`time_field`: .* is no time \(seconds"),
        ("a;b\n1;2\n", Fields("X"), r"a\.json:1: header: has no column 'X': 'a;b'"),
        ("NADIA: The mill.\n", Fields("X"), "has no column 'X'"),
    ],
)
def test_what_is_wrong_is_told(data: Any, fields: Fields, words: str, tmp_path: Path) -> None:
    name = "a.json" if isinstance(data, list) else "a.json.txt"
    with pytest.raises(InputError, match=words.replace(r"a\.json:", r"a\.json\.txt:")):
        read_transcript(write(tmp_path / name, data), fields=fields)


def test_paths() -> None:
    assert path_of("a.b[0].c[]") == ("a", "b", "0", "c")
    assert at({"a": {"B": [1, {"c": 2}]}}, path_of("a.b[1].c")) == 2
    assert at({"a": 1}, path_of("a.b.c")) is None

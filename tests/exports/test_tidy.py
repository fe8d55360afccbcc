"""Tables for analysis: numbers come back as they were, and no text is computed."""

import csv
import io
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile_commons.exports.tidy import Tidy, tidy_tables, to_csv, to_parquet
from smile_commons.scoring.results import Results

CONTROL = {"kind": "retest", "value": 0.1, "difference": 0.2, "interval": [0.05, 0.35]}
SHAM = {"kind": "sham", "value": 0.12, "difference": 0.18, "interval": None, "reason": "too few"}
SCORES = [
    {
        "id": "convergence",
        "version": 2,
        "scope": {"persona": None, "article": None, "act": "forum"},
        "value": 0.30000000000000004,
        "start": None,
        "interval": [-0.1, 0.5],
        "control": CONTROL,
        "further_controls": [SHAM],
        "shown": True,
        "left_out": [{"persona": "a", "article": "b", "stage": "final", "reason": "mass"}],
        "n": 28,
    },
    {"id": "voice", "scope": {"persona": "=SUM(A1)"}, "value": None, "unscored": "-1 speeches"},
]
POSITIONS = [
    {"channel": "ballot", "persona": "ezra", "article": "elixirs", "turn": 14, "position": -0.5,
     "stage": "final", "distribution": {"-1": 0.7, "0": 0.1, "1": 0.2}},
    {"channel": "stated", "persona": "ezra", "article": "elixirs", "turn": 3, "position": 0.25},
]  # fmt: skip


@pytest.fixture
def tables() -> dict[str, Tidy]:
    results = Results.of({"scores": SCORES, "positions": POSITIONS}, "scores.json")
    return {table.name: table for table in tidy_tables(results)}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_score_is_a_row_with_its_controls(tables: dict[str, Tidy]) -> None:
    first, second = rows(to_csv(tables["scores"]))
    expected = {
        "id": "convergence",
        "version": "2",
        "persona": "",
        "act": "forum",
        "low": "-0.1",
        "high": "0.5",
        "n": "28",
        "left_out": "1",
        "shown": "true",
        "control": "retest",
        "control_value": "0.1",
        "difference_low": "0.05",
        "retest_difference": "0.2",
        "sham_value": "0.12",
        "sham_low": "",
        "negated_value": "",
    }
    assert {name: first[name] for name in expected} == expected
    assert float(first["value"]) == 0.30000000000000004
    assert (second["value"], second["shown"], second["n"]) == ("", "", "")


def test_what_a_spreadsheet_would_compute_is_text_and_numbers_are_numbers(
    tables: dict[str, Tidy],
) -> None:
    first, second = rows(to_csv(tables["scores"]))
    assert (second["persona"], second["unscored"]) == ("'=SUM(A1)", "'-1 speeches")
    assert first["low"] == "-0.1"


def test_positions_have_their_distributions(tables: dict[str, Tidy]) -> None:
    ballot, stated = rows(to_csv(tables["positions"]))
    assert (ballot["position"], ballot["p_against"], ballot["p_for"]) == ("-0.5", "0.7", "0.2")
    assert (stated["stage"], stated["p_for"]) == ("", "")


def test_parquet_holds_the_same_with_its_types(tables: dict[str, Tidy]) -> None:
    for table in tables.values():
        raw = to_parquet(table)
        assert raw is not None
        found: Any = pyarrow.parquet.read_table(pyarrow.BufferReader(raw))
        assert found.column_names == list(table.types)
        assert found.to_pylist() == [dict(row) for row in table.rows]
    kinds = {field.name: str(field.type) for field in found.schema}
    assert (kinds["turn"], kinds["position"], kinds["persona"]) == ("int64", "double", "string")


@given(st.text())
def test_no_text_begins_a_formula_and_each_stays_one_cell(text: str) -> None:
    table = Tidy("a", {"text": str, "after": int}, [{"text": text, "after": 1}])
    ((cell, after),) = list(csv.reader(io.StringIO(to_csv(table), newline="")))[1:]
    assert after == "1"
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))

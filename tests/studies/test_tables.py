"""Tables of many runs: every row says where it is from, and the files hold what is said of them."""

import json
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pyarrow.feather
import pyarrow.parquet
import pytest
from made_up import make_run, make_study

from smile_commons.errors import InputError
from smile_commons.scoring.definitions import DEFINITIONS
from smile_commons.scoring.labels.label import Label, append_label, labels_path
from smile_commons.studies.tables import load, to_arrow, write_tables
from smile_commons.studies.tables.columns import KEYS, TABLES, columns
from smile_commons.studies.tables.dictionary import data_dictionary


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_study(tmp_path_factory.mktemp("study"), failed=[(2, "none")])
    run = next(iter((folder / "runs").iterdir()))
    label = Label(turn=1, article="lamps", label="supports", digest="x", coder="ana",
                  codebook="stance-2", probability=0.25)  # fmt: skip
    append_label(labels_path(run), label)
    return folder


@pytest.mark.parametrize("what", TABLES)
def test_every_table_has_its_columns_and_every_row_its_keys(study: Path, what: str) -> None:
    table = load(study, what=what)
    assert list(table.columns) == [one.name for one in columns(what, ["recall"])]
    if what in ("readings", "influence", "consistency"):
        return  # nobody read the speeches
    assert len(table)
    assert set(table["study"]) == {"memory"}
    assert set(table["block"]) <= {f"forum/{2145 + n}" for n in range(4)}
    for name in ("cell", "seed", "dialogue_digest", "model_digest", "factor.recall"):
        assert table[name].notna().all(), name


def test_scores_carry_value_and_version_of_their_definition(study: Path) -> None:
    scores = load(study)
    assert scores["run_id"].nunique() == 7
    for row in scores.to_dict("records"):
        assert row["definition_version"] == DEFINITIONS[row["id"]].version
        if not pd.isna(row["value"]):
            assert DEFINITIONS[row["id"]].low <= row["value"] <= DEFINITIONS[row["id"]].high
    moved = scores.query("id == 'movement' and persona.isna() and article.isna()")
    by_level = moved.groupby("factor.recall")["value"].mean()
    assert by_level["none"] == pytest.approx(0.3, abs=0.1)
    assert by_level["full"] == pytest.approx(0.0, abs=0.1)


def test_a_cell_that_failed_is_a_row_of_runs_and_of_nothing_else(study: Path) -> None:
    runs = load(study, what="runs").set_index("cell")
    failed = runs[runs["status"] == "failed"]
    assert len(runs) == 8
    assert list(failed["factor.recall"]) == ["none"]
    assert list(failed["error"]) == ["the endpoint did not answer: 503"]
    assert failed["attempts"].item() == 3
    assert set(load(study, what="ballots")["cell"]) == set(runs.index) - set(failed.index)


def test_a_ballot_is_a_row_a_form_beside_its_mean(study: Path) -> None:
    ballots = load(study, what="ballots")
    keys = ["run_id", "stage", "persona", "article"]
    by_ballot = ballots.groupby(keys)
    assert set(by_ballot.size()) == {4}
    assert by_ballot["position"].mean().to_list() == pytest.approx(
        by_ballot["ballot"].first().to_list()
    )


def test_labels_say_who_gave_them_and_how_likely_they_were_drawn(study: Path) -> None:
    (label,) = load(study, what="labels").to_dict("records")
    assert (label["coder"], label["codebook"], label["probability"]) == ("ana", "stance-2", 0.25)


def test_wide_is_a_row_a_run_and_a_column_a_score(study: Path) -> None:
    wide = load(study, wide=True)
    assert len(wide) == 7
    tall = load(study)
    row = tall[(tall["id"] == "movement") & (tall["persona"] == "ezra") & tall["article"].isna()]
    assert wide["movement@persona=ezra"].to_list() == row["value"].to_list()
    assert {"movement@all", "movement@persona=ezra,article=lamps", "factor.recall"} <= set(wide)


def test_runs_of_no_study_stand_beside_those_of_one(study: Path, tmp_path: Path) -> None:
    alone = make_run(tmp_path / "runs", 7, 0.0, "alone")
    both = load([study, tmp_path / "runs", alone.path], what="runs")
    assert len(both) == 9  # the one that was named twice is there once
    assert both["study"].isna().sum() == 1
    assert both["factor.recall"].isna().sum() == 1


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_files_hold_what_a_frame_holds(study: Path, tmp_path: Path, ending: Any) -> None:
    write_tables(study, tmp_path, to=ending)
    for what in TABLES:
        frame, path = load(study, what=what), tmp_path / f"{what}.{ending}"
        if ending == "csv":
            read = pd.read_csv(path, dtype={one.name: str for one in KEYS})
        elif ending == "parquet":
            read = pyarrow.parquet.read_table(path).to_pandas()
        else:
            read = pyarrow.feather.read_table(path).to_pandas()
        assert list(read.columns) == list(frame.columns)
        for name in ("run_id", "factor.recall"):
            assert read[name].dropna().to_list() == frame[name].dropna().to_list()
        for name in frame.select_dtypes("float64"):
            pd.testing.assert_series_equal(
                read[name].astype("float64"), frame[name], check_names=False
            )
    assert not list(tmp_path.glob(".*"))


def test_an_arrow_table_has_the_same(study: Path) -> None:
    assert to_arrow(study, what="scores").to_pandas()["value"].to_list() == pytest.approx(
        load(study)["value"].to_list(), nan_ok=True
    )


def test_the_schema_is_one_and_the_files_keep_to_it(study: Path, tmp_path: Path) -> None:
    write_tables(study, tmp_path, to="csv")
    report = frictionless.validate(str(tmp_path / "schema.json"), type="package")
    assert report.valid, report.to_summary()
    assert [task.name for task in report.tasks] == list(TABLES)


def test_a_file_that_does_not_keep_to_the_schema_is_found(study: Path, tmp_path: Path) -> None:
    write_tables(study, tmp_path, to="csv", what=["ballots"])
    ballots = tmp_path / "ballots.csv"
    ballots.write_text(ballots.read_text().replace(",opening,", ",overture,", 1))
    assert not frictionless.validate(str(tmp_path / "schema.json"), type="package").valid


def test_the_dictionary_is_made_from_the_definitions(study: Path, tmp_path: Path) -> None:
    write_tables(study, tmp_path, to="csv")
    data = data_dictionary(["recall"])
    json.dumps(data, allow_nan=False)
    assert data["scores"]["movement"] == DEFINITIONS["movement"].to_dict()
    words = (tmp_path / "DATADICT.md").read_text(encoding="utf-8")
    for what in TABLES:
        header = (tmp_path / f"{what}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        section = words.split(f"\n## {what}\n")[1].split("\n## ")[0]
        assert all(f"| `{name}` |" in section for name in header.split(","))
    assert all(f"| `{id}` |" in words for id in DEFINITIONS)


def test_what_cannot_be_read_says_where_and_writes_nothing(study: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no study .* no run .* no folder of runs"):
        load(tmp_path)
    with pytest.raises(InputError, match="did you mean ballots"):
        load(study, what="balots")
    with pytest.raises(InputError, match="`wide` is for 'scores' alone"):
        load(study, what="ballots", wide=True)
    broken = make_study(tmp_path / "broken", blocks=1)
    (broken / "cells.jsonl").write_text('{"cell": 3, "status": "done"}\n')
    with pytest.raises(InputError, match=r"cells.jsonl:1"):
        write_tables(broken, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_run_that_is_gone_is_told_of(tmp_path: Path) -> None:
    import shutil

    folder = make_study(tmp_path / "study", blocks=2)
    shutil.rmtree(next(iter((folder / "runs").iterdir())))
    assert load(folder, what="runs")["error"].notna().sum() == 1
    assert load(folder)["run_id"].nunique() == 3

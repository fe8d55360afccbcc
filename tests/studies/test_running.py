"""A study is played cell by cell, each once, and what became of it is written down."""

import json
from pathlib import Path

import pytest
from batches import PAIRED, RECALL, Asked, engine, write

import smile_commons as sc
from smile_commons.studies.cells import CellRow


def rows(folder: Path) -> list[CellRow]:
    """Every line of the ledger."""
    lines = (folder / "cells.jsonl").read_text(encoding="utf-8").splitlines()
    return [CellRow.of(json.loads(line)) for line in lines]


def test_every_cell_is_played_and_can_be_read(tmp_path: Path, world: sc.World) -> None:
    study = sc.study(write(tmp_path, RECALL), world=world)
    assert study.status().left == 4
    status = study.run(engine=engine())
    assert (status.total, status.done, status.failed, status.left) == (4, 4, 0, 0)
    assert [(row.block, row.factors["recall"]) for row in study.rows()] == [
        ("bench/1", "full"),
        ("bench/1", "none"),
        ("bench/2", "full"),
        ("bench/2", "none"),
    ]
    runs = study.runs()
    assert [run.manifest.recall for run in runs] == ["full", "none", "full", "none"]
    assert [run.manifest.seed for run in runs] == [1, 1, 2, 2]
    assert all(run.scores is not None and run.scores["movement"].value is not None for run in runs)
    mark = runs[1].manifest.study
    assert mark is not None
    assert (mark.id, mark.block, mark.factors) == ("little-memory", "bench/1", {"recall": "none"})


def test_a_cell_that_is_done_is_never_played_again(tmp_path: Path, world: sc.World) -> None:
    folder = write(tmp_path, RECALL)
    sc.study(folder, world=world).run(engine=engine())
    before = (folder / "cells.jsonl").read_bytes()
    asked = Asked()
    assert sc.study(folder, world=world).run(engine=engine(asked)).done == 4
    assert asked.purposes == []
    assert (folder / "cells.jsonl").read_bytes() == before


def test_more_seeds_leave_what_was_played_as_it_is(tmp_path: Path, world: sc.World) -> None:
    folder = write(tmp_path, RECALL)
    sc.study(folder, world=world).run(engine=engine())
    write(folder, RECALL.replace("1..2", "1..3").replace("[full, none]", "[full, none, random]"))
    asked = Asked()
    status = sc.study(folder, world=world).run(engine=engine(asked))
    assert (status.total, status.done) == (9, 9)
    assert asked.speech(1) == 5


def test_the_common_part_of_a_pair_is_played_once(tmp_path: Path, world: sc.World) -> None:
    asked = Asked()
    study = sc.study(write(tmp_path, PAIRED), world=world)
    status = study.run(engine=engine(asked))
    assert (status.total, status.done) == (4, 4)
    assert [asked.speech(turn) for turn in (1, 2, 3)] == [2, 2, 4]
    plain, told = study.runs()[:2]
    assert [one.text for one in plain.speeches[:2]] == [one.text for one in told.speeches[:2]]
    assert not any(one.direction for one in plain.speeches)
    assert [one.direction for one in told.speeches[:4]] == [None, None, "give way", None]
    assert {row.kind for row in rows(study.folder)} == {"cell", "trunk"}
    assert [ballot.stage for ballot in told.ballots].count("final") == 2


def test_cells_that_are_the_same_play_are_refused(tmp_path: Path, world: sc.World) -> None:
    """A level that says what the reference says anyway would be a pair of one with itself."""
    text = RECALL.replace("recall: [full, none]", "recall: {as it is: null, full: full}")
    with pytest.raises(sc.InputError, match=r"two cells are the same play: bench/1, recall as it"):
        sc.study(write(tmp_path, text), world=world).status()

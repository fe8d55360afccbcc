"""What ends a study, what fails in it, and who may run it: nothing is lost, nothing is passed."""

from contextlib import aclosing
from pathlib import Path

import pytest
from batches import RECALL, Asked, engine, write

import smile_commons as sc
from smile_commons.models.request import Request
from smile_commons.models.scripted import Scripted
from smile_commons.studies.cells import CellRow
from smile_commons.studies.ledger import Ledger
from smile_commons.studies.progress import played_seconds


class Broken(Asked):
    """Fails at every speech."""

    def __call__(self, request: Request) -> Scripted:
        if request.purpose.startswith("speak/"):
            raise sc.ModelError("the model is ill", "ill")
        return super().__call__(request)


def test_a_cell_that_failed_is_a_row_with_its_reason(tmp_path: Path, world: sc.World) -> None:
    folder = write(tmp_path, RECALL.replace("1..2", "1"))
    status = sc.study(folder, world=world).run(engine=engine(Broken()))
    assert (status.done, status.failed, status.left) == (0, 2, 0)
    rows = sc.study(folder, world=world).rows()
    assert [(row.status, row.attempts) for row in rows] == [("failed", 2)] * 2
    assert all("the model is ill" in (row.error or "") for row in rows)

    status = sc.study(folder, world=world).run(engine=engine())
    assert (status.done, status.failed) == (2, 0)
    assert [row.attempts for row in sc.study(folder, world=world).rows()] == [3, 3]
    assert len(list((folder / "runs").iterdir())) == 2, "each goes on with its own run"


def test_tokens_are_held_over_all_cells_together(tmp_path: Path, world: sc.World) -> None:
    folder = write(tmp_path, RECALL + "stop: {max_tokens: 30000}\n")
    status = sc.study(folder, world=world).run(engine=engine())
    assert "max_tokens" in status.ended and "of all together" in status.ended
    assert status.left and 0 < status.tokens <= 30_000

    write(folder, RECALL + "stop: {max_tokens: 3000000}\n")
    status = sc.study(folder, world=world).run(engine=engine())
    assert (status.done, status.ended) == (4, "")


def test_no_more_runs_than_the_rule_allows(tmp_path: Path, world: sc.World) -> None:
    folder = write(tmp_path, RECALL + "stop: {max_runs: 1}\n")
    asked = Asked()
    for _ in range(2):
        status = sc.study(folder, world=world).run(engine=engine(asked))
        assert (status.done, status.left, status.ended) == (1, 3, "max_runs: 1 are played")
    assert asked.speech(1) == 1


def test_no_longer_than_the_rule_allows(tmp_path: Path, world: sc.World) -> None:
    folder = write(tmp_path, RECALL + "stop: {max_hours: 0.0000001}\n")
    status = sc.study(folder, world=world).run(engine=engine())
    assert status.ended.startswith("max_hours") and status.left == 4


def test_hours_are_those_in_which_something_was_played() -> None:
    """Two at once count once, a pause between sessions not at all."""

    def row(at: str, seconds: float) -> CellRow:
        return CellRow(cell=at, status="done", dialogue="a", seed=1, at=at, seconds=seconds)

    day = "2026-11-30T10:"
    rows = [row(f"{day}01:00+00:00", 60), row(f"{day}01:30+00:00", 60), row(f"{day}30:00+00:00", 9)]
    assert played_seconds(rows) == 60 + 30 + 9


def test_a_second_runner_is_refused_by_name(tmp_path: Path, world: sc.World) -> None:
    folder = write(tmp_path, RECALL)
    asked = Asked()
    with (
        Ledger(folder).owned(),
        pytest.raises(sc.RunLockedError, match=r"is being run by .*process \d+"),
    ):
        sc.study(folder, world=world).run(engine=engine(asked))
    assert asked.purposes == []


def test_a_torn_last_row_is_taken_away_and_one_in_the_middle_named(
    tmp_path: Path, world: sc.World
) -> None:
    folder = write(tmp_path, RECALL.replace("1..2", "1"))
    sc.study(folder, world=world).run(engine=engine())
    ledger = folder / "cells.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b'{"cell":"12')
    assert sc.study(folder, world=world).status().done == 2
    assert sc.study(folder, world=world).run(engine=engine()).done == 2
    assert ledger.read_bytes() == whole
    ledger.write_bytes(b"{}\n" + whole)
    with pytest.raises(sc.InputError, match=r"cells\.jsonl:1: not a row of a cell"):
        sc.study(folder, world=world).status()


def test_a_backend_that_is_none(tmp_path: Path, world: sc.World) -> None:
    study = sc.study(write(tmp_path, RECALL), world=world)
    for name, said in {
        "cloud": "there is no 'cloud'",
        "process:0": "no number of processes",
    }.items():
        with pytest.raises(sc.InputError, match=said):
            study.run(backend=name)
    assert not (tmp_path / "cells.jsonl").exists()


async def test_whoever_leaves_the_events_stops_it_and_it_goes_on(
    tmp_path: Path, world: sc.World
) -> None:
    study = sc.study(write(tmp_path, RECALL), world=world)
    async with aclosing(study.events(engine=engine())) as events:
        async for event in events:
            if event.row.status == "done":
                break
    assert 1 <= study.status().done < 4
    assert (await study.run_async(engine=engine())).done == 4


def test_ten_thousand_cells_are_planned_and_their_rows_read(
    tmp_path: Path, world: sc.World
) -> None:
    folder = write(tmp_path, RECALL.replace("1..2", "1..5000"))
    cells = sc.study(folder, world=world).cells
    assert len({cell.id for cell in cells}) == 10_000
    lines = [
        CellRow(cell=one.id, status="done", dialogue=one.dialogue, seed=one.seed).to_json()
        for one in cells
    ]
    (folder / "cells.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = Asked()
    assert sc.study(folder, world=world).run(engine=engine(asked)).done == 10_000
    assert asked.purposes == []

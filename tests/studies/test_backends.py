"""The same study in processes, on Ray and on Dask; a worker that dies takes its cells alone."""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from batches import PAIRED, RECALL, copy_little_world, write
from staged import Staged, staged

import smile_commons as sc
from smile_commons.studies.study import CellEvent


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    """An endpoint, and settings that say so to every process that is started from here."""
    folder = tmp_path_factory.mktemp("stage")
    with staged(folder, turns=1, delay=0.02) as stage, pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMONS_MODEL", "instant")
        patch.setenv("COMMONS_BASE_URL", stage.address)
        patch.setenv("OPENAI_API_KEY", stage.key)
        copy_little_world(folder / "little")
        yield stage


def study(stage: Staged, name: str, text: str) -> sc.Study:
    return sc.study(write(stage.folder / name, f"world: ../little\n{text}"))


def check(made: sc.Study, count: int) -> None:
    """All cells are there, whole, and readable like any run."""
    assert [row.status for row in made.rows()] == ["done"] * count
    runs = made.runs()
    assert all(run.status == "done" and run.scores is not None for run in runs)
    assert all((run.path / "world" / "dialogues" / "bench.yaml").is_file() for run in runs)


def own_processes() -> list[int]:
    """Those that this process has started and that play, by their numbers."""
    return [child.pid for child in multiprocessing.active_children() if child.pid]


def playing_on_ray() -> list[int]:
    """Workers of the cluster that was started here which are at work on a cell just now: their
    titles say so."""
    import psutil  # Dask brings it along

    found = list[int]()
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it is over
            if " ".join(child.cmdline()).startswith("ray::_Worker.play"):
                found.append(child.pid)
    return found


def killed_once(made: sc.Study, backend: str, workers: Callable[[], list[int]]) -> None:
    """Plays a study; when a first part of it is done, a worker that plays another is killed."""
    killed = list[int]()

    def kill_once(event: CellEvent) -> None:
        if event.row.status == "done" and not killed and (there := workers()):
            killed.append(there[0])
            os.kill(there[0], signal.SIGKILL)

    status = made.run(backend=backend, at_once=2, on_cell=kill_once)
    assert killed and (status.done, status.failed) == (4, 0)
    check(made, 4)
    lines = (made.folder / "cells.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    died = [row for row in rows if "died" in (row["error"] or "")]
    assert len(died) <= 1, "at most the cell that it was playing"


def check_pairs(made: sc.Study) -> None:
    """What a pair has in common went to whoever played the rest of it."""
    texts = [[one.text for one in run.speeches] for run in made.runs()]
    for plain, told in zip(texts[::2], texts[1::2], strict=True):
        assert plain[:2] == told[:2] and plain[2:] != told[2:]


def test_processes_and_one_of_them_is_killed(stage: Staged) -> None:
    killed_once(study(stage, "processes", RECALL), "process:2", own_processes)


def test_a_ray_cluster_and_one_of_its_workers_is_killed(stage: Staged) -> None:
    pytest.importorskip("ray")
    made = study(stage, "ray", PAIRED)
    killed_once(made, "ray", playing_on_ray)
    check_pairs(made)


def test_a_dask_cluster_and_one_of_its_workers_is_killed(stage: Staged) -> None:
    pytest.importorskip("distributed")
    made = study(stage, "dask", PAIRED)
    killed_once(made, "dask", own_processes)
    check_pairs(made)


def test_a_runs_files_come_back_as_they_were(tmp_path: Path) -> None:
    from smile_commons.studies.packing import packed, unpack

    folder = tmp_path / "run"
    (folder / "memory").mkdir(parents=True)
    (folder / "run.json").write_text("{}", encoding="utf-8")
    (folder / "memory" / "chroma.sqlite3").write_bytes(bytes(range(256)))
    (folder / "run.lock").write_text("held", encoding="utf-8")
    there = tmp_path / "there"
    unpack(packed(folder), there)
    names = {path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()}
    assert names == {"run.json", "memory/chroma.sqlite3"}
    assert (there / "memory" / "chroma.sqlite3").read_bytes() == bytes(range(256))


def test_a_pack_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    import io
    import zipfile

    from smile_commons.studies.packing import unpack

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("../outside", "x")
    for wrong in (content.getvalue(), b"no archive"):
        with pytest.raises(sc.ServiceError):
            unpack(wrong, tmp_path / "run")
    assert not (tmp_path / "outside").exists() and not (tmp_path / "run").exists()

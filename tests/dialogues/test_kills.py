"""The short form of `benchmarks/kills.py`: killed at three moments, each run is whole after."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, lines, staged, troubles


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with staged(tmp_path_factory.mktemp("staged"), turns=4, delay=0.05) as stage:
        stage.usual = stage.undisturbed()
        yield stage


def speeches(run: Path) -> int:
    path = run / "transcript.jsonl"
    return path.read_text().count('"kind": "speech"') if path.exists() else 0


@pytest.mark.parametrize("said", [1, 3, 5])
def test_a_killed_play_resumes_with_every_speech_once(stage: Staged, said: int) -> None:
    runs = stage.folder / f"runs-{said}"
    before = len(stage.asked())
    stage.forget_ballots()
    process = stage.play(runs)
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if any(speeches(run) >= said for run in runs.glob("*")):
            break
        time.sleep(0.002)
    process.kill()
    process.communicate()
    (run,) = runs.iterdir()
    resumed = stage.resume(run)
    out = resumed.communicate()[0].decode()
    assert resumed.returncode == 0, out
    assert troubles(run) == []
    assert sum(event["kind"] == "speech" for event in lines(run / "transcript.jsonl")) == 6
    assert len(stage.asked()) - before - stage.usual in (0, 1)

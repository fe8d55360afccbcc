"""The short form of `benchmarks/kills.py`: killed at three moments, each run is whole after."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, lines, staged, troubles


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with staged(tmp_path_factory.mktemp("staged"), turns=4, delay=0.01) as stage:
        stage.measure()
        yield stage


def speeches(run: Path) -> int:
    path = run / "transcript.jsonl"
    return path.read_text().count('"kind":"speech"') if path.exists() else 0


def playing(stage: Staged, runs: Path, said: int) -> "subprocess.Popen[bytes]":
    """A play in which so many speeches were given."""
    process = stage.play(runs)
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if any(speeches(run) >= said for run in runs.glob("*")):
            break
        time.sleep(0.002)
    return process


@pytest.mark.parametrize("said", [1, 3, 5])
def test_a_killed_play_resumes_with_every_speech_once(stage: Staged, said: int) -> None:
    runs = stage.folder / f"runs-{said}"
    before = len(stage.asked())
    stage.forget_ballots()
    process = playing(stage, runs, said)
    process.kill()
    process.communicate()
    (run,) = runs.iterdir()
    resumed = stage.told("resume", str(run), "--quiet")
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert troubles(run) == []
    assert sum(_counts(event) for event in lines(run / "transcript.jsonl")) == 6
    assert len(stage.asked()) - before - stage.usual in (0, 1)


def test_control_c_stops_cleanly_and_says_how_to_go_on(stage: Staged) -> None:
    for attempt in range(5):  # on a busy machine a play may be over before it is seen to speak
        runs = stage.folder / f"runs-stopped-{attempt}"
        process = playing(stage, runs, 2)
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=30)[0].decode()
        if process.returncode:
            break
    (run,) = runs.iterdir()
    assert process.returncode == 130
    assert f"commons resume {run}" in " ".join(out.split())
    assert "Traceback" not in out
    assert stage.told("resume", str(run), "--quiet").returncode == 0
    assert troubles(run) == []


def test_the_key_is_written_nowhere(stage: Staged) -> None:
    (run,) = (stage.folder / "undisturbed").iterdir()
    files = [file for file in stage.folder.rglob("*") if file.is_file()]
    assert run / "replies.jsonl" in files
    assert not [file for file in files if stage.key.encode() in file.read_bytes()]


def test_a_play_reaches_nobody_but_the_model(stage: Staged) -> None:
    stage.watch(stage.folder / "reached.txt")
    watched = stage.play(stage.folder / "runs-watched")  # the process is what is watched
    assert watched.communicate(timeout=600) and watched.returncode == 0
    stage.watch(None)
    reached = set((stage.folder / "reached.txt").read_text().splitlines())
    assert reached == {stage.address.removeprefix("http://").removesuffix("/v1")}


def _counts(event: dict[str, Any]) -> bool:
    """Whether it is a speech that an act counts: not thrown in, and not only begun."""
    why = event["why"] or ""
    return event["kind"] == "speech" and not why.startswith("breaks in") and "begun" not in why

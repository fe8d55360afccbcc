"""What a play would take is said before anything is asked, and comes near what it then takes."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, staged


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with staged(tmp_path_factory.mktemp("stage"), turns=6) as stage:
        yield stage


def estimate(stage: Staged, *more: str) -> dict[str, Any]:
    told = stage.told_of_play(more=("--estimate", "--json", *more))
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def recorded(run: Path) -> dict[str, float]:
    usage = json.loads((run / "run.json").read_text("utf-8"))["usage"]
    return {name: usage[name] for name in ("calls", "prompt", "completion")}


def test_nothing_is_asked_and_nothing_is_left_behind(stage: Staged) -> None:
    before = len(stage.asked())
    found = estimate(stage)
    assert found["speeches"] == 8
    assert found["pace"]["measured"] == 0
    assert "a guess" in found["pace"]["source"]
    assert len(stage.asked()) == before
    assert not stage.runs.exists()
    assert not (stage.folder / "cache" / "smile-commons" / "ballots").exists()


def test_what_was_played_measures_what_is_to_be_played(stage: Staged) -> None:
    stage.forget_ballots()
    first = stage.played(seed=3)  # as many rounds of takes as most: words at random are luck
    stage.forget_ballots()
    found = estimate(stage, "--seed", "2")
    assert found["pace"]["measured"] > 0
    assert first.name in found["pace"]["source"]
    assert stage.told_of_play(seed=2).returncode == 0
    (second,) = (run for run in stage.runs.iterdir() if run != first)
    for name, value in recorded(second).items():
        # The endpoint answers at one length, so what is thrown in is asked for three times.
        assert found[name] == pytest.approx(value, rel=0.2), name


def test_a_replay_costs_nothing_and_says_so(stage: Staged) -> None:
    run = stage.played(stage.folder / "replayed")
    told = stage.told_of_play(more=("--replay", str(run), "--estimate"))
    assert told.returncode == 2
    assert "a replay asks no model" in told.stderr

"""``commons show --voices``: marks, how far to trust them, and a line asked for again."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import Staged, lines, staged

from smile_commons.cli.program import app

runner = CliRunner()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with staged(tmp_path_factory.mktemp("stage"), turns=6) as stage:
        stage.played(seed=2)  # by luck one seed in a few has words that tell who spoke
        yield stage


@pytest.fixture
def run(stage: Staged) -> Path:
    return next(path for path in stage.runs.iterdir() if path.name.startswith("staged-"))


def voices(run: Path, *more: str) -> str:
    result = runner.invoke(app, ["show", str(run), "--voices", *more])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_line_is_read_and_the_reader_says_how_far_it_is_to_be_trusted(run: Path) -> None:
    found = json.loads(voices(run, "--json"))
    said = [event for event in lines(run / "transcript.jsonl") if event["kind"] == "speech"]
    assert [one["turn"] for one in found["lines"]] == [event["turn"] for event in said]
    assert found["reader"]["references"]
    assert found["reader"]["of"] == len(said)
    # What a drawer of words says is nobody's.
    assert not found["reader"]["reliable"]
    shown = voices(run)
    assert "not clear of chance" in " ".join(shown.split())
    assert "LYRA" in shown


def test_a_line_in_ones_own_voice_keeps_its_memory_and_shows_how_one_speaks(
    stage: Staged, run: Path
) -> None:
    turn = next(
        event["turn"]
        for event in lines(run / "transcript.jsonl")
        if event["kind"] == "speech" and event["turn"] > 2 and event["memories"]
    )
    asked = ("take", str(run), str(turn), "--new", "--voice", "--turns", str(turn), "--quiet")
    told = stage.told(*asked)
    assert told.returncode == 0, told.stderr
    (branch,) = (path for path in stage.runs.iterdir() if path != run and (path / "run.json"))
    manifest = json.loads((branch / "run.json").read_text("utf-8"))
    assert manifest["parent"]["change"]["kind"] == "own voice"
    old, new = (
        next(e for e in lines(path / "transcript.jsonl") if e["kind"] == "speech"
             and e["turn"] == turn)
        for path in (run, branch)
    )  # fmt: skip
    assert new["speaker"] == old["speaker"]
    assert new["on"] == old["on"]
    assert new["memories"][0]["id"] == old["memories"][0]["id"]
    assert len(new["takes"]) > len(old["takes"])
    asked = [one for one in lines(branch / "replies.jsonl")
             if one.get("purpose", "").startswith(f"speak/{turn}/after-")]  # fmt: skip
    assert "talks like this" in asked[0]["text"]
    assert old["say"].split(". ")[0] in asked[0]["text"]


def test_voice_goes_with_new(run: Path) -> None:
    result = runner.invoke(app, ["take", str(run), "3", "--voice"])
    assert result.exit_code == 2
    assert "add --new" in result.stderr

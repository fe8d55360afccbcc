"""``commons logs``: what was said in all runs, and what they cost."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.transcript import Event

runner = CliRunner()


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = RunFolder.create(tmp_path, Manifest(dialogue="forum", cast={"kai": "Kai"}))
    with folder.owned():
        folder.append_event(Event(1, "night", "speech", "kai", "I kept the report in my drawer."))
    return folder


def logs(*words: str, runs: Path) -> str:
    result = runner.invoke(app, ["logs", *words, "--runs", str(runs)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_speech_is_shown_with_its_place(run: RunFolder, tmp_path: Path) -> None:
    told = logs("reports", runs=tmp_path)
    assert told.splitlines() == [
        f"{run.id}  turn 1, night",
        "    KAI",
        "    I kept the report in my drawer.",
    ]


def test_a_run_that_died_is_not_said_to_be_playing(run: RunFolder, tmp_path: Path) -> None:
    assert run.manifest.status == "playing"
    assert json.loads(logs("--json", runs=tmp_path))["runs"][0]["status"] == "stopped"
    assert " stopped " in logs(runs=tmp_path)


def test_words_may_come_from_standard_input(run: RunFolder, tmp_path: Path) -> None:
    result = runner.invoke(app, ["logs", "-", "--json", "--runs", str(tmp_path)], input="drawer\n")
    assert [one["turn"] for one in json.loads(result.stdout)["speeches"]] == [1]


def test_nothing_found_is_said_beside(run: RunFolder, tmp_path: Path) -> None:
    result = runner.invoke(app, ["logs", "umbrella", "--runs", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nobody said 'umbrella'" in result.stderr


def test_the_index_can_be_found(tmp_path: Path) -> None:
    assert logs("--path", runs=tmp_path).strip() == str(tmp_path / "logs.sqlite")

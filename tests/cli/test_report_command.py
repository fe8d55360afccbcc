"""``commons show RUN --report``: printed, and written into the run's folder."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest, Scene
from smile_commons.scoring.ballots import score_ballots
from smile_commons.scoring.findings import Findings
from smile_commons.transcript import Ballot, Event
from smile_commons.world import find_world, load_world

ARTICLES = ("genuine", "studios", "elixirs", "festivals")
runner = CliRunner()


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def folder(runs: Path) -> RunFolder:
    """A run of two speeches and three askings, in the shipped world."""
    manifest = Manifest(
        dialogue="forum",
        title="The Forum",
        cast={"talia": "Talia", "ezra": "Ezra"},
        scenes={"forum": Scene(title="The public forum")},
    )
    folder = RunFolder.create(runs, manifest, world=load_world(find_world(None)).files)
    with folder.owned():
        folder.append_event(Event(1, "forum", "speech", "talia", "Who <b>may</b> smile?"))
        folder.append_event(Event(2, "forum", "speech", "ezra", "Whoever can pay."))
        for stage, turn, position in (("opening", 0, -0.2), ("retest", 0, -0.1), ("final", 2, 0.4)):
            for who in ("talia", "ezra"):
                for what in ARTICLES:
                    folder.append_ballot(Ballot(turn, who, what, position, {}, stage=stage))
        folder.change(status="done")
    return folder


@pytest.fixture
def scored(folder: RunFolder) -> RunFolder:
    Findings(scores=score_ballots(folder.ballots.all())).write(folder.scores_path)
    return folder


def invoke(*args: str | Path) -> str:
    result = runner.invoke(app, [str(arg) for arg in args], env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_report_is_printed_and_its_files_are_named(runs: Path, scored: RunFolder) -> None:
    text = invoke("show", scored.id, "--report", "--runs", runs)
    assert text.startswith("The Forum\n=========\n")
    for words in ("Controls run", "retest", "at a glance", "THE DEBATE AS A WHOLE", "+0.50",
                  "MOVEMENT OF EACH PERSONA", "Ezra"):  # fmt: skip
        assert words in text
    printed = [Path(line) for line in text.splitlines() if line.startswith("/")]
    names = ["report.html", "scores.csv", "scores.parquet", "positions.csv", "positions.parquet"]
    assert [path.name for path in printed] == names
    assert all(path.parent == scored.path and path.is_file() for path in printed)


def test_the_page_names_articles_and_quotes_speeches(runs: Path, scored: RunFolder) -> None:
    invoke("show", scored.id, "--report", "--runs", runs)
    page = (scored.path / "report.html").read_text(encoding="utf-8")
    assert "The genuine smile" in page
    assert "Who &lt;b&gt;may&lt;/b&gt; smile?" in page
    with (scored.path / "positions.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 3 * 2 * len(ARTICLES)


def test_a_report_for_programs(runs: Path, scored: RunFolder) -> None:
    told = json.loads(invoke("show", scored.id, "--report", "--json", "--runs", runs))
    assert told["run"] == scored.id
    assert Path(told["report"]).name == "report.html"
    assert told["report"] in told["files"]


def test_a_run_that_was_not_scored_says_what_to_do(runs: Path, folder: RunFolder) -> None:
    result = runner.invoke(app, ["show", folder.id, "--report", "--runs", str(runs)])
    assert result.exit_code == 2
    assert "score the run first" in result.stderr
    assert not (folder.path / "report.html").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "is not JSON"), ("{}", "scores: Field required"),
     ('{"scores": [{"id": "a", "value": "x"}]}', "scores.0.value")],
)  # fmt: skip
def test_scores_that_cannot_be_read_are_named(
    runs: Path, folder: RunFolder, text: str, words: str
) -> None:
    folder.write("scores.json", text)
    result = runner.invoke(app, ["show", folder.id, "--report", "--runs", str(runs)])
    assert result.exit_code == 2
    assert words in result.stderr

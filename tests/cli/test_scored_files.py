"""``commons score`` on files: several conversations, and what is written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from smile_commons.cli import app

MEETING = "ANN: We should build the mill.\nBEN: We should not.\n(Silence.)\nANN: Then I leave it.\n"


def score(*args: str | Path) -> Result:
    """Without a judge: what is tested here is what is read and written."""
    return CliRunner().invoke(app, ["score", *(str(arg) for arg in args), "--no-judge"])


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    path = tmp_path / "meeting.txt"
    path.write_text(MEETING, encoding="utf-8")
    return path


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    path = tmp_path / "groups.jsonl"
    rows = [{"group_id": g, "speaker": "ann", "text": f"Hello, {g}."} for g in ("one", "two")]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_what_was_read_is_told(meeting: Path) -> None:
    told = score(meeting).stderr
    assert "meeting.txt (script): 3 speeches (ANN 2, BEN 1); passed over: 1 directions" in told


def test_a_folder_gets_scores_report_and_tables(meeting: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "meeting"
    result = score(meeting, "--article", "The mill should be built.", "--out", out)
    assert result.exit_code == 0, result.output
    assert f"scores in {out / 'scores.json'}\nreport in {out / 'report.html'}" in result.stdout
    names = {"scores.json", "report.html", "scores.csv", "positions.csv"}
    assert names <= {path.name for path in out.iterdir()}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "We should build the mill." in page
    assert "The mill should be built." in page


def test_every_conversation_is_scored_by_itself(groups: Path) -> None:
    told = json.loads(score(groups, "--json").stdout)
    assert [one["conversation"] for one in told] == ["one", "two"]
    only = json.loads(score(groups, "--conversation", "two", "--json").stdout)
    assert only["conversation"] == "two"


def test_one_place_holds_one_conversation(groups: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = score(groups, "--out", out)
    assert result.exit_code == 2
    assert "with --out name one by --conversation" in result.stderr
    assert not out.exists()


def test_a_fault_in_a_file_is_exit_2_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("speaker,text\nann,one,two\n", encoding="utf-8")
    result = score(path)
    assert result.exit_code == 2
    assert f"{path}:2: has 3 cells" in result.stderr

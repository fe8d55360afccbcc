"""``commons score`` on files: several conversations, and what is written."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from smile_commons.cli.program import app

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


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "meeting.vtt"
    cues = ("<v Ann>Keep it,</v>", "<v Ann>it feeds us.</v>", "<v Ben>No.</v>", "<v >Who?</v>")
    rows = [f"00:0{n}.000 --> 00:0{n}.900\n{cue}\n" for n, cue in enumerate(cues)]
    path.write_text("WEBVTT\n\n" + "\n".join(rows), encoding="utf-8")
    return path


def test_a_dry_run_shows_what_is_read_and_scores_nothing(captions: Path) -> None:
    result = CliRunner().invoke(app, ["score", str(captions), "--dry-run"])
    assert result.exit_code == 0, result.output
    assert "format       WebVTT\nspeakers     Ann 1, Ben 1\nspeeches     2\n" in result.stdout
    assert "passed over  1 nameless lines\n" in result.stdout
    assert "1 Ann\n  Keep it, it feeds us.\n" in result.stdout


def test_a_dry_run_as_json(captions: Path) -> None:
    result = CliRunner().invoke(app, ["score", str(captions), "--dry-run", "--json"])
    told = json.loads(result.stdout)
    assert (told["format"], told["passed_over"]) == ("WebVTT", {"nameless lines": 1})
    assert [(one["speaker"], one["text"]) for one in told["speeches"]] == [
        ("Ann", "Keep it, it feeds us."), ("Ben", "No."),
    ]  # fmt: skip


def test_fields_are_named_by_options(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    rows = [
        {"by": {"nick": "Ann"}, "body": {"x": "Yes."}},
        {"by": {"nick": "Ben"}, "body": {"x": "No."}},
    ]
    path.write_text(json.dumps({"log": rows}), encoding="utf-8")
    paths = ("--speaker-field", "log.by.nick", "--text-field", "log.body.x")
    result = CliRunner().invoke(app, ["score", str(path), *paths, "--dry-run", "--json"])
    assert json.loads(result.stdout)["speakers"] == {"Ann": 1, "Ben": 1}
    assert score(path).exit_code == 2


def test_a_label_inside_a_speech_is_exit_2_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(
        "14/10/2021, 15:34 - Ann: See:\nBen: I agree.\n14/10/2021, 15:35 - Ben: No.\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(app, ["score", str(path), "--dry-run"])
    assert result.exit_code == 2
    assert f"{path}:2: a speech holds what looks like the label" in result.stderr

"""``commons list``, ``show`` and ``export`` on runs made by the real folder."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest, Scene
from smile_commons.transcript import Ballot, Event

NOON = datetime(2145, 11, 24, 12, 0, 5, tzinfo=UTC)
SCORES = {
    "scores": [
        {
            "id": "convergence",
            "scope": {"persona": None, "article": None, "act": None},
            "value": 0.31,
            "interval": [0.1, 0.5],
            "shown": True,
            "unscored": None,
            "n": 32,
        },
        {"id": "stated", "scope": {}, "value": None, "unscored": "nobody spoke to it"},
        {"id": "position", "scope": {"persona": "ezra"}, "value": -0.5},
    ]
}

runner = CliRunner()


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def folder(runs: Path) -> RunFolder:
    """A run of two speeches."""
    manifest = Manifest(
        dialogue="forum",
        title="The Forum",
        cast={"talia": "Talia", "ezra": "Ezra"},
        scenes={"forum": Scene(title="The public forum", heading="EXT. SMILE COMMONS - NIGHT")},
    )
    folder = RunFolder.create(runs, manifest, now=NOON)
    with folder.owned():
        folder.append_event(Event(0, "forum", "act", None, "Thousands have come."))
        folder.append_event(Event(1, "forum", "speech", "talia", "Who \x1b[31mmay\x1b[0m smile?"))
        folder.append_event(Event(2, "forum", "speech", "ezra", "word " * 40))
        folder.append_ballot(Ballot(0, "ezra", "elixirs", 0.5, {"1": 1.0}))
        folder.change(status="done")
    return folder


def invoke(*args: str | Path) -> str:
    """What a command prints; it must succeed."""
    result = runner.invoke(app, [str(arg) for arg in args], env={"COLUMNS": "60"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_list_of_runs(runs: Path, folder: RunFolder) -> None:
    RunFolder.create(runs, Manifest(dialogue="story"), now=NOON.replace(year=2146))
    folder.write("scores.json", json.dumps(SCORES))
    head, first, second = invoke("list", "--runs", runs).splitlines()
    assert head.split() == ["run", "dialogue", "when", "speeches", "status", "convergence"]
    assert first.split() == [folder.id, "forum", "2145-11-24", "12:00", "2", "done", "+0.31"]
    assert second.split()[-2:] == ["0", "stopped"]  # made, never played, nobody plays it


def test_a_list_for_programs(runs: Path, folder: RunFolder) -> None:
    assert json.loads(invoke("list", "--runs", runs, "--json")) == {
        "runs": [
            {
                "id": folder.id,
                "dialogue": "forum",
                "created": "2145-11-24T12:00:05+00:00",
                "speeches": 2,
                "status": "done",
                "convergence": None,
            }
        ],
        "faults": [],
    }


def test_a_list_of_nothing_says_how_to_begin(runs: Path) -> None:
    result = runner.invoke(app, ["list", "--runs", str(runs)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "commons play" in result.stderr


def test_the_environment_says_where_runs_are_kept(
    runs: Path, folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONS_RUNS", str(runs))

    assert folder.path.name in runner.invoke(app, ["list"]).output


def test_a_run_that_cannot_be_read_is_named_beside_the_others(
    runs: Path, folder: RunFolder
) -> None:
    (runs / "bad").mkdir()
    (runs / "bad" / "run.json").write_text("{")
    result = runner.invoke(app, ["list", "--runs", str(runs)])
    assert folder.id in result.stdout
    assert "bad" in result.stderr


def test_a_run_is_shown_as_a_scene(runs: Path, folder: RunFolder) -> None:
    text = invoke("show", folder.id, "--runs", runs)
    assert text.startswith(f"The Forum\n{folder.id}, done\n\nThe public forum\nEXT. SMILE COMMONS")
    assert "\nTALIA\n    Who may smile?\n" in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 60
    assert "convergence" not in text


def test_scores_are_a_table_of_their_own(runs: Path, folder: RunFolder) -> None:
    folder.write("scores.json", json.dumps(SCORES))
    text = invoke("show", folder.id, "--scores", "--runs", runs)
    table = [line.split() for line in text.splitlines()[-2:]]
    assert table[0] == ["convergence", "+0.31", "+0.10", "to", "+0.50", "32", "yes"]
    assert " ".join(table[1]) == "stated unscored: nobody spoke to it"


def test_a_run_for_programs(runs: Path, folder: RunFolder) -> None:
    folder.write("scores.json", json.dumps(SCORES))
    shown = json.loads(invoke("show", folder.id, "--runs", runs, "--json"))
    assert shown["run"]["id"] == folder.id
    assert [event["kind"] for event in shown["events"]] == ["act", "speech", "speech"]
    assert shown["ballots"][0]["persona"] == "ezra"
    assert shown["scores"] == SCORES


def test_an_unknown_run_is_answered_with_the_nearest(runs: Path, folder: RunFolder) -> None:
    result = runner.invoke(app, ["show", "forum-2145", "--runs", str(runs)])
    assert result.exit_code == 2
    assert f"did you mean {folder.id}" in result.stderr


@pytest.mark.parametrize(
    ("to", "start"),
    [
        ("md", b"# The Forum\n"),
        ("fountain", b"Title: The Forum\n"),
        ("pdf", b"%PDF-"),
        ("fdx", b"<?xml "),
        ("html", b"<!DOCTYPE html>\n"),
        ("docx", b"PK"),
        ("epub", b"PK"),
        ("twee", b":: StoryTitle\nThe Forum\n"),
        ("csv", "\ufeffturn,act,".encode()),
        ("jsonl", b'{"turn":0,'),
    ],
)
def test_an_export_goes_into_the_run(runs: Path, folder: RunFolder, to: str, start: bytes) -> None:
    printed = Path(invoke("export", folder.id, "--runs", runs, "--to", to).strip())
    assert printed == (folder.path / f"scene.{to}").resolve()
    assert printed.read_bytes().startswith(start)


def test_an_export_goes_where_it_is_told(runs: Path, folder: RunFolder, tmp_path: Path) -> None:
    out = tmp_path / "my scene.md"
    assert invoke("export", folder.id, "--runs", runs, "--out", out) == f"{out}\n"
    text = invoke("export", folder.id, "--runs", runs, "--out", "-")
    assert text == out.read_text(encoding="utf-8")


def test_a_book_can_be_piped(runs: Path, folder: RunFolder, tmp_path: Path) -> None:
    arguments = ["export", folder.id, "--runs", str(runs), "--to", "epub", "--out"]
    assert invoke(*arguments, tmp_path / "play.epub")
    result = runner.invoke(app, [*arguments, "-"])
    assert result.stdout_bytes == (tmp_path / "play.epub").read_bytes()


def test_a_story_holds_the_branches_wherever_their_folders_went(
    runs: Path, folder: RunFolder
) -> None:
    """A branch of a branch tells the whole family; a stranger's run stays out of it."""
    child = branch_of(folder, runs, "I may, and I will.", name="Ezra smiles")
    branch_of(child, runs, "Ask me tomorrow.")
    RunFolder.create(runs, Manifest(dialogue="story"), now=NOON)
    folder.path.rename(runs / "renamed")
    text = invoke("export", child.id, "--runs", runs, "--to", "twee", "--out", "-")
    choices = [line for line in text.split("\n") if line.startswith("[[") and "Start" not in line]
    assert len([line for line in choices if "Go on" not in line]) == 3
    assert "Ask me tomorrow." in text
    assert "[[Ezra smiles->" in text


def branch_of(parent: RunFolder, runs: Path, text: str, name: str = "") -> RunFolder:
    """A run that leaves another after its first speech."""
    manifest = parent.manifest.changed(parent={"run": parent.manifest.id, "turn": 1}, name=name)
    child = RunFolder.create(runs, manifest, now=NOON)
    with child.owned():
        for event in parent.events.all():
            if event.turn <= 1:
                child.append_event(event)
        child.append_event(Event(turn=2, act="forum", kind="speech", speaker="ezra", text=text))
        child.change(status="done")
    return child


def test_an_export_that_cannot_be_written_is_exit_2(runs: Path, folder: RunFolder) -> None:
    out = folder.path / "nowhere" / "scene.md"
    result = runner.invoke(app, ["export", folder.id, "--runs", str(runs), "--out", str(out)])
    assert result.exit_code == 2
    assert "cannot write" in result.stderr

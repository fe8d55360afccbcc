"""``commons memory``: what comes up and why, of the world alone and after a run."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from smile_commons.cli.program import app
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest
from smile_commons.transcript import Event

NOON = datetime(2145, 11, 24, 12, 0, 5, tzinfo=UTC)
SECRET = "The cellar key hangs behind the blue door."
CAST = ("talia", "kai", "ezra")

runner = CliRunner()


@pytest.fixture(autouse=True, scope="module")
def vectors_kept(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMONS_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def run(runs: Path) -> RunFolder:
    """Three speeches; the second is made while Ezra is out of the room."""
    manifest = Manifest(dialogue="forum", cast={who: who.title() for who in CAST})
    folder = RunFolder.create(runs, manifest, now=NOON)
    with folder.owned():
        folder.append_event(Event(0, "forum", "act", None, "Thousands have come."))
        for turn, speaker, text, heard in (
            (1, "talia", "Who may smile for nothing?", CAST),
            (2, "kai", SECRET, ("talia", "kai")),
            (3, "ezra", "I came late and I am sorry.", CAST),
        ):
            folder.append_event(
                Event(turn, "forum", "speech", speaker, text, move="confess", heard_by=heard)
            )
        line = {"persona": "talia", "act": "forum", "turn": 3, "id": "reflection-forum-1"}
        line |= {"text": "Kai keeps his keys where I can see them.", "importance": 0.7}
        (folder.path / "reflections.jsonl").write_text(
            json.dumps({**line, "sources": ["episode-00002"]}) + "\n"
        )
        folder.change(status="done")
    return folder


def invoke(*args: str | Path) -> Result:
    return runner.invoke(app, ["memory", *map(str, args)], env={"COLUMNS": "60"})


def found(*args: str | Path) -> dict[str, Any]:
    result = invoke(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_what_the_world_gives_is_recalled_without_a_run() -> None:
    told = found("talia", "who was turned away?", "-k", "4")
    assert (told["persona"], told["run"], told["after_turn"]) == ("talia", None, 0)
    assert [one["kind"] for one in told["memories"]] == ["canon"] * 4
    for one in told["memories"]:
        why = one["why"]
        parts = ("relevance", "recency", "importance")
        assert one["score"] == pytest.approx(sum(why[p] * why[f"{p}_weight"] for p in parts))


def test_the_table_shows_each_part_and_the_whole_text() -> None:
    (top,) = found("talia", "who was turned away?", "-k", "1")["memories"]
    head, line, *text = invoke("talia", "who was turned away?", "-k", "1").stdout.splitlines()
    assert [*head.split()] == [
        *("score", "from", "relevance", "from", "recency", "from", "importance"),
        *("alike", "kind", "when"),
    ]
    place, score, *parts = line.split()[:5]
    assert place == "1."
    assert sum(map(float, parts)) == pytest.approx(float(score), abs=0.02)
    assert " ".join(" ".join(text).split()) == top["text"]


def test_after_a_run_they_recall_what_they_heard(runs: Path, run: RunFolder) -> None:
    told = found("talia", "Where is the key?", "--run", run.id, "--runs", runs)
    first = told["memories"][0]
    (second,) = [one for one in told["memories"] if one["sources"]]
    assert (told["after_turn"], first["turn"], first["kind"]) == (3, 2, "episode")
    assert first["text"] == f"Kai said: {SECRET}"
    assert (second["kind"], second["sources"]) == ("reflection", ["episode-00002"])


def test_nobody_recalls_what_they_did_not_hear(runs: Path, run: RunFolder) -> None:
    told = found("ezra", SECRET, "--run", run.id, "--runs", runs, "-k", "100")
    assert len(told["memories"]) == told["of"] < 100
    assert not [one for one in told["memories"] if "cellar key" in one["text"]]


def test_rebuilt_memories_are_the_same(runs: Path, run: RunFolder) -> None:
    asked = ("talia", "Where is the key?", "--run", run.id, "--runs", runs)
    before = found(*asked)
    (run.memory_path / "chroma.sqlite3").write_bytes(b"broken" * 999)
    broken = invoke(*asked)
    assert broken.exit_code == 3
    assert "commons memory rebuild" in broken.output

    made = found("rebuild", run.id, "--runs", runs)
    assert (made["path"], [*made["memories"]]) == (str(run.memory_path), [*CAST])
    assert made["memories"]["talia"] == before["of"]
    assert found(*asked) == before
    assert sorted(path.name for path in run.path.iterdir() if path.is_dir()) == ["memory"]


def test_a_lost_folder_is_no_loss(runs: Path, run: RunFolder) -> None:
    asked = ("talia", "Where is the key?", "--run", run.id, "--runs", runs)
    before = found(*asked)
    shutil.rmtree(run.memory_path)
    assert found(*asked) == before


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("tali", "x"), "did you mean talia?"),
        (("talia", "x", "--run", "nope"), "no run 'nope'"),
        (("rebuild", "nope"), "no run 'nope'"),
    ],
)
def test_wrong_names_are_answered(args: tuple[str, ...], message: str, runs: Path) -> None:
    result = invoke(*args, "--runs", runs)
    assert result.exit_code == 2
    assert message in result.output


def test_who_was_not_there_is_not_asked(runs: Path, run: RunFolder) -> None:
    result = invoke("lyra", "x", "--run", run.id, "--runs", runs)
    assert result.exit_code == 2
    assert "no member of the cast" in result.output


def test_a_run_that_is_played_is_left_alone(runs: Path, run: RunFolder) -> None:
    with run.owned():
        result = invoke("rebuild", run.id, "--runs", runs)
    assert result.exit_code == 2
    assert "is being played" in result.output

"""Names no file can have, torn runs, full disks: said in our words, with the documented code."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.disk import full_disk, refused
from smile_commons.cli.program import app
from smile_commons.errors import FullDiskError, InputError, unwritable
from smile_commons.models.record import Record
from smile_commons.models.reply import Choice, Reply, Usage
from smile_commons.models.request import Request
from smile_commons.runs.folder import RunFolder, read_manifest
from smile_commons.runs.manifest import Manifest

runner = CliRunner()
LONG = ("a" * 256, "é" * 200, "a" * 5000, "b/" * 3000)


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize(
    "words",
    [
        ("show", "{}"),
        ("resume", "{}"),
        ("tree", "{}"),
        ("diff", "{}", "{}"),
        ("list", "--runs", "{}"),
        ("export", "{}"),
        ("score", "{}"),
        ("check", "{}"),
        ("label", "{}"),
        ("branch", "{}"),
        ("take", "{}", "1"),
        ("new", "{}"),
        ("persona", "import", "{}"),
        ("play", "{}"),
        ("play", "--world", "{}"),
        ("logs", "--runs", "{}"),
    ],
    ids=" ".join,
)
def test_a_name_no_file_can_have_is_a_clear_error(words: tuple[str, ...], name: str) -> None:
    result = runner.invoke(app, [word.replace("{}", name) for word in words])
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)


def run(tmp_path: Path) -> Path:
    manifest = Manifest(dialogue="forum")
    return RunFolder.create(tmp_path / "runs", manifest).path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "run.json is empty"),
        (b"\0\0\0\0", "run.json is empty"),
        (b'{"format": 1, "dial', "run.json is torn or no JSON"),
        (b"{}", "run.json has a mistake in dialogue"),
        (b"[]", "run.json has a mistake in the whole"),
    ],
)
def test_a_torn_manifest_says_which_run_and_what_is_left(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = run(tmp_path)
    (path / "run.json").write_bytes(content)
    event = {"kind": "speech", "turn": 1, "speaker": "kai", "text": "Yes."}
    lines = json.dumps(event, separators=(",", ":")) + "\n"
    (path / "transcript.jsonl").write_text(lines)
    with pytest.raises(InputError) as refused:
        read_manifest(path)
    told = str(refused.value)
    assert told.startswith(f"run {path.name}: ")
    assert said in told
    assert f"its 1 speeches are whole in {path / 'transcript.jsonl'}" in told
    assert "pydantic" not in told and "https" not in told


def test_an_error_of_the_system_is_said_by_what_it_is(tmp_path: Path) -> None:
    full = OSError(28, "No space left on device", str(tmp_path / "a"))
    assert isinstance(refused(full), FullDiskError)
    assert isinstance(unwritable(tmp_path / "a", full), FullDiskError)
    denied = OSError(13, "Permission denied", str(tmp_path / "a"))
    assert isinstance(unwritable(tmp_path / "a", denied), InputError)
    assert str(refused(denied)) == f"{tmp_path / 'a'}: Permission denied"


def test_a_full_disk_is_found_wherever_it_was_noticed(tmp_path: Path) -> None:
    inner = RuntimeError("database or disk is full")
    outer = ExceptionGroup("several", [ValueError("x"), inner])
    found = full_disk(outer, tmp_path)
    assert found is not None
    assert str(found).startswith(f"{tmp_path} is full")
    assert full_disk(ValueError("x"), tmp_path) is None


def test_a_record_that_could_not_grow_has_no_half_line(tmp_path: Path) -> None:
    """In a process of its own, where no file may grow beyond 4 kB."""
    script = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from test_rough_handling import grown
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
grown(Path({str(tmp_path / "replies.jsonl")!r}))
"""
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert result.stdout.startswith("is full: "), result.stderr[-1000:]
    content = (tmp_path / "replies.jsonl").read_bytes()
    assert content.endswith(b"\n")
    assert len(Record(tmp_path / "replies.jsonl")) == content.count(b"\n") - 1


def grown(path: Path) -> None:
    """Adds to a record until there is no more room."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == 4096
    record = Record(path)
    from smile_commons.models.scripted import ScriptedModel

    record.meet("speaker", ScriptedModel(lambda _request: "x"))
    try:
        for number in range(100):
            request = Request(purpose=f"speak/{number}", prompt=f"{number} " + "w" * 200)
            reply = Reply((Choice("text " * 20, "stop"),), Usage(1, 0, 1), "m", "")
            record.add((f"{number}", request.purpose, 0), "speaker", request, reply)
    except FullDiskError as error:
        sys.stdout.write(f"is full: {error}")

"""A run's folder keeps all that was said, whatever happens to the process that writes it."""

import json
import os
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smile_commons.errors import InputError, RunLockedError, ServiceError
from smile_commons.runs.folder import RunFolder, list_runs, run_id
from smile_commons.runs.manifest import Manifest, ModelRecord, Parent
from smile_commons.transcript import Ballot, Event, Take
from smile_commons.world import find_world, load_world

NOON = datetime(2145, 11, 24, 12, 0, 5, tzinfo=UTC)


def speech(turn: int, text: str = "We smile as we are.") -> Event:
    return Event(turn=turn, act="forum", kind="speech", speaker="talia", text=text)


def ballot(article: str, after_turn: int = 0, stage: str = "opening") -> Ballot:
    return Ballot(after_turn, "ezra", article, 0.5, {"-1": 0.1, "0": 0.3, "1": 0.6}, stage=stage)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder.create(tmp_path / "runs", Manifest(dialogue="forum"), now=NOON)


def test_a_run_has_a_readable_id_that_can_be_a_folder(folder: RunFolder) -> None:
    assert re.fullmatch(r"forum-21451124-120005-[0-9a-f]{8}", folder.id)
    assert re.fullmatch(r"[a-z0-9-]+", run_id("Ünder_Score!", NOON))


def test_ids_never_collide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = iter(["aaaa", "aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr("smile_commons.runs.folder.run_id", lambda *_: f"forum-{next(tokens)}")
    first = RunFolder.create(tmp_path, Manifest(dialogue="forum"))
    second = RunFolder.create(tmp_path, Manifest(dialogue="forum"))
    assert (first.id, second.id) == ("forum-aaaa", "forum-bbbb")


def test_a_run_is_opened_by_its_id_or_its_path(folder: RunFolder) -> None:
    runs = folder.path.parent
    assert RunFolder.open(folder.id, runs).manifest == folder.manifest
    assert RunFolder.open(folder.path, runs / "elsewhere").id == folder.id


def test_last_is_the_run_that_was_begun_last(folder: RunFolder) -> None:
    runs = folder.path.parent
    later = RunFolder.create(runs, Manifest(dialogue="a"), now=NOON.replace(hour=13))
    assert RunFolder.open("last", runs).id == later.id
    with pytest.raises(InputError, match="holds none"):
        RunFolder.open("last", runs / "empty")


def test_a_wrong_id_is_answered_with_the_nearest(folder: RunFolder) -> None:
    with pytest.raises(InputError, match=f"did you mean {folder.id}"):
        RunFolder.open("forum-21451124-1200", folder.path.parent)
    with pytest.raises(InputError, match="commons play"):
        RunFolder.open("forum", folder.path / "nothing-here")


def test_what_is_appended_is_read_back(folder: RunFolder) -> None:
    event = replace(
        speech(1, "Zähne ☺ \u2028 \ud83d, \r\nsaid"), takes=(Take(text="…", chosen=True, rank=0.5),)
    )
    with folder.owned():
        assert folder.append_event(event)
        assert folder.append_ballot(ballot("elixirs"))
    again = RunFolder.open(folder.id, folder.path.parent)
    assert again.events.all() == [event]
    assert again.ballots.all() == [ballot("elixirs")]


def test_nothing_is_written_twice(folder: RunFolder) -> None:
    opening = Event(turn=0, act="forum", kind="act", speaker=None, text="Night.")
    line = Event(turn=1, act="forum", kind="narration", speaker=None, text="Silence.")
    with folder.owned():
        for event in (opening, speech(1), line):
            assert folder.append_event(event)
            assert not folder.append_event(event)
        assert not folder.append_event(speech(1, "The same turn in other words"))
        assert folder.append_ballot(ballot("elixirs"))
        assert not folder.append_ballot(ballot("elixirs"))
        assert folder.append_ballot(ballot("elixirs", stage="retest"))
    with (again := RunFolder.open(folder.path, folder.path)).owned():
        assert not again.append_event(speech(1))
        assert again.append_event(speech(2))
    assert [event.turn for event in again.events.all()] == [0, 1, 1, 2]


def test_lines_of_one_of_many_runs_wait_for_the_disk_together(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, fsync = list[str](), os.fsync

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    with folder.owned():
        folder.append_event(speech(1))
        assert synced == ["transcript.jsonl"]
        folder.gather()
        for turn in (2, 3):
            folder.append_event(speech(turn))
        folder.append_ballot(ballot("elixirs"))
        assert synced == ["transcript.jsonl"]
        assert [event.turn for event in RunFolder.open(folder.path, folder.path).events.all()] == [
            1, 2, 3
        ]  # fmt: skip
        folder.sync()
        folder.sync()
        assert synced == ["transcript.jsonl"] * 2 + ["ballots.jsonl"]
        folder.append_event(speech(4))
        folder.change(status="done")
        assert synced[3:4] == ["transcript.jsonl"], "before what the manifest says of it"


def test_what_stands_in_the_transcript_is_found_again(folder: RunFolder) -> None:
    with folder.owned():
        for turn in (1, 2):
            folder.append_event(speech(turn, f"ö {turn}"))
        assert folder.standing(speech(2, "In other words")).text == "ö 2"
        folder.append_event(speech(3, "ö 3"))
        assert folder.standing(speech(3)).text == "ö 3"
        with pytest.raises(KeyError):
            folder.standing(speech(4))


def test_a_window_is_read_without_the_rest(folder: RunFolder) -> None:
    with folder.owned():
        for turn in range(1, 8):
            folder.append_event(speech(turn, "ö" * turn))
        folder.transcript_path.write_bytes(
            folder.transcript_path.read_bytes().replace(b"talia", b"XXXXX", 1)
        )
        assert [event.turn for event in folder.events.tail(3)] == [5, 6, 7]
        assert len(folder.events.tail(100)) == len(folder.events) == 7
        assert folder.events.tail(0) == []
        assert ("speech", 7) in folder.events


@pytest.mark.parametrize("torn", [b'{"turn": 2, "act": "for', b"\xc3", b"{"])
def test_a_torn_last_line_is_cut_away_by_the_owner_alone(folder: RunFolder, torn: bytes) -> None:
    with folder.owned():
        folder.append_event(speech(1))
    whole = folder.transcript_path.read_bytes()
    folder.transcript_path.write_bytes(whole + torn)
    assert len(RunFolder.open(folder.path, folder.path).events.all()) == 1
    assert folder.transcript_path.read_bytes() == whole + torn
    with folder.owned():
        assert folder.transcript_path.read_bytes() == whole
        assert folder.append_event(speech(2))
    assert [event.turn for event in folder.events.all()] == [1, 2]


def test_a_last_line_that_only_lacks_its_newline_is_kept(folder: RunFolder) -> None:
    folder.transcript_path.write_text(speech(1).to_json(), encoding="utf-8")
    with folder.owned():
        assert not folder.append_event(speech(1))
        assert folder.append_event(speech(2))
    assert [event.turn for event in folder.events.all()] == [1, 2]


def test_a_spoilt_line_in_the_middle_is_named(folder: RunFolder) -> None:
    folder.transcript_path.write_text(f"{speech(1).to_json()}\noh\n{speech(2).to_json()}\n")
    with folder.owned(), pytest.raises(InputError, match=r"transcript\.jsonl:2"):
        folder.append_event(speech(3))


def test_nothing_is_added_without_the_lease(folder: RunFolder) -> None:
    with pytest.raises(RunLockedError):
        folder.append_event(speech(1))
    with pytest.raises(RunLockedError):
        folder.change(status="done")


def test_the_manifest_is_kept_and_can_be_changed(folder: RunFolder) -> None:
    model = ModelRecord(name="local", digest="ab", style="script")
    with folder.owned():
        folder.change(model=model, status="done", parent=Parent(run="forum-1", turn=3))
    again = RunFolder.open(folder.path, folder.path).manifest
    assert (again.model, again.status, again.parent) == (
        model,
        "done",
        Parent(run="forum-1", turn=3),
    )
    assert again.packages["smile-commons"]
    assert again.created == "2145-11-24T12:00:05+00:00"


def test_what_a_later_version_added_to_a_manifest_survives(folder: RunFolder) -> None:
    file = folder.path / "run.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "applause": 3}))
    with folder.owned():
        folder.change(status="done")
    assert json.loads(file.read_text())["applause"] == 3


def test_a_later_format_is_refused(folder: RunFolder) -> None:
    file = folder.path / "run.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": 99}))
    with pytest.raises(InputError, match="newer"):
        RunFolder.open(folder.path, folder.path)


def test_a_file_is_written_whole_or_not_at_all(folder: RunFolder) -> None:
    folder.write("scores.json", "{}")
    (folder.path / "scene.md").mkdir()  # in the way
    with pytest.raises(InputError, match="cannot write"):
        folder.write("scene.md", "text")
    assert sorted(path.name for path in folder.path.iterdir()) == [
        "run.json",
        "scene.md",
        "scores.json",
    ]


@pytest.mark.parametrize("name", ["../run.json", "/etc/x", "", ".hidden", "a/b"])
def test_files_of_a_run_stay_inside_it(folder: RunFolder, name: str) -> None:
    with pytest.raises(InputError, match="cannot be the name"):
        folder.write(name, "text")


def test_one_bad_run_does_not_hide_the_others(folder: RunFolder) -> None:
    bad = folder.path.parent / "bad"
    bad.mkdir()
    (bad / "run.json").write_text("{")
    runs, faults = list_runs(folder.path.parent)
    assert [run.id for run in runs] == [folder.id]
    assert len(faults) == 1 and "bad" in str(faults[0])
    assert list_runs(folder.path / "nothing-here") == ([], [])


def run_script(script: str, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *args]
    return subprocess.run(command, capture_output=True, text=True, check=False)


WRITER = """
    import sys
    from pathlib import Path
    from smile_commons.runs.folder import RunFolder
    from smile_commons.transcript import Event
    folder = RunFolder.open(sys.argv[1], Path("."))
    with folder.owned():
        start = len(folder.events)
        for turn in range(start + 1, start + 100000):
            folder.append_event(Event(turn, "forum", "speech", "kai", "word " * 400))
            if turn == start + 5:
                print("ready", flush=True)
"""


def test_kill_9_loses_nothing_and_blocks_nobody(folder: RunFolder) -> None:
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), str(folder.path)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        process.kill()
        process.communicate()
        assert folder.status == "stopped"
    with folder.owned():
        turns = [event.turn for event in folder.events.all()]
    assert turns == list(range(1, len(turns) + 1)) and len(turns) >= 20


def test_a_full_disk_leaves_the_transcript_whole(folder: RunFolder) -> None:
    script = """
        import resource, signal, sys
        from pathlib import Path
        from smile_commons.runs.folder import RunFolder
        from smile_commons.transcript import Event
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        folder = RunFolder.open(sys.argv[1], Path("."))
        with folder.owned():
            for turn in range(1, 9):
                folder.append_event(Event(turn, "forum", "speech", "kai", "a" * 500))
    """
    result = run_script(script, str(folder.path))
    assert ServiceError.__name__ in result.stderr and "transcript.jsonl" in result.stderr
    assert [event.turn for event in folder.events.all()] == [1, 2]
    assert folder.transcript_path.read_bytes().endswith(b"\n")


def test_reading_needs_no_right_to_write(folder: RunFolder) -> None:
    with folder.owned():
        folder.append_event(speech(1))
    mode = folder.path.stat().st_mode
    folder.path.chmod(0o500)
    try:
        assert len(RunFolder.open(folder.path, folder.path).events.all()) == 1
    finally:
        folder.path.chmod(mode)


def test_the_world_is_kept_with_the_run(tmp_path: Path) -> None:
    world = load_world(find_world())
    manifest = Manifest(dialogue="forum", world=world.digest)
    folder = RunFolder.create(tmp_path, manifest, world=world.files)
    assert load_world(folder.world_path).digest == world.digest

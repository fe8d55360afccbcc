"""What a class said is nowhere, once it is forgotten: planted words in every file of a run."""

import os
from datetime import date
from pathlib import Path

import pytest

from smile_commons.errors import CommonsError, RunLockedError
from smile_commons.room.forgetting import (
    descendants,
    forget_class,
    forget_run,
    holding,
    overdue,
)
from smile_commons.room.kept import Kept, room_folder
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Manifest, Parent
from smile_commons.transcript import Ballot, Event

PLANTED = "zebrafinch"
QUESTION = f"Who asks the {PLANTED} before she is moved?"


def speech(turn: int, text: str, **more: object) -> Event:
    line = {"turn": turn, "act": "a", "kind": "speech", "speaker": "ada", "text": text}
    return Event.from_dict({**line, "by": "agent", **more})


def plant(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"what the {PLANTED} said", encoding="utf-8")


def a_lesson(runs: Path, *, parent: Parent | None = None, room: bool = True) -> RunFolder:
    """A run of which a student's words have gone into every file."""
    run = RunFolder.create(runs, Manifest(dialogue="bed", parent=parent))
    with run.owned():
        run.append_event(speech(1, "I have one machine."))
        run.append_event(speech(2, "I waited."))
        run.append_ballot(Ballot(0, "ada", "bed", 0.5, {}))
        run.append_ballot(Ballot(4, "ada", "bed", 0.1, {}, reason=f"For the {PLANTED}."))
        run.append_direction(Direction(1, "review", 3, "next", who="ada", text=QUESTION))
        run.append_event(speech(3, f"You ask of a {PLANTED}.", on=QUESTION))
        run.append_event(speech(4, f"I am the {PLANTED}.", by="human"))
    names = "replies.jsonl", "memory/chroma.sqlite3", "report.html", "scene.md", "llama.log"
    plant(run.path, *names, "forum.sqlite", "forum.sqlite-wal", "revisions.jsonl")
    (run.path / "revisions.jsonl").write_text("", encoding="utf-8")
    if room:
        folder = room_folder(run.path)
        plant(folder, "journal.jsonl", "votes.jsonl", "roster.jsonl", "seats.jsonl", "deeper/x")
        Kept(code="abcdef", epoch="1", dialogue="bed", opened="2026-11-01").write(folder)
        item = (
            f'{{"id":"q-1","kind":"question","seat":"s","text":"{QUESTION}","state":"approved"}}\n'
        )
        (folder / "queue.jsonl").write_text(item, encoding="utf-8")
    return run


def holds(place: Path) -> list[str]:
    """Files in which the planted word stands, whatever they are."""
    return sorted(
        str(path.relative_to(place))
        for path in place.rglob("*")
        if path.is_file() and PLANTED.encode() in path.read_bytes()
    )


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    plant(tmp_path / "cache", "drafts/ab/new.json", "drafts/cd/old.json")
    old = tmp_path / "cache" / "drafts" / "cd" / "old.json"
    old.write_text("made before the lesson", encoding="utf-8")
    os.utime(old, (10**9, 10**9))
    return tmp_path / "cache"


def test_a_class_is_forgotten_and_what_was_said_before_it_spoke_is_left(
    tmp_path: Path, cache: Path
) -> None:
    run = a_lesson(tmp_path / "runs")
    plant(tmp_path / "runs", "logs.sqlite", "logs.sqlite-wal")
    assert len(holds(tmp_path)) > 12
    held = forget_class(run, cache=cache)
    assert holds(tmp_path) == []
    assert (held.since, held.speeches) == (3, 2)
    again = RunFolder.open(run.path, tmp_path)
    assert [event.text for event in again.events.all()] == ["I have one machine.", "I waited."]
    assert [one.after_turn for one in again.ballots.all()] == [0]
    assert not room_folder(run.path).exists()
    assert (cache / "drafts" / "cd" / "old.json").exists()


def test_a_debate_into_which_no_word_of_the_class_came_stays_whole(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, Manifest(dialogue="bed"))
    with run.owned():
        run.append_event(speech(1, "I have one machine."))
    (run.path / "replies.jsonl").write_text("{}\n", encoding="utf-8")
    plant(room_folder(run.path), "votes.jsonl")
    refused = f'{{"id":"q-1","kind":"question","seat":"s","text":"{QUESTION}","state":"refused"}}\n'
    (room_folder(run.path) / "queue.jsonl").write_text(refused, encoding="utf-8")
    held = holding(run)
    assert held.since is None
    assert {path.name for path in held.files} == {"votes.jsonl", "queue.jsonl"}
    forget_class(run)
    assert holds(tmp_path) == []
    assert (run.path / "replies.jsonl").exists()


def test_branches_in_which_the_debate_went_on_are_forgotten_too(tmp_path: Path) -> None:
    run = a_lesson(tmp_path)
    change = {"kind": "whisper", "who": "ada", "after": QUESTION}
    parent = Parent.model_validate({"run": run.id, "turn": 2, "change": change})
    branch = a_lesson(tmp_path, parent=parent, room=False)
    assert [one.id for one in descendants(run, tmp_path)] == [branch.id]
    forget_class(run, descendants(run, tmp_path))
    assert holds(tmp_path) == []


def test_a_whole_run_is_deleted(tmp_path: Path, cache: Path) -> None:
    run = a_lesson(tmp_path / "runs")
    forget_run(run, cache=cache)
    assert holds(tmp_path) == []
    assert not run.path.exists()


def test_nothing_is_deleted_while_it_is_being_played(tmp_path: Path) -> None:
    run = a_lesson(tmp_path)
    with run.owned(), pytest.raises(RunLockedError):
        forget_class(RunFolder.open(run.path, tmp_path))
    assert room_folder(run.path).exists()


def test_forgetting_that_was_broken_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_lesson(tmp_path)
    unlink, left = Path.unlink, [3]

    def breaks(path: Path, missing_ok: bool = False) -> None:
        if path.name.startswith("run.lock") or ".run.json" in path.name:
            return unlink(path, missing_ok)
        left[0] -= 1
        if left[0] < 0:
            raise OSError(5, "Input/output error")
        return unlink(path, missing_ok)

    with monkeypatch.context() as patched, pytest.raises(CommonsError):
        patched.setattr(Path, "unlink", breaks)
        forget_class(run)
    assert holds(tmp_path)
    forget_class(RunFolder.open(run.path, tmp_path))
    assert holds(tmp_path) == []


def test_rooms_are_due_when_their_days_are_over(tmp_path: Path) -> None:
    run = a_lesson(tmp_path)  # opened on 1 November, 30 days if nobody says
    assert overdue(tmp_path, date(2026, 12, 1)) == []
    assert [one.id for one in overdue(tmp_path, date(2026, 12, 2))] == [run.id]
    forget_class(run)
    assert overdue(tmp_path, date(2027, 1, 1)) == []

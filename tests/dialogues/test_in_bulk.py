"""A run that is one of many: little is written while it is played, and nothing of it is lost."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from plays import QuickEmbedder, answer, first, new_run, play, speeches

from smile_commons.dialogues.gathering import GATHERED
from smile_commons.memory.memory import Embedder
from smile_commons.memory.store import MemoryStore
from smile_commons.models.request import Request
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World, find_world, load_world

WANTED = PlayOptions("story", mode="free", turns=30, takes=1, seed=3)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def says(request: Request) -> Scripted:
    return first(answer(request))


def remembered(run: RunFolder, embedder: Embedder) -> dict[str, set[object]]:
    with MemoryStore(run.memory_path, dimension=embedder.dimension) as store:
        return {who: set(store.open(who)) for who in run.manifest.cast}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, world: World, embedder: Embedder) -> RunFolder:
    """The same play, by itself."""
    folder, casting = new_run(tmp_path_factory.mktemp("alone"), world, WANTED)
    play(folder, casting, world, embedder, ScriptedModel(says))
    return folder


def test_it_is_the_same_as_by_itself(
    tmp_path: Path, world: World, embedder: Embedder, alone: RunFolder
) -> None:
    folder, casting = new_run(tmp_path, world, WANTED)
    play(folder, casting, world, embedder, ScriptedModel(says), in_bulk=True)
    assert folder.status == "done"
    for name in ("transcript.jsonl", "ballots.jsonl", "reflections.jsonl", "plan.yaml"):
        assert (folder.path / name).read_bytes() == (alone.path / name).read_bytes()
    assert remembered(folder, embedder) == remembered(alone, embedder)


def test_little_is_written_while_it_is_played(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    folder, casting = new_run(tmp_path, world, WANTED)
    there = list[bool]()

    def look(request: Request) -> Scripted:
        assert not folder.memory_path.exists()
        there.append(folder.checkpoints_path.exists())
        return says(request)

    play(folder, casting, world, embedder, ScriptedModel(look), in_bulk=True)
    assert there.count(False) > there.count(True) > 0, f"one of {GATHERED} checkpoints"
    with closing(sqlite3.connect(folder.checkpoints_path)) as base:
        [count] = base.execute("SELECT count(*) FROM checkpoints").fetchone()
    assert count == 1


@pytest.mark.parametrize("asked", ["ballot/retest/ezra/genuine/0/+", "speak/9", "speak/28"])
def test_one_that_was_killed_says_again_what_it_said(
    tmp_path: Path, world: World, embedder: Embedder, alone: RunFolder, asked: str
) -> None:
    """Its folder is taken as it stands while a model is asked, which is what a kill leaves."""
    folder, casting = new_run(tmp_path, world, WANTED)
    left, after = tmp_path / "killed" / folder.id, Counter[str]()

    def kill(request: Request) -> Scripted:
        if request.purpose == asked:
            shutil.copytree(folder.path, left)
        after[request.purpose] += left.exists()
        return says(request)

    play(folder, casting, world, embedder, ScriptedModel(kill), in_bulk=True)
    killed = RunFolder.open(left, left.parent)
    again = ScriptedModel(says)
    play(killed, casting, world, embedder, again, in_bulk=True)
    assert killed.transcript_path.read_bytes() == alone.transcript_path.read_bytes()
    ballots = [set(run.ballots_path.read_text("utf-8").splitlines()) for run in (killed, alone)]
    assert ballots[0] == ballots[1]
    assert Counter(one.purpose for one in again.requests) == +after, "nothing is asked twice"


def test_a_reply_that_a_power_cut_took_changes_nothing_that_was_said(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    """The transcript is on the disk and the record is not: another answer comes too late."""
    folder, casting = new_run(tmp_path, world, PlayOptions("forum", turns=3, takes=1))
    play(folder, casting, world, embedder, ScriptedModel(says), in_bulk=True)
    said = speeches(folder)
    folder.replies_path.unlink()
    folder.checkpoints_path.unlink()
    (folder.path / "ballots.jsonl").unlink()

    def otherwise(request: Request) -> Scripted:
        if request.purpose.startswith("speak/"):
            return f"I say something else altogether in {request.purpose}, and I mean it."
        return says(request)

    model = ScriptedModel(otherwise)
    play(RunFolder.open(folder.path, folder.path.parent), casting, world, embedder, model)
    assert speeches(folder) == said
    shown = " ".join(message.content for one in model.requests for message in one.messages)
    shown += " ".join(one.prompt or "" for one in model.requests)
    assert said[0].text in shown and "something else altogether in speak/1" not in shown

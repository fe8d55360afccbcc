"""A whole act by a strong model behind a real endpoint, in each of the ways such models answer."""

import asyncio
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from plays import QuickEmbedder, new_run, play, speeches
from strong import FAULT, WANTS, WAYS, Strong, strong

from smile_commons.branches.branching import BranchPoint, make_branch
from smile_commons.dialogues.casting import cast
from smile_commons.errors import ModelError
from smile_commons.memory.memory import Embedder
from smile_commons.models.model import Model, OnText
from smile_commons.models.open import open_model
from smile_commons.models.record import Record
from smile_commons.models.replay import ReplayModel
from smile_commons.models.reply import Reply
from smile_commons.models.request import Request
from smile_commons.models.settings import load_settings
from smile_commons.models.wrapped import WrappedModel
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.manifest import Change
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import REVISIONS, read_spoken
from smile_commons.world import World, find_world, load_world

TURNS = 6


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


def opened(endpoint: Strong, folder: Path) -> Model:
    settings = load_settings(
        {
            "model": "strong",
            "base_url": endpoint.url,
            "api_key": "x",
            "cache_dir": folder,
            "deadline": 20,
        },
        environ={},
    )
    return asyncio.run(open_model(settings))


def large_run(folder: Path, world: World, turns: int = TURNS, dialogue: str = "forum") -> RunFolder:
    run, _ = new_run(
        folder, world, PlayOptions(dialogue, turns=turns, takes=3, seed=4, ballots="none")
    )
    with run.owned():
        run.change(settings={"craft": "large"})
    return run


@pytest.mark.parametrize("way", WAYS)
def test_an_act_is_played_however_the_model_answers(
    way: str, tmp_path: Path, world: World, embedder: Embedder
) -> None:
    with strong(way=WAYS[way], one_at_a_time=True, refused=("max_tokens", "temperature")) as model:
        run = large_run(tmp_path, world)
        play(run, cast(world, run.manifest.options()), world, embedder, opened(model, tmp_path))
    said = speeches(run)
    assert len(said) == TURNS
    for event in said:
        assert not set("*#_[]“”") & set(event.text), event.text
        assert "WANTS" not in event.text and "LINE" not in event.text
        assert ":" not in event.text and "leans" not in event.text
        assert "\n" not in event.text
    form = way in ("as_asked", "in_markdown", "in_json")
    assert all((event.mind == WANTS) is form for event in said)


def played(run: RunFolder, world: World, embedder: Embedder, model: Model) -> RunFolder:
    play(run, cast(world, run.manifest.options()), world, embedder, model)
    return run


class Failing(WrappedModel):
    """Answers so many requests and then no more."""

    left = 0

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        if not self.left:
            raise ModelError("gone", "connection")
        self.left -= 1
        return await self._inner.complete(request, on_text)


def files(run: RunFolder) -> tuple[bytes, bytes]:
    return run.transcript_path.read_bytes(), (run.path / REVISIONS).read_bytes()


def test_a_look_back_takes_a_line_again_and_all_of_it_is_replayed_and_resumed_alike(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    with strong() as endpoint:
        run = played(large_run(tmp_path, world), world, embedder, opened(endpoint, tmp_path))
    (revision,) = run.revisions.all()
    assert revision.turn == 2 and revision.fault == FAULT
    first, stands = read_spoken(run.transcript_path), run.events.all()
    old, new = (next(e for e in events if e.turn == 2) for events in (first, stands))
    assert old.text != new.text == revision.event.text
    assert [take.text for take in new.takes][: len(old.takes)] == [t.text for t in old.takes]
    assert sum(take.chosen for take in new.takes) == 1

    replayed = RunFolder.create(tmp_path / "again", run.manifest)
    played(replayed, world, embedder, ReplayModel(Record(run.replies_path, read_only=True)))
    assert files(replayed) == files(run)

    asked = len(list(Record(run.replies_path, read_only=True).asked()))
    for stop in (3, asked - 5, asked - 2):
        broken = RunFolder.create(tmp_path / f"broken-{stop}", run.manifest)
        with pytest.raises(ModelError):
            failing = Failing(ReplayModel(Record(run.replies_path, read_only=True)))
            failing.left = stop
            played(broken, world, embedder, failing)
        played(broken, world, embedder, ReplayModel(Record(run.replies_path, read_only=True)))
        assert [e.text for e in broken.events.all()] == [e.text for e in stands], stop
        assert len(broken.revisions) == 1

    branch = make_branch(run, BranchPoint(turn=4, change=Change(kind="seed"), fields={"seed": 5}))
    assert [e.text for e in speeches(branch)] == [e.text for e in speeches(run)][:4]
    assert not branch.revisions.all()


def test_samplers_and_prefills_are_never_sent(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    with strong() as endpoint:
        played(large_run(tmp_path, world, 2), world, embedder, opened(endpoint, tmp_path))
    for body in endpoint.bodies:
        assert not [name for name in body if name.startswith(("dry_", "min_p", "repeat"))]
        if "LINE" in body["messages"][-1]["content"]:
            assert body["messages"][-1]["role"] == "user" and "stop" not in body

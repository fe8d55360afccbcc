"""Notes for speeches that have none: drafted by the model, checked, kept, told in the event."""

import shutil
import sys
from pathlib import Path

import pytest
from plays import QuickEmbedder, answer, new_run, play, speeches

sys.path.insert(0, str(Path(__file__).parent.parent))

from staged import without_notes

from smile_commons.models.record import Record
from smile_commons.models.replay import ReplayModel
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.personas.drafting import PURPOSE
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World, load_world
from smile_commons.world.find import shipped_world

STARTER = shipped_world() / "src" / "smile_commons" / "world" / "starter"
DRAFTS = {
    "electric lamp": "I propose an electric lamp with a relay, in place by the spring, and a post "
    "ashore for you.",
    "Cape Ravn, which": "The relay at Cape Ravn showed a burning lamp for six hours. It was out.",
    "nine nights": "You counted nine nights, and I have forgotten them.",
    "two boys": "I saw the two boys in the skiff. No instrument would have seen them.",
}


@pytest.fixture(scope="module")
def embedder() -> QuickEmbedder:
    return QuickEmbedder()


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The world that ``commons new`` writes, as somebody in a hurry leaves it: without notes."""
    root = Path(shutil.copytree(STARTER, tmp_path / "world"))
    path = root / "dialogues" / "forum.yaml"
    path.write_text(without_notes(path.read_text(encoding="utf-8")), encoding="utf-8")
    return load_world(root)


def said(request: Request) -> Scripted:
    if not request.purpose.startswith(PURPOSE):
        return answer(request)
    about = asked_text(request).rpartition("About:")[2]
    found = [text for words, text in DRAFTS.items() if words in about]
    return [*found, "I have nothing to say of that."] if found else "Nobody knows anything."


def test_a_world_without_notes_plays_on_drafts(
    tmp_path: Path, world: World, embedder: QuickEmbedder
) -> None:
    run, casting = new_run(
        tmp_path, world, PlayOptions("forum", acts=("hearing",), takes=2, seed=3)
    )
    model = ScriptedModel(said)
    play(run, casting, world, embedder, model)
    spoken = {event.on: event for event in speeches(run) if (event.why or "").startswith("beat")}
    whole = [event for on, event in spoken.items() if on and "nine nights" not in on]
    assert {event.say for event in whole} == {
        text for words, text in DRAFTS.items() if words != "nine nights"
    }
    assert all((event.why or "").endswith("; its notes were drafted") for event in whole)
    [left] = [event for on, event in spoken.items() if on and "nine nights" in on]
    assert left.say is None
    assert "its notes could not be drafted: " in (left.why or "")
    asked = [r for r in model.requests if r.purpose.startswith("speak/")]
    assert any(DRAFTS["two boys"].split(". ")[1] in asked_text(request) for request in asked)
    drafts = [r for r in model.requests if r.purpose.startswith(PURPOSE)]
    assert len(drafts) == len(spoken)

    again, casting = new_run(
        tmp_path, world, PlayOptions("forum", acts=("hearing",), takes=2, seed=3)
    )
    replay = ReplayModel(Record(run.replies_path, read_only=True))
    play(again, casting, world, embedder, replay)
    assert again.transcript_path.read_bytes() == run.transcript_path.read_bytes()


def test_where_notes_are_written_none_are_drafted(tmp_path: Path, embedder: QuickEmbedder) -> None:
    world = load_world(STARTER)
    run, casting = new_run(tmp_path, world, PlayOptions("forum", turns=8, takes=2, seed=3))
    model = ScriptedModel(said)
    play(run, casting, world, embedder, model)
    assert not [r for r in model.requests if r.purpose.startswith(PURPOSE)]
    assert not [event for event in speeches(run) if "drafted" in (event.why or "")]


def test_a_person_at_a_seat_drafts_for_themselves(
    tmp_path: Path, world: World, embedder: QuickEmbedder
) -> None:
    async def person(_: object) -> str:
        return "I will think about the lamp."

    wanted = PlayOptions("forum", acts=("hearing",), takes=2, seed=3, seat="anders")
    run, casting = new_run(tmp_path, world, wanted)
    model = ScriptedModel(said)
    play(run, casting, world, embedder, model, ask_person=person)
    drafts = [asked_text(r) for r in model.requests if r.purpose.startswith(PURPOSE)]
    assert len(drafts) == 2
    assert all("I for Brita" in text.splitlines()[-1] for text in drafts)

"""A branch begins with its parent's past, asks no model for it, and leaves the parent as it was."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from plays import (
    QuickEmbedder,
    answer,
    copy_of,
    first,
    new_run,
    play,
    speeches,
    story_so_far,
    without_notes,
)

from smile_commons.branches.branching import BranchPoint, copy_past, make_branch, past
from smile_commons.branches.changes import (
    another_card,
    another_direction,
    another_order,
    another_seed,
    with_memory,
    without_memory,
)
from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.retakes import with_take, with_words
from smile_commons.errors import InputError, WorldError
from smile_commons.memory.memory import Embedder
from smile_commons.memory.store import MemoryStore
from smile_commons.models.record import Record
from smile_commons.models.replay import InheritingModel, ReplayModel
from smile_commons.models.request import asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.runs.directions import Direction
from smile_commons.runs.family import families, parent_of
from smile_commons.runs.folder import RunFolder, turn_event
from smile_commons.runs.manifest import Change
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World, find_world, load_world

LAST = 6


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, world: World, embedder: Embedder) -> RunFolder:
    return story_so_far(tmp_path_factory.mktemp("played"), world, embedder, LAST)


@pytest.fixture
def parent(played: RunFolder, tmp_path: Path) -> RunFolder:
    """A copy of a run that was played to its end."""
    return copy_of(played, tmp_path)


def play_on(
    branch: RunFolder, world: World, embedder: Embedder, inherits: bool = False
) -> ScriptedModel:
    model = ScriptedModel(answer)
    asked: ScriptedModel | InheritingModel = model
    if inherits:
        mother = parent_of(branch)
        assert mother is not None
        asked = InheritingModel(model, Record(mother.replies_path, read_only=True))
    play(branch, cast(world, branch.manifest.options()), world, embedder, asked)
    return model


def turns_asked(model: ScriptedModel) -> list[int]:
    """The turns whose speeches the model was asked for."""
    parts = [r.purpose.split("/") for r in model.requests]
    return list(dict.fromkeys(int(part[1]) for part in parts if part[0] == "speak"))


def contents(folder: Path) -> Mapping[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("at", [0, 3])
def test_the_shared_part_asks_no_model_and_the_parent_is_untouched(
    parent: RunFolder, world: World, embedder: Embedder, at: int
) -> None:
    before = contents(parent.path)
    branch = make_branch(parent, another_direction(at, "Colder; nothing is forgiven."))
    model = play_on(branch, world, embedder)
    assert turns_asked(model) == list(range(at + 1, LAST + 1))
    assert not [r for r in model.requests if r.purpose.startswith(("ballot/opening", "ballot/re"))]
    assert contents(parent.path) == before
    mine, theirs = (run.transcript_path.read_bytes().splitlines() for run in (branch, parent))
    shared = len(past(parent, at))
    assert mine[:shared] == theirs[:shared]
    assert [event.turn for event in speeches(branch)] == list(range(1, LAST + 1))
    assert branch.path.parent == parent.path.parent


def test_a_direction_stands_in_the_next_prompt_and_in_no_other(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    branch = make_branch(parent, another_direction(3, "Colder; nothing is forgiven."))
    model = play_on(branch, world, embedder)
    told = [r.purpose for r in model.requests if "nothing is forgiven" in asked_text(r)]
    assert {purpose.split("/")[1] for purpose in told} == {"4"}
    assert turn_event(branch, 4).direction == "Colder; nothing is forgiven."


def test_the_state_after_a_branch_is_the_one_the_parent_had(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    """With nothing different every request is the parent's own, so the rest is the same."""
    branch = make_branch(parent, BranchPoint(turn=3, change=Change(kind="nothing")))
    model = play_on(branch, world, embedder, inherits=True)
    assert model.requests == []
    assert [e.text for e in speeches(branch)] == [e.text for e in speeches(parent)]
    ballots = [[b.to_json() for b in run.ballots.all()] for run in (branch, parent)]
    assert sorted(ballots[0]) == sorted(ballots[1])


def test_a_long_free_debate_is_taken_up_where_it_stood(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    """The window has moved by then; the moderator's draws and the recalls hang on the state."""
    wanted = PlayOptions("story", mode="free", turns=14, takes=1, seed=9)
    folder, casting = new_run(tmp_path, world, wanted)
    model = ScriptedModel(lambda request: str(first(answer(request))) * 9)
    play(folder, casting, world, embedder, model)
    branch = make_branch(folder, BranchPoint(turn=12, change=Change(kind="nothing")))
    again = ScriptedModel([])
    inherited = InheritingModel(again, Record(folder.replies_path, read_only=True))
    play(branch, casting, world, embedder, inherited)
    assert again.requests == []
    assert [e.text for e in speeches(branch)] == [e.text for e in speeches(folder)]


def test_the_manifest_names_parent_turn_and_change(parent: RunFolder, world: World) -> None:
    branch = make_branch(parent, another_seed(parent, 2, 99))
    past_of = branch.manifest.parent
    assert past_of is not None
    assert (past_of.run, past_of.turn) == (parent.id, 2)
    assert past_of.change == Change(kind="seed", before=4, after=99)
    assert past_of.shared == hashlib.sha256(b"".join(past(parent, 2))).hexdigest()


def test_renamed_folders_are_found_by_what_stands_in_them(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    runs = parent.path.parent
    branch = make_branch(parent, another_seed(parent, 2, 99))
    parent.path.rename(runs / "the first version")
    branch.path.rename(runs / "another")
    (family,), faults = families(runs)
    assert not faults
    assert family.run.path.name == "the first version"
    assert [one.run.path.name for one in family.branches] == ["another"]
    assert RunFolder.open(branch.id, runs).path.name == "another"
    assert RunFolder.open(parent.id.rpartition("-")[2], runs).id == parent.id
    moved = RunFolder.open("another", runs)
    play_on(moved, world, embedder, inherits=True)
    assert [event.turn for event in speeches(moved)] == list(range(1, LAST + 1))


def test_memories_are_those_of_that_turn(tmp_path: Path, world: World, embedder: Embedder) -> None:
    at, world = 3, without_notes(world)  # with notes another seed may say the same
    parent = story_so_far(tmp_path, world, embedder, LAST)
    branch = make_branch(parent, another_seed(parent, at, 99))
    model = ScriptedModel(lambda asked: answer(replace(asked, purpose=f"{asked.purpose}/other")))
    play(branch, cast(world, branch.manifest.options()), world, embedder, model)
    with MemoryStore(branch.memory_path, dimension=embedder.dimension) as store:
        texts = " ".join(memory.text for who in branch.manifest.cast for memory in store.open(who))
    for event in speeches(parent):
        assert (event.text in texts) == (event.turn <= at)
    later = [event.text for event in speeches(parent) if event.turn > at]
    assert not [r for r in model.requests if any(text in asked_text(r) for text in later)]


def test_a_branch_that_was_killed_goes_on(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    branch = make_branch(parent, another_seed(parent, 2, 99))
    again = RunFolder.open(branch.id, branch.path.parent)  # nothing was played, so no checkpoint
    model = play_on(again, world, embedder)
    assert turns_asked(model)[0] == 3


def test_a_branch_is_replayed_byte_for_byte(
    parent: RunFolder, world: World, embedder: Embedder, tmp_path: Path
) -> None:
    branch = make_branch(parent, another_direction(3, "Colder."))
    play_on(branch, world, embedder, inherits=True)
    again = copy_past(branch, tmp_path / "elsewhere")
    casting = cast(world, again.manifest.options())
    play(again, casting, world, embedder, ReplayModel(Record(branch.replies_path)))
    assert again.transcript_path.read_bytes() == branch.transcript_path.read_bytes()
    assert again.ballots_path.read_bytes() == branch.ballots_path.read_bytes()


def test_a_branch_of_a_branch(parent: RunFolder, world: World, embedder: Embedder) -> None:
    one = make_branch(parent, another_seed(parent, 2, 99))
    play_on(one, world, embedder)
    two = make_branch(one, another_direction(4, "Softer."))
    play_on(two, world, embedder)
    said = [[event.text for event in speeches(run)] for run in (parent, one, two)]
    assert said[0][:2] == said[1][:2] == said[2][:2]
    assert said[1][:4] == said[2][:4]
    (family,), _ = families(parent.path.parent)
    assert [member.run.id for member in family.walk()] == [parent.id, one.id, two.id]


def test_a_memory_taken_away_never_comes_up(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    used = turn_event(parent, 4).memories[0]
    speaker = turn_event(parent, 4).speaker
    off = without_memory(parent, world, 0, f"{speaker}:{used.id}")
    branch = make_branch(parent, off)
    model = play_on(branch, world, embedder)
    own = {f"speak/{e.turn}" for e in speeches(branch) if e.speaker == speaker}
    assert own
    assert not [r for r in model.requests if r.purpose in own and used.text in asked_text(r)]
    assert all(
        used.id not in [m.id for m in e.memories] for e in speeches(branch) if e.speaker == speaker
    )


def test_a_speech_that_is_forgotten_is_not_even_in_sight(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    event = turn_event(parent, 2)
    listener = next(who for who in event.heard_by if who != event.speaker)
    branch = make_branch(parent, without_memory(parent, world, 3, f"{listener}:episode-00002"))
    model = play_on(branch, world, embedder)
    mine = {f"speak/{e.turn}" for e in speeches(branch) if e.speaker == listener}
    asked = [r for r in model.requests if r.purpose in mine or f"/{listener}" in r.purpose]
    assert asked
    assert not [r for r in asked if event.text in asked_text(r)]


def test_a_memory_put_in_is_recalled(parent: RunFolder, world: World, embedder: Embedder) -> None:
    next_up = turn_event(parent, 4)
    text = f"I never told anybody of {next_up.on}, and I have the receipt."
    branch = make_branch(parent, with_memory(parent, 3, f"{next_up.speaker}: {text}"))
    play_on(branch, world, embedder)
    assert text in [memory.text for memory in turn_event(branch, 4).memories]


def test_another_order_of_seats(parent: RunFolder, world: World, embedder: Embedder) -> None:
    order = tuple(reversed(parent.manifest.cast))
    branch = make_branch(parent, another_order(parent, 2, order))
    assert tuple(branch.manifest.cast) == order
    play_on(branch, world, embedder)
    assert len(speeches(branch)) == LAST


def test_another_card_is_checked_and_votes_anew(
    parent: RunFolder, world: World, embedder: Embedder, tmp_path: Path
) -> None:
    for name, content in world.files.items():  # a played run keeps its world
        (parent.world_path / name).parent.mkdir(parents=True, exist_ok=True)
        (parent.world_path / name).write_bytes(content)
    card = tmp_path / "kai.yaml"
    text = world.files["personas/kai.yaml"].decode()
    card.write_text(text.replace("talkativeness:", "talkativness:"))
    with pytest.raises(WorldError, match=r"personas/kai\.yaml"):
        another_card(parent, 2, card)
    card.write_text(text.replace("notes: >-", "notes: >-\n    Speaks in riddles now.", 1))
    branch = make_branch(parent, another_card(parent, 2, card))
    changed = load_world(branch.world_path)
    assert branch.manifest.world == changed.digest
    model = play_on(branch, changed, embedder)
    opening = {r.purpose.split("/")[2] for r in model.requests if "/opening/" in r.purpose}
    assert opening == {"kai"}


def test_another_take_of_an_earlier_turn(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    old = turn_event(parent, 3)
    [before] = [number for number, take in enumerate(old.takes, 1) if take.chosen]
    after = next(n for n, take in enumerate(old.takes, 1) if n != before and not take.dropped)
    chosen = with_take(old, after, old.speaker or "")
    off = BranchPoint(
        turn=2, change=Change(kind="take", before=before, after=after), instead=chosen
    )
    branch = make_branch(parent, off)
    model = play_on(branch, world, embedder)
    spoken = [r for r in model.requests if r.purpose.startswith("speak/")]
    assert spoken[0].purpose == "speak/4"
    assert chosen.text in asked_text(spoken[0])
    assert old.text not in asked_text(spoken[0])
    assert turn_event(branch, 3).takes[after - 1].chosen
    assert turn_event(parent, 3) == old


def test_words_of_a_person_are_kept_as_a_take(parent: RunFolder) -> None:
    old = turn_event(parent, 3)
    edited = with_words(old, "  I was there,\nand I saw it. ", old.speaker or "")
    assert (edited.text, edited.by) == ("I was there, and I saw it.", "human")
    count = len(old.takes)
    assert [take.by for take in edited.takes] == [None] * count + ["human"]
    assert [take.chosen for take in edited.takes] == [False] * count + [True]
    with pytest.raises(InputError, match=f"numbered 1 to {count}"):
        with_take(old, count + 1, "ezra")


def test_new_takes_of_a_turn_join_the_old_ones(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    old = turn_event(parent, 3)
    again = Direction(
        1, "before", 3, "again", who=old.speaker, text="Colder.", event=json.loads(old.to_json())
    )
    off = BranchPoint(
        turn=2, change=Change(kind="new takes"), directions=(again,), before_next=True
    )
    branch = make_branch(parent, off)
    model = play_on(branch, world, embedder)
    spoken = [r for r in model.requests if r.purpose.startswith("speak/")]
    count = len(old.takes)
    again_asked = [r for r in spoken if r.purpose.startswith("speak/3/")]
    assert spoken[0].purpose == f"speak/3/after-{count}"
    assert spoken[: len(again_asked)] == again_asked
    assert spoken[len(again_asked)].purpose == "speak/4"
    assert "Colder." in asked_text(spoken[0])
    new = turn_event(branch, 3)
    assert [take.text for take in new.takes[:count]] == [take.text for take in old.takes]
    of_model = [take for take in new.takes[count:] if "filled" not in take.why]
    assert len(of_model) == 2 * len(again_asked)
    assert (new.speaker, new.move, new.direction) == (old.speaker, old.move, "Colder.")
    assert new.text == next(take.text for take in new.takes[count:] if take.chosen)


@pytest.mark.parametrize("at", [-1, LAST + 1, 99])
def test_a_turn_that_is_not_there_is_refused(parent: RunFolder, at: int) -> None:
    with pytest.raises(InputError, match=f"numbered 1 to {LAST}"):
        past(parent, at)


def test_what_cannot_be_different_is_refused(parent: RunFolder, world: World) -> None:
    with pytest.raises(InputError, match="is the seed"):
        another_seed(parent, 2, 4)
    with pytest.raises(InputError, match="already"):
        another_order(parent, 2, tuple(parent.manifest.cast))
    with pytest.raises(InputError, match="has no memory"):
        without_memory(parent, world, 2, "kai:episode-00005")
    with pytest.raises(InputError, match="PERSONA:TEXT"):
        with_memory(parent, 2, "I was there")


def test_new_takes_are_asked_for_with_the_same_words_as_the_old(
    parent: RunFolder, world: World, embedder: Embedder
) -> None:
    old = turn_event(parent, 3)
    again = Direction(1, "before", 3, "again", who=old.speaker, event=json.loads(old.to_json()))
    off = BranchPoint(
        turn=2, change=Change(kind="new takes"), directions=(again,), before_next=True
    )
    branch = make_branch(parent, off)
    model = play_on(branch, world, embedder)
    first_asked = next(r for r in model.requests if r.purpose.startswith("speak/3/after-"))
    asked = [one.text for one in Record(parent.replies_path).asked() if one.purpose == "speak/3"]
    assert asked == [asked_text(first_asked)]

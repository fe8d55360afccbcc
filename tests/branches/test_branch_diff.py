"""Two runs set against each other: where they part, what was changed, and both ways again."""

import shutil
from pathlib import Path

import pytest
from plays import (
    QuickEmbedder,
    answer,
    copy_of,
    new_run,
    play,
    speeches,
    story_so_far,
    without_notes,
)

from smile_commons.branches.branching import BranchPoint, make_branch
from smile_commons.branches.changes import (
    another_direction,
    another_order,
    another_seed,
    with_memory,
)
from smile_commons.branches.diff import RunDiff, part
from smile_commons.branches.repeats import repeat, repeatable, repeats, seed_of
from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.retakes import with_take
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder
from smile_commons.models.request import Request, asked_text
from smile_commons.models.scripted import Scripted, ScriptedModel
from smile_commons.runs.directions import Direction
from smile_commons.runs.folder import RunFolder, turn_event
from smile_commons.runs.manifest import Change
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World, find_world, load_world

LAST = 6
COLDER = "Colder; nothing is forgiven."


@pytest.fixture(scope="module")
def world() -> World:
    return without_notes(load_world(find_world()))


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, world: World, embedder: Embedder) -> RunFolder:
    return story_so_far(tmp_path_factory.mktemp("played"), world, embedder, LAST)


@pytest.fixture
def root(played: RunFolder, tmp_path: Path) -> RunFolder:
    """A copy of a run that was played to its end."""
    return copy_of(played, tmp_path)


def by_text(request: Request) -> Scripted:
    """What is said hangs on all that was asked, the seed included, as with a real model."""
    from dataclasses import replace

    return answer(
        replace(request, purpose=f"{request.purpose}?{request.seed}{asked_text(request)[-400:]}")
    )


def go_on(branch: RunFolder, world: World, embedder: Embedder) -> ScriptedModel:
    model = ScriptedModel(by_text)
    play(branch, cast(world, branch.manifest.options()), world, embedder, model)
    return model


def kinds(parting: RunDiff) -> list[str]:
    return [step.change.kind for step in parting.changes if step.change]


def test_a_branch_and_its_parent(root: RunFolder, world: World, embedder: Embedder) -> None:
    branch = make_branch(root, another_direction(3, COLDER))
    go_on(branch, world, embedder)
    found = part(root, branch)
    assert (found.ancestor, found.turn) == (root.id, 3)
    assert found.a.steps == ()
    assert [str(step) for step in found.b.steps] == [f"direction: {COLDER}"]
    assert [pair.a.turn for pair in found.pairs if pair.a and pair.a.is_turn] == [4, 5, 6]
    assert [pair.b.text for pair in found.pairs if pair.b and pair.b.is_turn] == [
        e.text for e in speeches(branch)[3:]
    ]
    assert found.first_different == 4
    assert not found.beside


def test_two_branches_of_one_run_part_where_the_earlier_left(root: RunFolder) -> None:
    early, late = (
        make_branch(root, another_seed(root, 2, 99)),
        make_branch(root, another_direction(4, COLDER)),
    )
    found = part(early, late)
    assert (found.ancestor, found.turn, kinds(found)) == (root.id, 2, ["seed", "direction"])


def test_a_branch_of_a_branch_has_both_changes(
    root: RunFolder, world: World, embedder: Embedder
) -> None:
    one = make_branch(root, another_direction(2, COLDER))
    go_on(one, world, embedder)
    two = make_branch(one, another_order(one, 4, ("ezra",)))
    found = part(root, two)
    assert (found.turn, kinds(found)) == (2, ["direction", "order"])
    assert part(one, two).turn == 4


def test_a_change_that_came_after_a_branch_left_is_not_its_own(
    root: RunFolder, world: World, embedder: Embedder
) -> None:
    one = make_branch(root, another_direction(4, COLDER))
    go_on(one, world, embedder)
    before_it = make_branch(one, another_seed(one, 2, 99))
    assert kinds(part(root, before_it)) == ["seed"]


def test_what_is_said_alike_after_they_part_counts_as_the_same(
    root: RunFolder, world: World, embedder: Embedder
) -> None:
    branch = make_branch(root, BranchPoint(turn=2, change=Change(kind="nothing")))
    play(branch, cast(world, branch.manifest.options()), world, embedder, ScriptedModel(answer))
    found = part(root, branch)
    assert all(pair.same for pair in found.pairs)
    assert found.first_different is None


def test_folders_may_be_renamed_and_moved(root: RunFolder, tmp_path: Path) -> None:
    branch = make_branch(root, another_seed(root, 2, 99))
    elsewhere = tmp_path / "elsewhere" / "ours"
    elsewhere.parent.mkdir()
    branch.path.rename(elsewhere)
    root.path.rename(root.path.parent / "theirs")
    moved = RunFolder.open(elsewhere, tmp_path)
    assert part(RunFolder.open("theirs", root.path.parent), moved).turn == 2


def test_siblings_whose_parent_is_gone_are_still_siblings(root: RunFolder) -> None:
    one, two = (
        make_branch(root, another_seed(root, 2, 99)),
        make_branch(root, another_direction(2, COLDER)),
    )
    shutil.rmtree(root.path)
    assert (part(one, two).ancestor, part(one, two).turn) == (root.id, 2)


def test_plays_of_one_dialogue_are_compared_plainly(root: RunFolder, world: World) -> None:
    other, _ = new_run(
        root.path.parent.parent, world, PlayOptions("story", turns=LAST, takes=2, seed=5)
    )
    found = part(root, other)
    assert (found.ancestor, found.turn) == (None, 0)
    assert found.beside == {"seed": ("4", "5")}
    with pytest.raises(InputError, match="come from no one run"):
        repeatable(found)


def test_plays_of_two_dialogues_are_refused(root: RunFolder, world: World) -> None:
    other, _ = new_run(root.path.parent.parent, world, PlayOptions("forum"))
    with pytest.raises(InputError, match=r"nothing to be compared in.*story and forum"):
        part(root, other)
    with pytest.raises(InputError, match="is one run"):
        part(root, root)


def test_both_ways_again_have_one_seed_and_each_its_own_change(
    root: RunFolder, world: World, embedder: Embedder
) -> None:
    branch = make_branch(root, another_direction(3, COLDER))
    go_on(branch, world, embedder)
    parting = part(root, branch)
    repeatable(parting)
    a, b = (repeat(parting, way, 1) for way in (parting.a, parting.b))
    assert (
        a.manifest.seed
        == b.manifest.seed
        == seed_of(root.id, branch.id, 1)
        == seed_of(branch.id, root.id, 1)
    )
    models = [go_on(one, world, embedder) for one in (a, b)]
    spoken = [[r for r in m.requests if r.purpose.startswith("speak/")] for m in models]
    assert [requests[0].purpose for requests in spoken] == ["speak/4", "speak/4"]
    assert [requests[0].seed for requests in spoken] == [spoken[0][0].seed] * 2
    assert [COLDER in asked_text(requests[0]) for requests in spoken] == [False, True]
    assert asked_text(spoken[0][0]) == asked_text(spoken[1][0]).replace(f"{COLDER}\n", "")
    assert (
        [e.text for e in speeches(a)[:3]]
        == [e.text for e in speeches(b)[:3]]
        == [e.text for e in speeches(root)[:3]]
    )
    (pair, second) = repeats(part(root, branch), 2)
    assert (pair.a and pair.a.id, pair.b and pair.b.id) == (a.id, b.id)
    assert (second.a, second.b) == (None, None)
    (turned,) = repeats(part(branch, root), 1)
    assert (turned.a and turned.a.id, turned.b and turned.b.id) == (b.id, a.id)


def test_a_memory_that_was_put_in_is_put_in_again(
    root: RunFolder, world: World, embedder: Embedder
) -> None:
    upcoming = next(one for one in speeches(root) if one.turn > 3 and one.length != "retort")
    receipt = "The receipt lies in a tin under the third stair."
    text = f"I never told anybody of {upcoming.on}. {receipt}"
    branch = make_branch(root, with_memory(root, 3, f"{upcoming.speaker}: {text}"))
    go_on(branch, world, embedder)
    parting = part(root, branch)
    a, b = (repeat(parting, way, 1) for way in (parting.a, parting.b))
    models = [go_on(one, world, embedder) for one in (a, b)]
    # Each way has a seed of its own, by which a retort may come before the beat.
    shown = [[r for r in model.requests if r.purpose.startswith("speak/")] for model in models]
    told = [any(receipt in asked_text(request) for request in asked) for asked in shown]
    assert told == [False, True]


def test_another_take_is_part_of_both_ways(
    root: RunFolder, world: World, embedder: Embedder
) -> None:
    old = turn_event(root, 3)
    number = next(n for n, take in enumerate(old.takes, 1) if not take.chosen)
    off = BranchPoint(
        turn=2,
        change=Change(kind="take", before=1, after=number),
        instead=with_take(old, number, old.speaker or ""),
    )
    branch = make_branch(root, off)
    go_on(branch, world, embedder)
    parting = part(root, branch)
    a, b = (repeat(parting, way, 1) for way in (parting.a, parting.b))
    assert (speeches(a)[2].text, speeches(b)[2].text) == (old.text, old.takes[number - 1].text)
    spoken = [
        r.purpose
        for one in (a, b)
        for r in go_on(one, world, embedder).requests
        if r.purpose.startswith("speak/")
    ]
    assert "speak/3" not in spoken
    assert "speak/4" in spoken


def test_new_takes_are_asked_for_again(root: RunFolder, world: World, embedder: Embedder) -> None:
    old = turn_event(root, 3)
    import json

    again = Direction(
        1, "before", 3, "again", who=old.speaker, text=COLDER, event=json.loads(old.to_json())
    )
    off = BranchPoint(
        turn=2, change=Change(kind="new takes", after=COLDER), directions=(again,), before_next=True
    )
    branch = make_branch(root, off)
    go_on(branch, world, embedder)
    parting = part(root, branch)
    b = repeat(parting, parting.b, 1)
    spoken = [r for r in go_on(b, world, embedder).requests if r.purpose.startswith("speak/")]
    assert spoken[0].purpose.startswith("speak/3/after-")
    assert COLDER in asked_text(spoken[0])


def test_what_only_chance_or_more_than_one_thing_sets_apart_is_not_repeated(
    root: RunFolder, world: World, embedder: Embedder
) -> None:
    seeded = make_branch(root, another_seed(root, 2, 99))
    go_on(seeded, world, embedder)
    with pytest.raises(InputError, match="only chance"):
        repeatable(part(root, seeded))
    directed = make_branch(seeded, another_direction(4, COLDER))
    with pytest.raises(InputError, match="2 things changed"):
        repeatable(part(root, directed))


def test_what_a_person_takes_part_in_is_not_repeated(root: RunFolder) -> None:
    branch = make_branch(root, another_direction(3, COLDER))
    with root.owned():
        root.change(seat="ezra")
    with pytest.raises(InputError, match="by a person too"):
        repeatable(part(RunFolder.open(root.id, root.path.parent), branch))


def test_a_branch_of_a_repeat_is_no_repeat(
    root: RunFolder, world: World, embedder: Embedder
) -> None:
    branch = make_branch(root, another_direction(3, COLDER))
    go_on(branch, world, embedder)
    parting = part(root, branch)
    one = repeat(parting, parting.a, 1)
    go_on(one, world, embedder)
    assert one.manifest.repeat is not None
    assert make_branch(one, another_seed(one, 2, 5)).manifest.repeat is None

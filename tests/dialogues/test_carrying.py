"""A cast that was at an earlier run remembers it: each their own part, with where it is from."""

from pathlib import Path

import pytest
from plays import QuickEmbedder
from test_forum import answer, new_run, play, speeches

from smile_commons.dialogues.changing import carried_from, change_memory
from smile_commons.dialogues.remembering import CARRIED, past_of
from smile_commons.dialogues.rhythm import BREAKS_IN
from smile_commons.errors import InputError
from smile_commons.memory.memory import Memory, read_lines, to_lines
from smile_commons.memory.rebuild import lived
from smile_commons.memory.store import MemoryStore
from smile_commons.models.scripted import ScriptedModel
from smile_commons.runs.folder import RunFolder
from smile_commons.runs.options import PlayOptions
from smile_commons.world import World, find_world, load_world

TURNS = 3


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(find_world())


@pytest.fixture(scope="module")
def embedder() -> QuickEmbedder:
    return QuickEmbedder()


@pytest.fixture(scope="module")
def earlier(
    tmp_path_factory: pytest.TempPathFactory,
    world: World,
    embedder: QuickEmbedder,
) -> RunFolder:
    folder, casting = new_run(
        tmp_path_factory.mktemp("earlier"), world, PlayOptions("open-evening", turns=TURNS, takes=2)
    )
    play(folder, casting, world, embedder, ScriptedModel(answer))
    return folder


def test_each_brings_what_it_heard_and_made_of_it(earlier: RunFolder, world: World) -> None:
    brought = carried_from(earlier, world, ("talia", "kai", "ezra"))
    assert {who for who, _ in brought} == {"talia", "ezra"}  # Kai was not there
    for who, memory in brought:
        assert memory.origin == earlier.id
        assert memory.kind in ("episode", "reflection")
        assert memory.turn <= 0
        if memory.kind == "episode":
            turn = int(memory.id[-5:])
            assert who in speeches(earlier)[turn - 1].heard_by
            assert memory.turn == turn - TURNS
        for source in memory.sources:
            assert source.startswith(f"{earlier.id}:episode-")


def test_nobody_of_the_cast_was_there(earlier: RunFolder, world: World) -> None:
    with pytest.raises(InputError, match="nobody of this dialogue"):
        carried_from(earlier, world, ("kai",))


def later(
    tmp_path: Path,
    earlier: RunFolder,
    world: World,
    embedder: QuickEmbedder,
) -> RunFolder:
    folder, casting = new_run(tmp_path, world, PlayOptions("elixirs-hearing", turns=3, takes=2))
    folder.write(CARRIED, to_lines(carried_from(earlier, world, casting.cards)))
    play(folder, casting, world, embedder, ScriptedModel(answer))
    return folder


def stored(folder: RunFolder, embedder: QuickEmbedder, who: str) -> dict[str, Memory]:
    with MemoryStore(folder.memory_path, dimension=embedder.dimension) as store:
        return {one.id: one for one in store.open(who)}


def test_it_is_in_their_stores_and_can_be_made_anew(
    tmp_path: Path,
    earlier: RunFolder,
    world: World,
    embedder: QuickEmbedder,
) -> None:
    folder = later(tmp_path, earlier, world, embedder)
    past = past_of(folder, world)
    for who in folder.manifest.cast:
        there = stored(folder, embedder, who)
        assert there == {one.id: one for one in lived(past, who)}
        origins = {one.origin for one in there.values()} - {None}
        assert origins == ({earlier.id} if who in earlier.manifest.cast else set())


def test_what_was_brought_is_brought_on_with_its_first_origin(
    tmp_path: Path,
    earlier: RunFolder,
    world: World,
    embedder: QuickEmbedder,
) -> None:
    folder = later(tmp_path, earlier, world, embedder)
    brought = [one for who, one in carried_from(folder, world, ("talia",))]
    assert {one.origin for one in brought} == {earlier.id, folder.id}
    assert len({one.id for one in brought}) == len(brought)
    oldest = [one.turn for one in brought if one.origin == earlier.id]
    assert max(oldest) <= -len(speeches(folder))


def test_what_was_forgotten_is_not_brought(
    tmp_path: Path,
    world: World,
    embedder: QuickEmbedder,
) -> None:
    folder, casting = new_run(tmp_path, world, PlayOptions("open-evening", turns=2, takes=2))
    play(folder, casting, world, embedder, ScriptedModel(answer))
    with folder.owned():
        change_memory(folder, world, "forget", "talia", id="episode-00001")
        kept = change_memory(folder, world, "add", "talia", text="I dropped the bowl.")
    ids = {one.id for who, one in carried_from(folder, world, ("talia",))}
    assert f"{folder.id}:episode-00001" not in ids
    assert f"{folder.id}:{kept.id}" in ids


def test_the_file_comes_back_as_it_was_written(
    tmp_path: Path,
    earlier: RunFolder,
    world: World,
) -> None:
    brought = carried_from(earlier, world, ("talia", "lyra"))
    (tmp_path / CARRIED).write_text(to_lines(brought), "utf-8")
    assert read_lines(tmp_path / CARRIED) == brought


@pytest.mark.parametrize("recall", ["none", "random"])
def test_recall_can_be_taken_away_or_left_to_chance(
    tmp_path: Path,
    world: World,
    embedder: QuickEmbedder,
    recall: str,
) -> None:
    said: list[list[tuple[str, ...]]] = []
    for number in range(2):
        folder, casting = new_run(
            tmp_path / str(number), world, PlayOptions("forum", turns=3, takes=2)
        )
        with folder.owned():
            folder.change(recall=recall)
        play(folder, casting, world, embedder, ScriptedModel(answer))
        noted = [one for one in speeches(folder) if not (one.why or "").startswith(BREAKS_IN)]
        said.append([tuple(one.id for one in event.memories) for event in noted])
    assert said[0] == said[1]  # by the seed, not by chance
    assert all(said[0]) is (recall == "random")

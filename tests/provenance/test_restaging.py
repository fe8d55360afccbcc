"""A line looked back on: where its memories come from, and its prompt less them."""

import json
from dataclasses import replace
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

from smile_commons.branches.branching import make_branch
from smile_commons.branches.changes import another_seed
from smile_commons.dialogues.casting import cast
from smile_commons.dialogues.changing import change_memory
from smile_commons.dialogues.retakes import with_words
from smile_commons.dialogues.rhythm import BREAKS_IN
from smile_commons.errors import InputError
from smile_commons.memory.memory import Embedder
from smile_commons.models.request import asked_text
from smile_commons.models.scripted import ScriptedModel
from smile_commons.provenance.calls import Call, call_of, given, in_sight, line_of
from smile_commons.provenance.origins import Provenance
from smile_commons.provenance.restaging import without
from smile_commons.runs.folder import RunFolder, turn_event
from smile_commons.runs.options import PlayOptions
from smile_commons.transcript import Event, UsedMemory
from smile_commons.world import World, find_world, load_world
from smile_commons.world.lorebook import Lorebook, LoreEntry

LAST = 8


@pytest.fixture(scope="module")
def world() -> World:
    return without_notes(load_world(find_world()))


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return QuickEmbedder()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, world: World, embedder: Embedder) -> RunFolder:
    """Eight speeches, the end of one act and the beginning of the next."""
    return story_so_far(tmp_path_factory.mktemp("played"), world, embedder, LAST)


@pytest.fixture
def copy(run: RunFolder, tmp_path: Path) -> RunFolder:
    return copy_of(run, tmp_path)


def recorded(run: RunFolder, turn: int) -> tuple[Event, Call]:
    event = line_of(run, turn)
    call = call_of(run, event)
    assert call is not None
    return event, call


@pytest.mark.parametrize("turn", range(1, LAST + 1))
def test_the_prompt_is_made_again_letter_by_letter(run: RunFolder, world: World, turn: int) -> None:
    event, call = recorded(run, turn)
    if (event.why or "").startswith(BREAKS_IN):
        assert not event.memories  # a few words thrown in need nothing to be remembered
        return
    memory = given(event, call)[0].text
    less = without(run, world, cast(world, run.manifest.options()), event, call)
    assert [one.text for one in less.removed] == [memory]
    assert less.exact
    assert asked_text(less.given) == call.asked.text
    assert memory in call.prompt
    assert memory not in json.dumps(
        json.loads(asked_text(less.less)) if less.less.messages else less.less.prompt
    )
    assert len(call.asked.text) - len(asked_text(less.less)) < len(memory) * 2 + 200
    assert replace(less.less, prompt=less.given.prompt, messages=less.given.messages) == less.given


def test_a_prompt_of_an_older_version_has_the_piece_cut_out(run: RunFolder, world: World) -> None:
    event, call = recorded(run, 3)
    older = replace(call, asked=replace(call.asked, text=call.asked.text.replace("BOOK", "BUCH")))
    less = without(run, world, cast(world, run.manifest.options()), event, older)
    assert not less.exact
    assert "BUCH" in asked_text(less.less)
    now = without(run, world, cast(world, run.manifest.options()), event, call)
    assert asked_text(less.less).replace("BUCH", "BOOK") == asked_text(now.less)


def test_a_prompt_that_shows_it_otherwise_is_refused(run: RunFolder, world: World) -> None:
    event, call = recorded(run, 3)
    memory = given(event, call)[0].text
    other = call.asked.text.replace(memory, f"{memory} {memory}")
    with pytest.raises(InputError, match="cannot be made again"):
        without(
            run,
            world,
            cast(world, run.manifest.options()),
            event,
            replace(call, asked=replace(call.asked, text=other)),
        )


def test_what_came_up_and_what_was_given_are_told_apart(run: RunFolder) -> None:
    event, call = recorded(run, 3)
    assert [one.id for one in given(event, call)] == [event.memories[0].id]
    assert in_sight(run.events.all(), event, call) == [2]


def test_a_line_without_a_memory_has_none_to_lose(run: RunFolder, world: World) -> None:
    event, call = recorded(run, 3)
    none = replace(event, memories=())
    with pytest.raises(InputError, match="no memory stood in the prompt of turn 3"):
        without(run, world, cast(world, run.manifest.options()), none, call)


def test_lore_is_taken_away_with_the_memory(
    tmp_path: Path, world: World, embedder: Embedder
) -> None:
    text = "The ferry bell is rung once for the drowned."
    entry = LoreEntry("bell", text, name="The bell", constant=True)
    lore = {"world": (Lorebook("memory/world.lore.json", None, (entry,)),)}
    known = replace(world, lore=lore)
    folder, casting = new_run(tmp_path, known, PlayOptions("story", turns=2, takes=2, seed=4))
    play(folder, casting, known, embedder, ScriptedModel(answer))
    event, call = recorded(folder, 2)
    shown = given(event, call)
    assert [one.because for one in shown] == ["", "it is constant"]
    less = without(folder, known, casting, event, call)
    assert less.exact
    assert less.removed == tuple(shown)
    assert not any(one.text in asked_text(less.less) for one in shown)
    origin = Provenance(folder, known, event.speaker or "").of(shown[1].id)
    assert (origin.kind, origin.file, origin.group) == (
        "lore",
        "memory/world.lore.json",
        "The bell",
    )


def test_the_past_of_a_branch_stands_in_its_parents_record(
    copy: RunFolder, world: World, embedder: Embedder
) -> None:
    branch = make_branch(copy, another_seed(copy, 3, 99))
    play(branch, cast(world, branch.manifest.options()), world, embedder, ScriptedModel(answer))
    event, call = recorded(branch, 2)
    assert call.run.id == copy.id
    assert without(call.run, world, cast(world, copy.manifest.options()), event, call).exact
    assert recorded(branch, 5)[1].run.id == branch.id


def test_words_of_a_person_have_no_request(run: RunFolder) -> None:
    event = with_words(turn_event(run, 3), "I was there, and I saw it.", "kai")
    assert call_of(run, event) is None


def test_canon_is_traced_to_its_line(run: RunFolder, world: World) -> None:
    event = line_of(run, 3)
    for used in event.memories:
        origin = Provenance(run, world, event.speaker or "").of(used.id)
        if origin.kind == "canon":
            assert origin.file is not None and origin.line is not None
            text = (world.root / origin.file).read_text().splitlines()[origin.line - 1]
            assert used.text.split()[0] in text
            return
    pytest.fail("no canon came up")


def test_a_speech_and_a_reflection_are_traced(run: RunFolder, world: World) -> None:
    said = speeches(run)[1]
    known = Provenance(run, world, "talia")
    heard = known.of("episode-00002")
    assert (heard.kind, heard.turn, heard.speaker, heard.text) == (
        "speech",
        2,
        said.speaker,
        said.text,
    )
    line = json.loads((run.path / "reflections.jsonl").read_text().splitlines()[0])
    thought = Provenance(run, world, line["persona"]).of(line["id"])
    assert (thought.kind, thought.text) == ("reflection", line["text"])
    assert [cited.id for cited in thought.cites] == line["sources"]
    assert all(cited.kind == "speech" and cited.turn for cited in thought.cites)


def test_what_was_put_in_changed_or_forgotten_is_told(copy: RunFolder, world: World) -> None:
    with copy.owned():
        put = change_memory(copy, world, "add", "kai", text="I have the receipt.")
        change_memory(copy, world, "edit", "kai", id="episode-00001", text="Somebody spoke.")
        change_memory(copy, world, "forget", "kai", id="episode-00002")
    known = Provenance(copy, world, "kai")
    assert (known.of(put.id).kind, known.of(put.id).turn) == ("hand", LAST)
    assert known.of("episode-00001").edited == LAST
    assert known.of("episode-00002").kind == "speech"  # it stood behind its line all the same
    assert known.of("episode-00777").kind == "unknown"


def test_without_a_record_the_first_is_taken_as_given(run: RunFolder) -> None:
    event = line_of(run, 3)
    lore = UsedMemory("lore:city:1", "The ferry is late.", 1.0, because="it is constant")
    dropped = UsedMemory("lore:city:2", "The ferry is red.", 0.0, because="no room for it")
    told = replace(event, memories=(*event.memories, lore, dropped))
    assert [one.id for one in given(told, None)] == [event.memories[0].id, lore.id]
